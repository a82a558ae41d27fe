"""An authorised editor types a standard, and it scores without code; what is incomplete or negative is refused in words."""

import pytest
from django.contrib.auth.models import Group

from accounts.groups import StaffGroup
from accounts.models import User
from audit.models import Entry
from declarations.models import AreaRule, RewardRule, SchemeVersion, ScoringScheme
from declarations.ratings.offered import find
from declarations.ratings.rows import CHILDREN, columns_of, reward_columns_of
from rating import reward
from rating.gbt51129_2017 import SCHEME
from tests.declarations.ratings.sheets import GB

pytestmark = pytest.mark.django_db
SCHEMES, RULES, AREAS = "/admin/scoringscheme/", "/admin/rewardrule/", "/admin/arearule/"
TYPED = "db11t1831-2021"

# A made-up standard with alternatives and a bonus, as somebody might type one.
HEAD = {
    "key": TYPED,
    "code": "DB11/T 1831-2021",
    "title": "示例地方标准",
    "source": "示例表 1",
    "formula": "absent_out",
    "total": "100",
    "point_places": "1",
    "rate_places": "1",
    "is_enabled": "on",
}
LINES = {
    "groups": [
        {"code": "A", "name": "结构", "points": "60"},
        {"code": "B", "name": "装修", "points": "40"},
        {"code": "C", "name": "加分项", "points": "3", "is_bonus": "on"},
    ],
    "items": [
        {"group": "A", "code": "a1", "name": "构件", "scoring": "interpolated", "low": "20", "high": "60",
         "points_low": "10", "points": "60", "numerator": "甲", "denominator": "乙", "unit": "m³"},
        {"group": "B", "code": "b1", "name": "干法", "scoring": "threshold", "low": "70", "points": "40",
         "numerator": "丙", "denominator": "丁", "unit": "㎡", "may_be_absent": "on"},
        {"group": "C", "code": "c1", "name": "信息化", "scoring": "yes_no", "points": "3"},
    ],
    "conditions": [
        {"purpose": "qualification", "measure": "rate", "at_least": "50"},
        {"purpose": "grade", "grade": "二星", "measure": "item_points", "code": "c1", "at_least": "3"},
    ],
    "grades": [{"name": "一星", "at_least": "60"}, {"name": "二星", "at_least": "75"}],
}  # fmt: skip


def posted(head: dict, lines: dict[str, list[dict]], ids: dict[str, list[int]] | None = None) -> dict[str, str]:
    """The form as a browser sends it; ids: of the lines that are there already."""
    data = dict(head)
    for name, rows in lines.items():
        known = (ids or {}).get(name, [])
        data |= {
            f"{name}-TOTAL_FORMS": str(len(rows)),
            f"{name}-INITIAL_FORMS": str(len(known)),
            f"{name}-MIN_NUM_FORMS": "0",
            f"{name}-MAX_NUM_FORMS": "1000",
        }
        for number, row in enumerate(rows):
            data |= {f"{name}-{number}-{key}": value for key, value in row.items()}
            data |= {f"{name}-{number}-ORDER": str(number + 1), f"{name}-{number}-DELETE": ""}
            data[f"{name}-{number}-id"] = str(known[number]) if number < len(known) else ""
    return data


def texts(row: dict) -> dict[str, str]:
    """Columns as a browser sends them."""
    return {
        name: "on" if value is True else str(value)
        for name, value in row.items()
        if value is not None and value is not False
    }


def of(key: str) -> str:
    return f"{SCHEMES}edit/{ScoringScheme.objects.get(key=key).pk}/"


def page(answer) -> str:
    return answer.content.decode()


@pytest.fixture
def officer(client) -> User:
    """An administrator of the house, no superuser."""
    user = User.objects.create_user("rules", is_staff=True)
    user.groups.add(Group.objects.get(name=StaffGroup.ADMINISTRATORS))
    client.force_login(user)
    return user


def test_a_standard_that_was_typed_scores_without_code(client, officer):
    assert page(client.get("/services/rating/")).count("DB11/T") == 0
    answer = client.post(of(TYPED), posted(HEAD, LINES))
    assert answer.status_code == 302, page(answer)
    typed = {"scheme": TYPED, "a1_a": "50", "a1_b": "100", "b1_r": "80", "c1_done": "yes"}
    shown = page(client.get("/services/rating/", typed))
    assert "P = (A + B) ÷ (100 − Q4) × 100% + C = (47.5 + 40) ÷ (100 − 0) × 100% + 3 = 90.5%" in shown
    assert "符合装配式建筑的条件，评价等级为 二星 级。" in shown
    assert find(f"{TYPED}.1").scheme.grades[1].conditions[0].code == "c1"
    assert Entry.objects.filter(about__contains="DB11/T 1831-2021").exists()
    # the same form again is the same version; a changed one is another
    row = ScoringScheme.objects.get(key=TYPED)
    ids = {name: [each.pk for each in getattr(row, name).all()] for name in CHILDREN}
    assert client.post(of(TYPED), posted(HEAD, LINES, ids)).status_code == 302
    assert row.versions.count() == 1
    lines = {**LINES, "grades": [LINES["grades"][0], {"name": "二星", "at_least": "91"}]}
    assert client.post(of(TYPED), posted(HEAD, lines, ids)).status_code == 302
    assert row.versions.count() == 2
    assert "第 2 版，" in page(client.get(of(TYPED)))
    assert "评价等级为 一星 级。" in page(client.get("/services/rating/", typed))
    # the links of before know the version they were made with
    assert find(f"{TYPED}.1").scheme.grades[1].at_least == 75


@pytest.mark.parametrize(
    ("name", "number", "changed", "sentence"),
    [
        ("items", 0, {"points": "50"}, "还不能启用：“结构”的评价项合计为 50 分，与本组的 60 分不符。"),
        ("items", 0, {"high": ""}, "还不能启用：“构件”按内插计分，应当有比例的下限、上限和下限的分值。"),
        ("items", 0, {"low": "-20"}, "不能是负数，请改为 0 或正数。"),
        ("items", 1, {"group": "Z"}, "还不能启用：“干法”所在的组“Z”不在评分组里。"),
        ("items", 1, {"code": "b 1"}, "代号由字母开头，只用字母和数字"),
        ("conditions", 1, {"grade": "三星"}, "还不能启用：有一个条件用于等级“三星”，但没有这个等级。"),
        ("grades", 1, {"at_least": "60"}, "还不能启用：等级应当从低到高排列，起点不能相同。"),
        ("grades", 0, {"at_least": "一百"}, "数"),
        ("grades", 0, {"name": "很长的等级名称"}, "还不能启用：等级“很长的等级名称”的名称太长"),
        ("items", 1, {"code": "a1"}, "重复"),
    ],
)
def test_what_contradicts_itself_is_refused_with_the_reasons_and_nothing_typed_is_lost(
    client, officer, name, number, changed, sentence
):
    lines = {**LINES, name: [{**row, **changed} if at == number else row for at, row in enumerate(LINES[name])]}
    answer = client.post(of(TYPED), posted(HEAD, lines))
    assert answer.status_code == 200
    assert sentence in page(answer)
    assert all(value in page(answer) for value in changed.values())
    assert not ScoringScheme.objects.get(key=TYPED).is_enabled
    assert find(TYPED) is None


def test_an_incomplete_scheme_is_kept_switched_off_and_told_what_it_lacks(client, officer):
    head = {name: value for name, value in HEAD.items() if name != "is_enabled"}
    answer = client.post(of(TYPED), posted(head, {**LINES, "items": []}), follow=True)
    assert "已经保存，还不能启用：“结构”没有评价项。" in page(answer)
    assert ScoringScheme.objects.get(key=TYPED).groups.count() == 3
    assert SchemeVersion.objects.filter(scheme__key=TYPED).count() == 0


def test_the_shipped_scheme_typed_as_a_new_one_is_the_shipped_scheme(client, officer):
    head, lines = columns_of(SCHEME)
    head |= {"key": "again", "code": "GB/T 51129-2017 再录"}
    data = posted(texts(head), {name: [texts(row) for row in rows] for name, rows in lines.items()})
    answer = client.post(f"{SCHEMES}new/", data)
    assert answer.status_code == 302, page(answer)
    typed = find("again").scheme
    assert (typed.groups, typed.grades, typed.qualification) == (SCHEME.groups, SCHEME.grades, SCHEME.qualification)


def test_the_code_in_links_stays_once_it_was_enabled(client, officer):
    row = ScoringScheme.objects.get(key=GB)
    head, lines = columns_of(SCHEME)
    ids = {name: [each.pk for each in getattr(row, name).all()] for name in CHILDREN}
    data = posted(texts(head | {"key": "other"}), {name: [texts(each) for each in lines[name]] for name in lines}, ids)
    assert client.post(of(GB), data).status_code == 302
    assert ScoringScheme.objects.filter(key=GB).exists()
    assert row.versions.count() == 1


def reward_form(**changed) -> tuple[str, dict]:
    row = RewardRule.objects.get(code="2023")
    head, lines = reward_columns_of(reward.RULE_2023)
    ids = {name: [each.pk for each in getattr(row, name).all()] for name in lines}
    data = posted(texts(head), {name: [texts(each) for each in rows] for name, rows in lines.items()}, ids)
    return f"{RULES}edit/{row.pk}/", data | changed


def test_staff_fill_in_the_rates_that_were_not_known(client, officer):
    url, data = reward_form(**{"rates-0-per_square_metre": "100", "rates-1-per_square_metre": "120", "note": ""})
    answer = client.post(url, data)
    assert answer.status_code == 302, page(answer)
    assert [rate.per_square_metre for rate in RewardRule.objects.get(code="2023").rates.all()] == [100, 120]


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"valid_to": "2020-01-01"}, "失效日期不能早于施行日期。"),
        ({"valid_from": "2020-04-13"}, "施行日期"),
        ({"library_day": ""}, "入库截止的月和日要么都填写，要么都不填。"),
        ({"draft_cap": ""}, "征求意见稿的标准和上限要么都填写，要么都不填。"),
        ({"rates-0-per_square_metre": "-1"}, "0"),
        ({"rates-1-grade": ""}, "对同一等级写了不止一个标准。"),
    ],
)
def test_a_rule_that_contradicts_itself_is_refused(client, officer, changed, sentence):
    url, data = reward_form(**changed)
    answer = client.post(url, data)
    assert answer.status_code == 200
    assert sentence in page(answer)


def test_area_conditions_are_edited_and_everything_has_its_list(client, officer):
    row = AreaRule.objects.get()
    data = {"kind": "demonstration", "title": row.title, "source": row.source, "project_measure": "total"}
    assert client.post(f"{AREAS}edit/{row.pk}/", data | {"project_area": "30000"}).status_code == 302
    assert AreaRule.objects.get().project_area == 30000
    for url, words in ((SCHEMES, "GB/T 51129-2017"), (RULES, "京建法〔2020〕4号"), (AREAS, "京建发〔2025〕483号")):
        assert words in page(client.get(url))


@pytest.mark.parametrize("group", [StaffGroup.DECLARATION_OFFICERS, StaffGroup.EDITORS])
def test_others_do_not_edit_and_only_who_works_on_declarations_looks(client, group):
    user = User.objects.create_user("other", is_staff=True)
    user.groups.add(Group.objects.get(name=group))
    client.force_login(user)
    assert client.get(of(GB)).status_code == 302
    assert (client.get(SCHEMES).status_code == 200) == (group == StaffGroup.DECLARATION_OFFICERS)
    before = ScoringScheme.objects.get(key=GB).title
    client.post(of(GB), posted(HEAD, LINES))
    assert ScoringScheme.objects.get(key=GB).title == before
