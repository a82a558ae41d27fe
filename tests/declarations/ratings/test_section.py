"""单体评价等级信息 as a section: what it computes, freezes, refuses, and that nothing typed is lost."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from declarations.enums import REWARD_FUND
from declarations.models import SchemeItem, ScoringScheme
from declarations.ratings.offered import keep_version
from declarations.ratings.section import RATINGS, faults, lowest_grade
from declarations.ratings.sheet import sheets_of
from rating.gbt51129_2017 import SCHEME
from rating.score import score
from tests.declarations.ratings.sheets import GB, WORKED, row, section_of
from tests.factories import declarations as make
from tests.rating.sheets import sheet

pytestmark = pytest.mark.django_db
HOUSING = WORKED["RC housing"][0]


def test_the_worked_examples_come_out_of_the_section_with_their_explanation():
    typed = section_of(*(row(each[0], number) for number, each in enumerate(WORKED.values())))
    assert RATINGS.faults(typed) == []
    frozen = RATINGS.frozen(typed)
    answers = RATINGS.answers(typed)
    for (words, groups, absent, rate, qualifies, grade), kept, answer in zip(
        WORKED.values(), sheets_of(frozen), answers, strict=True
    ):
        expected = score(SCHEME, sheet(words))
        assert (kept["rate"], kept["absent_points"], kept["qualifies"], kept["grade"]) == (
            rate,
            absent,
            qualifies,
            grade,
        )
        assert [group["points"] for group in kept["groups"]] == groups.split()
        assert kept["reasons"] == list(expected.reasons)
        assert answer["result"].rate == expected.rate
        assert answer["version"].name == f"{GB}.1"
    last = {field["name"]: field["text"] for field in frozen["rows"][0]}
    assert last["building"] == "示例1号楼"
    assert last["stage"] == "项目评价"
    assert last["q1a_points"] == "400 ÷ 1000 m³，比例 40%，20 + (40 − 35) ÷ (80 − 35) × (30 − 20)，四舍五入得 21.1 分"
    assert (last["Q1"], last["Q4"], last["rate"], last["grade"]) == ("36.1", "0", "68.9", "A 级")
    assert "P = (Q1 + Q2 + Q3) ÷ (100 − Q4) × 100% = (36.1 + 14.5 + 18.3) ÷ (100 − 0) × 100% = 68.9%" in last["sheet"]
    assert last["sheet"].splitlines()[0] == "Q1 主体结构：21.1 + 15 = 36.1 分"
    assert last["sheet"].splitlines()[-1] == "符合装配式建筑的条件，评价等级为 A 级。"
    assert last["rated_on"] == "2026年5月6日"
    assert lowest_grade(answers) == ""
    assert lowest_grade(answers[:2]) == "A"
    assert lowest_grade([]) == ""


HOSTILE = ["NaN", "1e999", "Infinity", "-5", "一百", "9" * 10_000, "1,000", "0x10", "<b>1</b>", "1e-30"]


@pytest.mark.parametrize("typed", HOSTILE)
def test_what_is_no_number_gets_a_sentence_and_the_rest_is_computed(typed):
    kept = section_of(row(HOUSING, q1a_a=typed))
    found = RATINGS.faults(kept)
    assert [fault.field for fault in found] == ["0-q1a_a"]
    assert found[0].sentence.startswith("柱、支撑、承重墙、延性墙板等竖向构件 数值A：“柱、支撑")
    form = RATINGS.bound(kept).forms[0]
    assert form.result is None  # nothing is computed before the form is asked
    form.is_valid()
    assert [str(each.points) for each in form.result.groups] == ["15.0", "14.5", "18.3"]
    assert form["q1a_a"].value() == typed
    assert typed in str(RATINGS.shown(kept))


@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"q1a_a": "2000"}, "q1a_a", "大于分母 1000 m³，请核对是否填反或多计。"),
        ({"q1a_b": "0"}, "q1a_b", "分母不能为 0，请填写总量。"),
        ({"q3b_b": "0", "q3b_a": "0"}, "q3b_b", "如果建筑没有这一项，请标为缺项"),
        ({"q1a_a": ""}, "q1a_a", "没有填写，分子和分母都要填写。"),
        ({"q1a_a": "", "q1a_b": ""}, "q1a_a", "数值A和数值B。"),
        ({"q3a_a": "", "q3a_b": ""}, "q3a_a", "建筑没有这一项的，请标为缺项。"),
        ({"q3f_done": ""}, "q3f_done", "请选择是否采用“全装修”。"),
        ({"q3b_absent": "on"}, "q3b_absent", "已标为缺项，请清空它的数值，或者取消缺项。"),
        ({"stage": ""}, "stage", "请选择“评价阶段”。"),
        ({"building": "", "filled_by": ""}, "building", "请填写“单体名称/楼号”。"),
        ({"rated_on": "昨天"}, "rated_on", ""),
        ({"scheme": "none.7"}, "scheme", "none.7"),
    ],
)
def test_what_contradicts_itself_or_is_missing_is_told_at_its_field(changed, field, words):
    found = RATINGS.faults(section_of(row(HOUSING, **changed)))
    assert found[0].field == f"0-{field}"
    assert words in found[0].sentence


def test_full_width_digits_are_read_as_digits():
    typed = section_of(row(HOUSING, q1a_a="４００．０"))
    assert RATINGS.answers(typed)[0]["result"].rate_text == "68.9"


def test_an_identity_number_is_not_even_kept_in_a_draft():
    assert RATINGS.has_identity_number(section_of(row(HOUSING, q1a_a="110101199003077635")))


def test_a_table_that_was_mended_is_to_be_chosen_anew_and_what_was_typed_stays():
    scheme = ScoringScheme.objects.get(key=GB)
    SchemeItem.objects.filter(scheme=scheme, code="q1a").update(low=30)
    keep_version(scheme)
    typed = section_of(row(HOUSING))
    (found,) = RATINGS.faults(typed)
    assert "已经修订或停用，请改选GB/T 51129-2017《装配式建筑评价标准》（第 2 版评分表）" in found.sentence
    assert RATINGS.bound(typed).forms[0]["q1a_a"].value() == "400"
    assert RATINGS.faults(section_of(row(HOUSING, scheme=f"{GB}.2"))) == []


def test_a_table_of_which_only_the_words_have_changed_need_not_be_chosen_anew():
    scheme = ScoringScheme.objects.get(key=GB)
    ScoringScheme.objects.filter(pk=scheme.pk).update(note="已与标准文本核对。", checked_on="2026-05-01")
    assert keep_version(scheme).version_number == 2
    typed = section_of(row(HOUSING))
    assert RATINGS.faults(typed) == []
    assert sheets_of(RATINGS.frozen(typed))[0]["version"] == 1


def test_with_no_scheme_at_all_the_page_says_so():
    ScoringScheme.objects.update(is_enabled=False)
    assert RATINGS.blank().forms[0].sheet_rows == []
    found = RATINGS.faults(section_of(row(HOUSING, scheme="")))
    assert found[0].sentence == "第 1 行：评价标准：现在没有启用的评价标准，暂不能计算，请与受理机构联系。"[6:]


def test_each_building_is_rated_once():
    rows = [{"building": "1号楼"}, {"building": "3号楼"}, {"building": "1号楼"}]
    assert [fault.sentence for fault in faults(["1号楼", "2号楼"], rows)] == [
        "“2号楼”没有评价等级信息，请补上。",
        "“3号楼”不在申报的单体里，请改正楼号，或者删去这一行。",
        "“1号楼”填写了 2 次，请只保留一行。",
    ]


def test_a_row_for_each_declared_building_can_be_chosen_and_keeps_what_was_typed(client):
    user, firm = make.make_member()
    case = make.begin(REWARD_FUND, user, firm)
    client.force_login(user)
    url = reverse("my_rows_choose", args=[case.pk, RATINGS.name])
    assert "还没有填写单体信息。" in client.get(url).content.decode()
    make.type_in(case, "buildings", [*make.BUILDINGS, make.BUILDINGS[0] | {"number": " "}])
    make.type_in(case, RATINGS.name, [make.answers(REWARD_FUND)["ratings"][0]])
    assert [each.key for each in RATINGS.source.choices(case, user)] == ["1#", "2#"]
    version = case.draft_sections.get(name=RATINGS.name).version
    assert client.post(url, {"choice": ["1#", "2#"], "seen_version": version}).status_code == 302
    typed = case.draft_sections.get(name=RATINGS.name).typed
    assert (typed["ratings-0-q1a_a"], typed["ratings-1-building"]) == (["400"], ["2#"])
    second = RATINGS.bound(typed).forms[1]
    assert second.has_changed()
    assert second["scheme"].value() == f"{GB}.1"


def test_more_buildings_cost_no_more_queries(django_assert_max_num_queries):
    def cost(count: int) -> int:
        typed = section_of(*(row(HOUSING, number) for number in range(count)))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert RATINGS.is_complete(typed)
        return len(queries)

    assert cost(3) == cost(1)
