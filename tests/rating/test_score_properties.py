"""What holds for every sheet: more never scores less, bounds, and an explanation that adds up by hand."""

import re
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from rating.entries import Entry
from rating.gbt51129_2017 import SCHEME
from rating.numbers import half_up
from rating.schemes import Formula, Group, Item, Scheme, Scoring, problems
from rating.score import Score, score

GRADES = ["", "A", "AA", "AAA"]
# A scheme with everything that GB/T 51129 does not have: alternatives and a capped bonus.
WITH_BONUS = replace(
    SCHEME,
    groups=(
        *SCHEME.groups,
        Group(
            "B",
            "加分项",
            Decimal(3),
            (
                Item("b1", "绿色建筑二星级", Scoring.YES_NO, Decimal(1), one_of="绿色建筑"),
                Item("b2", "绿色建筑三星级", Scoring.YES_NO, Decimal(2), one_of="绿色建筑"),
                Item("b3", "信息化技术应用", Scoring.YES_NO, Decimal(2)),
            ),
            is_bonus=True,
        ),
    ),
)
schemes = st.sampled_from([SCHEME, WITH_BONUS, *(replace(WITH_BONUS, formula=each) for each in Formula)])
ratios = st.one_of(
    st.decimals(0, 100, places=2),
    st.sampled_from([Decimal(each) for each in ("0", "34.99", "35", "50", "69.99", "70", "80", "90", "100")]),
)


@st.composite
def entries(draw, scheme: Scheme) -> dict[str, Entry]:
    """Everything filled in, in any of the ways."""
    return {item.code: draw(entry(item)) for item in scheme.items()}


@st.composite
def entry(draw, item: Item) -> Entry:
    if item.may_be_absent and draw(st.integers(0, 5)) == 0:
        return Entry(absent=True)
    if item.scoring is Scoring.YES_NO:
        return Entry(done=draw(st.booleans()))
    if draw(st.booleans()):
        return Entry(ratio=draw(ratios))
    denominator = draw(st.integers(1, 100_000))
    return Entry(numerator=draw(st.integers(0, denominator)), denominator=denominator)


@st.composite
def sheets(draw) -> tuple[Scheme, dict[str, Entry]]:
    scheme = draw(schemes)
    return scheme, draw(entries(scheme))


def exact_ratio(typed: Entry) -> Fraction:
    if typed.ratio is not None:
        return Fraction(typed.ratio)
    return Fraction(typed.numerator, typed.denominator) * 100


def grade_number(result: Score) -> int:
    return GRADES.index(result.grade)


def test_the_schemes_of_these_tests_are_sound():
    assert problems(SCHEME) == problems(WITH_BONUS) == []


@given(sheets(), st.data())
def test_more_never_scores_less(given_sheet, data):
    scheme, typed = given_sheet
    item = data.draw(st.sampled_from([each for each in scheme.items() if not typed[each.code].absent]))
    if item.scoring is Scoring.YES_NO:
        more = Entry(done=True)
    else:
        least = exact_ratio(typed[item.code])
        more = Entry(numerator=least.numerator + data.draw(st.integers(0, 100)), denominator=least.denominator * 100)
        more = Entry(ratio=100) if more.numerator > more.denominator else more
        if exact_ratio(more) < least:
            more = Entry(ratio=100)
    before, after = score(scheme, typed), score(scheme, typed | {item.code: more})
    assert after.exact_rate >= before.exact_rate
    assert after.rate >= before.rate
    assert [a.points >= b.points for a, b in zip(after.groups, before.groups, strict=True)] == [True] * len(
        scheme.groups
    )
    assert after.qualifies >= before.qualifies
    assert grade_number(after) >= grade_number(before)


@given(sheets())
def test_bounds(given_sheet):
    scheme, typed = given_sheet
    result = score(scheme, typed)
    for line in result.lines:
        assert 0 <= line.points <= line.item.points
        assert line.points == round(line.points, 1)
    assert all(0 <= each.points <= each.group.points for each in result.groups)
    absent = sum(item.points for item in SCHEME.items() if typed[item.code].absent)
    assert result.absent_points == (0 if scheme.formula is Formula.PLAIN else absent)
    bonus = sum(each.points for each in result.groups if each.group.is_bonus)
    assert result.rate >= 0
    if not bonus:
        assert result.exact_rate <= 100
    if scheme.formula is Formula.ABSENT_OUT:
        assert result.exact_rate <= 100 + bonus


@given(sheets())
def test_the_explanation_adds_up_by_hand(given_sheet):
    """Reads the sentences as a person would and computes them again."""
    scheme, typed = given_sheet
    result = score(scheme, typed)
    told = iter(result.explanation())
    by_group = {}
    for group in scheme.groups:
        lines = [next(told) for _ in group.items]
        for item, line in zip(group.items, lines, strict=True):
            assert line.startswith(item.name)
            check_formula(line)
        summed = next(told)
        assert summed.startswith(f"{group.code} {group.name}：")
        parts, total = re.fullmatch(r".*：([\d. +]+) = ([\d.]+)(?:，按上限计 [\d.]+)? 分", summed).groups()
        assert [Decimal(part) for part in parts.split(" + ")] == [
            each.points for each in result.lines if each.group == group.code
        ]
        assert sum(Decimal(part) for part in parts.split(" + ")) == Decimal(total)
        capped = re.search(r"按上限计 ([\d.]+)", summed)
        by_group[group.code] = Decimal(capped[1] if capped else total)
        assert by_group[group.code] == min(Decimal(total), group.points)
    check_rate(next(told), result, by_group)


def check_formula(line: str) -> None:
    """An interpolation on the line gives the points on the line, rounded half up."""
    found = re.search(
        r"([\d.]+) \+ \(([\d.]+)(?: ÷ ([\d.]+) × 100)? − ([\d.]+)\) ÷ \(([\d.]+) − [\d.]+\) × \(([\d.]+) − [\d.]+\)，"
        r"(?:四舍五入)?得 ([\d.]+) 分",
        line,
    )
    if not found:
        assert "× (" not in line
        return
    least, top, bottom, low, high, most, points = (Fraction(each) if each else None for each in found.groups())
    ratio = top if bottom is None else top / bottom * 100
    assert half_up(least + (ratio - low) / (high - low) * (most - least), 1) == points


def check_rate(line: str, result: Score, by_group: dict[str, Decimal]) -> None:
    """The line of P gives the rate from the groups that it names."""
    names, values, under, tail, sign, shown = re.fullmatch(
        r"P = \(([\w +]+)\) ÷ .+ × 100%.* = \(([\d. +]+)\) ÷ \(?([\d. −]+)\)? × 100%((?: \+ [\d.]+)*) ([=≈]) ([\d.]+)%",
        line,
    ).groups()
    assert [Decimal(value) for value in values.split(" + ")] == [by_group[name] for name in names.split(" + ")]
    total, *absent = [Decimal(each) for each in under.split(" − ")]
    assert sum(absent) == result.absent_points
    extra = sum((Fraction(each) for each in tail.split(" + ")[1:]), Fraction(0))
    rate = sum(Fraction(each) for each in values.split(" + ")) / Fraction(total - sum(absent)) * 100 + extra
    assert rate == result.exact_rate
    assert half_up(rate, 1) == result.rate
    assert (Fraction(shown) == rate) is (sign == "=")
    assert abs(Fraction(shown) - rate) <= Fraction("0.05")


@given(sheets())
def test_a_failed_condition_always_has_a_reason_and_a_grade_none(given_sheet):
    result = score(*given_sheet)
    assert bool(result.grade) is not bool(result.reasons)
    assert all(reason.endswith("。") for reason in result.reasons)
    assert result.unfilled == ()
