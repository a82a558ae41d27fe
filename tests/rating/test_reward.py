"""The reward by dated rules: amounts, caps, every condition, what cannot be estimated, and the library year."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rating import plain
from rating.reward import (
    RULE_2020,
    RULE_2023,
    RULES,
    Building,
    Outcome,
    Rate,
    RefusedReward,
    estimate,
    problems,
    rule_on,
    rules_from_json,
)

D = Decimal
IN_2021 = date(2021, 3, 1)
IN_2024 = date(2024, 3, 1)
FIT = Building(
    area="12000",
    rate="75",
    precast="55",
    height="50",
    grade="AA",
    route="2017-8",
    applicant="建设单位",
    is_civil=True,
    government_funded=False,
)


@pytest.mark.parametrize(
    ("area", "amount"),
    [
        ("4999.99", "0"),
        ("5000", "900000"),
        ("12000", "2160000"),
        ("138888", "24999840"),
        ("138888.88", "24999998.40"),
        ("138889", "25000000"),
        ("200000", "25000000"),
    ],
)
def test_amounts_by_the_rule_of_2020(area, amount):
    found = estimate(RULES, replace(FIT, area=area), IN_2021)
    assert found.rule == RULE_2020
    assert found.amount == D(amount)
    assert found.unchecked == ()
    assert found.outcome is (Outcome.AMOUNT if found.amount else Outcome.NOT_ELIGIBLE)


def test_an_estimate_carries_its_basis():
    assert estimate(RULES, FIT, IN_2021).explanation() == (
        "依据：京建法〔2020〕4号《北京市装配式建筑、绿色建筑、绿色生态示范区项目市级奖励资金管理暂行办法》，"
        "按申报日期 2021-03-01 适用。",
        "12000 ㎡ × 180 元/㎡ = 2,160,000 元。",
        "是否已被 2023 年的实施细则正式废止待核。",
    )
    capped = estimate(RULES, replace(FIT, area="200000"), IN_2021)
    assert capped.basis[1] == "200000 ㎡ × 180 元/㎡ = 36,000,000 元，超过单个项目的上限，按 25,000,000 元计。"


@pytest.mark.parametrize(
    ("changed", "unmet"),
    [
        ({"area": "4999.99"}, "地上建筑面积为 4999.99 ㎡，低于要求的 5000 ㎡。"),
        ({"applicant": "施工单位"}, "申报单位是施工单位，应当是建设单位。"),
        ({"is_civil": False}, "应当是民用建筑。"),
        ({"government_funded": True}, "应当是非政府投资项目。"),
        ({"rate": "69.9"}, "装配率为 69.9%，低于要求的 70%。"),
        ({"precast": "49.99"}, "预制率为 49.99%，低于要求的 50%。"),
        ({"route": "industrialised", "precast": "39"}, "预制率为 39%，低于要求的 40%。"),
        ({"route": "voluntary", "rate": "49"}, "装配率为 49%，低于要求的 50%。"),
        ({"route": "voluntary", "precast": "39", "height": "60"}, "预制率为 39%，低于要求的 40%。"),
        ({"route": "voluntary", "precast": "10", "height": "60"}, "预制率为 10%，低于要求的 40%。"),
        ({"route": "voluntary", "precast": "19", "height": "60.01"}, "预制率为 19%，低于要求的 20%。"),
    ],
)
def test_each_failed_condition_has_its_reason_and_the_estimate_is_nought(changed, unmet):
    found = estimate(RULES, replace(FIT, **changed), IN_2021)
    assert (found.outcome, found.amount, found.unmet) == (Outcome.NOT_ELIGIBLE, 0, (unmet,))
    assert f"不符合：{unmet}" in found.explanation()


@pytest.mark.parametrize(
    "changed",
    [
        {"rate": "70", "precast": "50"},
        {"route": "industrialised", "precast": "40", "rate": None},
        {"route": "voluntary", "rate": "50", "precast": "40", "height": "60"},
        {"route": "voluntary", "rate": "50", "precast": "20", "height": "60.01"},
    ],
)
def test_each_route_is_enough_at_its_limits(changed):
    found = estimate(RULES, replace(FIT, **changed), IN_2021)
    assert (found.outcome, found.unmet, found.unchecked) == (Outcome.AMOUNT, (), ())


def test_what_was_not_filled_in_is_told_and_not_taken_for_failed():
    found = estimate(RULES, Building(area="12000", route="voluntary"), IN_2021)
    assert found.amount == 2_160_000
    assert found.unchecked == (
        "申报单位应当是建设单位。",
        "应当是民用建筑。",
        "应当是非政府投资项目。",
        "没有填写装配率，要求不低于 50%。",
        "没有填写建筑高度，按高度区分的要求不能核对。",
    )
    no_route = estimate(RULES, replace(FIT, route=""), IN_2021)
    assert no_route.unchecked[0].startswith("请选择实施依据：执行住宅产业化要求的项目、")


def test_without_an_area_nothing_can_be_estimated():
    found = estimate(RULES, replace(FIT, area=None), IN_2021)
    assert (found.outcome, found.amount) == (Outcome.UNKNOWN, None)
    assert "没有填写地上建筑面积，不能估算。" in found.explanation()


@pytest.mark.parametrize(
    ("day", "code"),
    [
        (date(2020, 4, 12), None),
        (date(2020, 4, 13), "2020"),
        (date(2023, 6, 28), "2020"),
        (date(2023, 6, 29), "2023"),
        (date(2030, 1, 1), "2023"),
    ],
)
def test_the_day_of_declaration_chooses_the_rule(day, code):
    rule = rule_on(reversed(RULES), day)
    assert (rule and rule.code) == code


def test_before_any_rule_nothing_can_be_estimated():
    found = estimate(RULES, FIT, date(2020, 4, 12))
    assert (found.rule, found.outcome, found.amount) == (None, Outcome.UNKNOWN, None)
    assert found.explanation() == ("申报日期 2020-04-12 没有施行中的奖励规则，不能估算。",)


@pytest.mark.parametrize(
    ("area", "most"),
    [("12000", "1,440,000 元"), ("83333.3", "9,999,996 元"), ("83333.4", "10,000,000 元"), ("200000", "10,000,000 元")],
)
def test_the_rule_of_2023_has_no_rates_and_tells_of_the_draft_only_as_a_note(area, most):
    found = estimate(RULES, replace(FIT, area=area), IN_2024)
    assert (found.outcome, found.amount) == (Outcome.UNKNOWN, None)
    assert "奖励标准尚未录入（待核），不能估算。" in found.basis
    assert "不超过 120 元/㎡、单个项目不超过 10,000,000 元" in found.note
    assert f"照此推算至多 {most}（仅供参考，不作为估算）" in found.note
    assert not any("120" in line for line in found.basis)


def test_the_rule_of_2023_asks_for_a_grade():
    low = estimate(RULES, replace(FIT, grade="A"), IN_2024)
    assert (low.amount, low.unmet) == (0, ("评价等级应当是 AA、AAA，现为 A 级。",))
    assert estimate(RULES, replace(FIT, grade=""), IN_2024).unmet == ("评价等级应当是 AA、AAA，现为无等级。",)
    assert "照此推算" not in low.note
    assert estimate(RULES, replace(FIT, grade=None), IN_2024).unchecked == ("评价等级应当是 AA、AAA。",)


def test_the_rule_of_2023_estimates_once_an_editor_has_filled_its_rows():
    filled = replace(RULE_2023, rates=(Rate(D(50), "AA"), Rate(None, "AAA")), cap=D(500_000), draft=None)
    rules = (RULE_2020, filled)
    assert estimate(rules, replace(FIT, area="5000.55"), IN_2024).amount == D("250027.50")
    assert estimate(rules, FIT, IN_2024).amount == 500_000
    assert estimate(rules, replace(FIT, grade="AAA"), IN_2024).amount is None
    ungraded = estimate(rules, replace(FIT, grade=None), IN_2024)
    assert "奖励标准按评价等级确定，还没有评价等级，不能估算。" in ungraded.basis


@pytest.mark.parametrize(
    ("day", "year"),
    [
        (date(2024, 1, 1), 2024),
        (date(2024, 6, 30), 2024),
        (date(2024, 7, 1), 2025),
        (date(2024, 12, 31), 2025),
    ],
)
def test_the_library_year_turns_after_the_30th_of_june(day, year):
    found = estimate(RULES, FIT, day)
    assert found.library_year == year
    assert f"按申报日期进入 {year} 年度支持项目库。" in found.explanation()


def test_the_rule_of_2020_knows_no_library_year():
    assert estimate(RULES, FIT, IN_2021).library_year is None


@pytest.mark.parametrize(
    ("field", "typed", "says"),
    [
        ("area", "NaN", "地上建筑面积不是可以计算的数字"),
        ("area", "Infinity", "地上建筑面积不是可以计算的数字"),
        ("area", "-1", "地上建筑面积不能是负数"),
        ("area", "9" * 30, "地上建筑面积不能大于"),
        ("rate", "100.01", "装配率不能大于 100%"),
        ("precast", "五十", "预制率不是可以计算的数字"),
        ("height", "2001", "建筑高度不能大于 2,000 米"),
    ],
)
def test_what_is_no_number_is_refused_at_its_field(field, typed, says):
    with pytest.raises(RefusedReward) as refused:
        estimate(RULES, replace(FIT, **{field: typed}), IN_2021)
    assert list(refused.value.faults) == [field]
    assert says in refused.value.faults[field]


areas = st.decimals(0, 10**9, places=2)


@given(areas, areas)
def test_more_area_never_gives_less_and_never_more_than_the_cap(one, other):
    less, more = (estimate(RULES, replace(FIT, area=area), IN_2021).amount for area in sorted([one, other]))
    assert 0 <= less <= more <= 25_000_000


@given(areas)
def test_the_line_of_the_amount_adds_up(area):
    found = estimate(RULES, replace(FIT, area=area), IN_2021)
    if found.outcome is Outcome.AMOUNT:
        assert found.amount == min(area * 180, D(25_000_000))
        assert f"{found.amount:,.2f}".removesuffix(".00") in found.basis[-1]


def test_rules_survive_json():
    assert rules_from_json(plain.to_json(RULES)) == RULES
    assert problems(RULES) == []


@pytest.mark.parametrize(
    ("rules", "says"),
    [
        ((RULE_2020, RULE_2020), "有两条规则的施行日期相同：2020-04-13。"),
        ((replace(RULE_2020, valid_to=date(2019, 1, 1)),), "的失效日期早于施行日期。"),
        ((replace(RULE_2020, source=""),), "没有写明出处。"),
        ((replace(RULE_2020, rates=(Rate(D(1)), Rate(D(2), "AA"))),), "对同一等级写了不止一个标准。"),
        ((replace(RULE_2023, library_year=replace(RULE_2023.library_year, month=13)),), "不是日历上的日期。"),
    ],
)
def test_rules_that_contradict_themselves_are_refused(rules, says):
    with pytest.raises(plain.PlainError) as refused:
        rules_from_json(plain.to_json(rules))
    assert any(says in problem for problem in refused.value.problems)


def test_a_rate_below_nought_is_refused():
    with pytest.raises(plain.PlainError, match="不能是负数"):
        rules_from_json(plain.to_json(RULES).replace('"180"', '"-180"'))
