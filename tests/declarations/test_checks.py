"""What is asked of the answers: at the field, between fields, and between sections; nothing else is refused."""

import copy

import pytest

from casework import kinds
from casework.sections import Section
from declarations.forms import buildings, checks, firms, people, projects, technology
from tests.factories import declarations as make

SECTIONS: dict[str, Section] = {
    "firm": firms.REWARD_FIRM,
    "permit": projects.PERMIT,
    "project": projects.OVERVIEW,
    "demonstration": projects.DEMONSTRATION_PROJECT,
}
FIRM, PERMIT = make.answers("reward_fund")["firm"], make.answers("reward_fund")["permit"]
BASE = {
    "firm": FIRM,
    "permit": PERMIT,
    "project": make.PROJECT,
    "demonstration": make.PROJECT | {"no_accident": "on"},
}
FIELDS = [
    # section, field, typed, the sentence it is refused with ("" where it is taken)
    ("firm", "code", "91110000600037341M", "代码不对"),
    ("firm", "code", "111111111111111111", "代码不对"),
    ("firm", "code", "N2110112MF1234567L", ""),
    ("firm", "code", " ９１１１００００６０００３７３４１Ｌ ", ""),
    ("firm", "mobile", "12900000000", "手机号码不对"),
    ("firm", "mobile", "+86 139 0000 0001", ""),
    ("firm", "landline", "68025490-1", ""),
    ("firm", "landline", "400-800-1234", ""),
    ("firm", "landline", "12345", "电话号码不对"),
    ("firm", "postcode", "010000", ""),
    ("firm", "postcode", "10004", "6 位"),
    ("firm", "email", "不是邮箱", "邮"),
    ("firm", "account", "0200 0000 0000", ""),
    ("firm", "account", "0200-a", "数字"),
    ("firm", "name", "", "单位名称"),
    ("firm", "name", "示" * 101, "100"),
    ("permit", "permit_number", "320623202004020101", ""),
    ("permit", "permit_number", "110105202303010301", ""),  # reads as an identity number too
    ("permit", "permit_number", "320623202013020101", "发证日期"),
    ("permit", "permit_number", "320623202002300101", "发证日期"),
    ("permit", "permit_number", "[2018]施[大]建字0012号", ""),
    ("permit", "permit_number", "1101052023030101-SX-001", ""),
    ("permit", "price", "-1", "不能小于 0"),
    ("project", "code", "2023-110105-47-01-000012", ""),
    ("project", "code", "20231101054701000012", ""),
    ("project", "code", "2023-110105", "格式不对"),
    ("project", "planning_permit", "无", ""),
    ("project", "area_total", "36000.02", ""),
    ("project", "area_total", "36000.03", "与总建筑面积不符"),
    ("project", "area_total", "３６，０００", ""),
    ("project", "area_total", "36,000.00", ""),
    ("project", "area_total", "NaN", "数字"),
    ("project", "area_total", "Infinity", "数字"),
    ("project", "area_total", "1e999999", "数"),
    ("project", "area_total", "36000.001", "最多 2 位"),
    ("project", "area_total", "100000000", "99999999.99"),
    ("project", "area_below", "-1", "不能小于 0"),
    ("project", "area_prefab", "30000", ""),
    ("project", "area_prefab", "30000.01", "不能大于地上建筑面积"),
    ("project", "ends_on", "2023-04-01", ""),
    ("project", "ends_on", "2023-03-31", "不能早于开工日期"),
    ("project", "ends_on", "2023年5月1日", ""),
    ("project", "ends_on", "3023-05-01", "年份"),
    ("project", "filed_on", "2025-09-29", "不能早于竣工日期"),
    ("demonstration", "filed_on", "", "竣工备案日期"),
    ("demonstration", "no_accident", "", "我们确认"),
    ("demonstration", "basis", "", "实施依据"),
]


@pytest.mark.parametrize(("section", "field", "typed", "sentence"), FIELDS)
def test_a_field_is_taken_or_refused_in_words(section, field, typed, sentence):
    wanted = SECTIONS[section]
    faults = wanted.faults(make.typed(wanted.name, BASE[section] | {field: typed}))
    if not sentence:
        assert faults == []
        return
    assert any(sentence in fault.sentence and fault.field == field for fault in faults), faults


@pytest.mark.parametrize(
    ("section", "row", "field", "typed", "sentence"),
    [
        (buildings.BUILDINGS, make.BUILDINGS[0], "area_prefab", "15000.01", "不能大于地上建筑面积"),
        (buildings.BUILDINGS, make.BUILDINGS[0], "prefab_rate", "100.01", "100"),
        (buildings.BUILDINGS, make.BUILDINGS[0], "floors_above", "1.5", "整数"),
        (buildings.BUILDINGS, make.BUILDINGS[0], "height", "-3", "不能小于 0"),
        (buildings.BUILDINGS, make.BUILDINGS[0], "number", "", "楼号"),
        (firms.PARTIES, make.PARTY, "code", "911", "代码不对"),
        (people.PEOPLE, {"person": "示例甲", "firm": "示例公司"}, "telephone", "1", "电话号码不对"),
        (technology.APPLICATIONS, {"work": "示例家园"}, "year", "二〇二五", "整数"),
    ],
    ids=lambda value: getattr(value, "name", None),
)
def test_a_row_is_refused_at_its_field(section, row, field, typed, sentence):
    faults = section.faults(make.typed(section.name, [dict(row), dict(row) | {field: typed}]))
    assert any(sentence in fault.sentence and fault.field == f"1-{field}" for fault in faults), faults
    assert all(fault.sentence.startswith("第 2 行") for fault in faults)


def cleaned(kind: str, **changed) -> dict:
    """The cleaned answers of a complete declaration, with other answers in some sections."""
    said = copy.deepcopy(make.answers(kind)) | changed
    return {
        section.name: section.answers(make.typed(section.name, said[section.name]))
        for section in kinds.case_kind(kind).sections
    }


def rows(section: str, kind: str = "demonstration") -> list[dict]:
    return copy.deepcopy(make.answers(kind)[section])


def with_row(section: str, place: int, kind: str = "demonstration", **said) -> list[dict]:
    found = rows(section, kind)
    found[place] |= said
    return found


BETWEEN = [
    ("demonstration", {}, None, ""),
    ("reward_fund", {}, None, ""),
    ("technology", {}, None, ""),
    ("demonstration", {"applicants": with_row("applicants", 0, is_lead="")}, "0-is_lead", "请勾选一家牵头"),
    ("demonstration", {"applicants": with_row("applicants", 1, is_lead="on")}, "1-is_lead", "只能有一家牵头"),
    ("demonstration", {"applicants": with_row("applicants", 0, role="design")}, "0-role", "建设单位或施工总承包"),
    ("demonstration", {"applicants": with_row("applicants", 0, code="")}, "0-code", "统一社会信用代码"),
    ("demonstration", {"buildings": with_row("buildings", 1, number="1号楼")}, "1-number", "填了两次"),
    ("demonstration", {"buildings": with_row("buildings", 1, area_above="15000.02")}, None, ""),
    ("demonstration", {"buildings": with_row("buildings", 1, area_above="15000.03")}, "area_above", "大于项目的地上"),
    ("demonstration", {"project": make.answers("demonstration")["project"] | {"buildings": "1"}}, "buildings", "单体数量"),
    (
        "demonstration",
        {"project": make.answers("demonstration")["project"] | {"code": "", "planning_permit": "无"}},
        "planning_permit",
        "至少要有一个",
    ),
    ("reward_fund", {"ratings": rows("ratings", "reward_fund")[:1]}, "", "没有评价等级信息"),
    ("reward_fund", {"permit": PERMIT | {"starts_on": "2025-10-01"}}, "ends_on", "早于施工许可证"),
    ("technology", {"indicators": rows("indicators", "technology") * 2}, "1-indicator", "填了两次"),
    ("technology", {"firm": make.FIRM | {"contact": "王㛃李䶮"}}, None, ""),
    ("technology", {"firm": make.FIRM | {"contact": "示例\U0001f600"}}, "contact", "没有字体可以打印"),
    ("technology", {"indicators": with_row("indicators", 0, "technology", value="\U0001f600")}, "0-value", "U+1F600"),
]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize(("kind", "changed", "field", "sentence"), BETWEEN)
def test_what_contradicts_itself_is_said_with_its_place(kind, changed, field, sentence):
    found = checks.check(make.bare(kind), cleaned(kind, **changed))
    if field is None:
        assert found == []
        return
    assert [(each.field, sentence in each.sentence) for each in found] == [(field, True)]


def test_what_nobody_sees_is_taken_out_and_words_stay_words():
    """Marks that turn the direction of writing would turn the words around them; markup is text."""
    typed = make.typed("project", make.PROJECT | {"name": "示例\u202e家园\x00\t<img src=x>", "address": "\u200e\u3000"})
    assert projects.OVERVIEW.faults(typed)[0].field == "address"
    said = projects.OVERVIEW.answers(typed | {"project-address": ["示例路"]})
    assert said["name"] == "示例家园 <img src=x>"


def test_a_text_of_ten_thousand_characters_is_refused_with_its_length():
    typed = make.typed("technology", {"name": "甲", "field": "other", "principle": "字" * 10_000})
    assert "最多 2000 个字，现在 10000 个字" in technology.TECHNOLOGY.faults(typed)[0].sentence
