"""The estimate by the rule of the day of declaration, for all buildings of a project; the least areas as dated rows."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casework.models import Case
from declarations.enums import REWARD_FUND
from declarations.models import AreaRule, RewardRule
from declarations.ratings import areas
from declarations.ratings.applying import _not_more, estimate_of_draft
from declarations.ratings.areas import Areas
from declarations.ratings.rewards import ESTIMATE_ONLY, estimate_project, rules
from rating.reward import RULES, Building, Outcome
from tests.factories import declarations as make

D = Decimal
GOOD = Building(
    area=D(12000), rate=D(60), precast=D(45), height=D(50), grade="A", route="voluntary",
    applicant="建设单位", is_civil=True, government_funded=False,
)  # fmt: skip
IN_2021, IN_2026 = date(2021, 5, 1), date(2026, 5, 1)


def building(**changed) -> Building:
    return Building(**{**GOOD.__dict__, **changed})


@pytest.mark.parametrize(
    ("areas_", "amount", "words"),
    [
        (["4999.99"], "0", "合计 4999.99 ㎡，低于要求的 5000 ㎡，估算为 0 元。"),
        (["5000"], "900000", "5000 ㎡ × 180 元/㎡ = 900,000 元。"),
        (["12000"], "2160000", "2,160,000 元"),
        (["2500", "2500"], "900000", "合计 900,000 元。"),
        (["138888"], "24999840", "24,999,840 元"),
        (["138889"], "25000000", "合计 25,000,020 元，超过单个项目的上限，按 25,000,000 元计。"),
        (["100000", "100000"], "25000000", "超过单个项目的上限"),
    ],
)
def test_the_rule_of_2020_over_all_buildings(areas_, amount, words):
    buildings = [(f"{number}#", building(area=D(area))) for number, area in enumerate(areas_, 1)]
    found = estimate_project(buildings, IN_2021, RULES)
    assert found.amount == D(amount)
    assert any(words in line for line in found.lines)
    assert "京建法〔2020〕4号" in found.lines[0]
    assert found.text.endswith(ESTIMATE_ONLY)


def test_a_building_that_fails_is_left_out_and_named():
    buildings = [("1#", GOOD), ("2#", building(precast=D(39)))]
    found = estimate_project(buildings, IN_2021, RULES)
    assert found.amount == D(2160000)
    assert "“2#”不符合：预制率为 39%，低于要求的 40%。" in found.lines
    none = estimate_project(
        [("1#", building(government_funded=True)), ("2#", building(government_funded=True))], IN_2021, RULES
    )
    assert (none.amount, none.outcome) == (D(0), Outcome.NOT_ELIGIBLE)
    assert none.lines.count("不符合：应当是非政府投资项目。") == 1
    assert none.headline == "0 元（有条件不符合）"


def test_rates_that_are_not_known_are_not_guessed():
    found = estimate_project([("1#", building(grade="AA"))], IN_2026, RULES)
    assert found.amount is None
    assert any("待核" in line for line in found.lines)
    assert (found.library_year, estimate_project([("1#", GOOD)], date(2026, 7, 1), RULES).library_year) == (2026, 2027)
    assert estimate_project([("1#", GOOD)], date(2019, 1, 1), RULES).lines == (
        "申报日期 2019-01-01 没有施行中的奖励规则，不能估算。",
    )
    assert estimate_project([], IN_2026, RULES).amount == 0
    assert "不是可以计算的数字" in estimate_project([("1#", building(area="很大"))], IN_2026, RULES).lines[0]


def test_a_rate_just_below_a_limit_stays_below():
    assert _not_more(Fraction(699999999, 10**7)) < 70
    assert _not_more(Fraction(70)) == 70


@pytest.mark.django_db
def test_the_rows_are_the_rules_and_what_staff_fill_in_counts():
    assert sorted(rules(), key=lambda rule: rule.code) == sorted(RULES, key=lambda rule: rule.code)
    RewardRule.objects.get(code="2023").rates.filter(grade="AA").update(per_square_metre=D(100))
    assert estimate_project([("1#", building(grade="AA"))], IN_2026).amount == D(1200000)
    with CaptureQueriesContext(connection) as queries:
        rules()
    assert len(queries) == 4


@pytest.mark.django_db
def test_a_draft_shows_its_estimate_as_soon_as_its_sections_are_there():
    case = make.begin(REWARD_FUND)
    assert estimate_of_draft(case, IN_2021) is None
    ratings = [row | {"building": f"{number}#"} for number, row in enumerate([make._bare_row()] * 2, 1)]
    make.fill(case, project=make.PROJECT | {"basis": "voluntary"}, ratings=ratings)
    case = Case.objects.get(pk=case.pk)
    found = estimate_of_draft(case, IN_2021)
    assert found.amount == D(30000) * 180
    assert "“1#”：15000 ㎡ × 180 元/㎡ = 2,700,000 元。" in found.lines
    assert estimate_of_draft(case, IN_2026).outcome is Outcome.NOT_ELIGIBLE  # A, where the rule asks for AA


KIND, DAY = "demonstration", date(2026, 5, 1)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("total", "buildings", "words"),
    [
        ("20000", [("1#", "100")], ""),
        ("19999.99", [("1#", "5000"), ("2#", "5000.01")], ""),
        ("19999.99", [("1#", "5000"), ("2#", "4999.99")], "每栋地上建筑面积不少于 5,000 ㎡（“2#”是 4,999.99 ㎡）"),
        ("19999.99", [], "总建筑面积不少于 20,000 ㎡（现在是 19,999.99 ㎡）；或者按单体申报的"),
        (None, [("1#", None)], "（现在没有填写）"),
        ("1", [(f"{n}#", "1") for n in range(5)], "等 5 栋"),
    ],
)
def test_a_project_or_each_building_is_large_enough(total, buildings, words):
    declared = Areas(total and D(total), None, [(name, area and D(area)) for name, area in buildings])
    found = areas.problem(KIND, declared, DAY)
    assert words in found
    assert bool(found) == bool(words)
    assert not found or found.startswith("面积达不到京建发〔2025〕483号的要求：")


@pytest.mark.django_db
def test_the_conditions_are_those_of_the_day_and_the_kind():
    small = Areas(D(1), D(1), [("1#", D(1))])
    assert areas.problem(REWARD_FUND, small, DAY) == ""
    later = AreaRule.objects.create(
        kind=KIND,
        title="示例",
        source="示例〔2027〕1号",
        valid_from=date(2027, 1, 1),
        project_area=D(1),
        project_measure="above_ground",
    )
    assert areas.rule_on(KIND, date(2026, 12, 31)).source == "京建发〔2025〕483号"
    assert areas.rule_on(KIND, date(2027, 1, 1)) == later
    assert areas.problem(KIND, small, date(2027, 1, 1)) == ""
    assert "按项目申报的，地上建筑面积不少于 1 ㎡" in areas.problem(KIND, Areas(D(9), D(0), []), date(2027, 1, 1))
    AreaRule.objects.update(project_area=None, building_area=None)
    assert areas.problem(KIND, small, DAY) == ""
