"""A scoring scheme is data: groups, items, conditions and grades of one standard.

An authorised editor can type another standard as such a scheme and it scores without code. `problems` says, in
Chinese, where a scheme contradicts itself; a scheme that is not ready may be incomplete and scores nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from itertools import pairwise

from rating import plain
from rating.numbers import half_up

HUNDRED = Decimal(100)
MOST_PLACES = 4


class Scoring(Enum):
    """How the ratio of an item becomes points."""

    INTERPOLATED = "interpolated"  # nothing below `low`, `points_low` there, growing evenly to `points` at `high`
    THRESHOLD = "threshold"  # nothing below `low`, `points` from there on
    YES_NO = "yes_no"  # no ratio: done or not


class Formula(Enum):
    """How the points of the groups become the rate P; bonus points are those of groups marked as bonus."""

    ABSENT_OUT = "absent_out"  # P = points ÷ (total − Q4) × 100 + bonus
    BONUS_INSIDE = "bonus_inside"  # P = (points + bonus) ÷ (total − Q4) × 100
    PLAIN = "plain"  # P = (points + bonus) ÷ total × 100: what is absent earns nothing and takes nothing off


class Measure(Enum):
    """What a condition looks at."""

    RATE = "rate"
    GROUP_POINTS = "group_points"
    ITEM_POINTS = "item_points"
    ITEM_RATIO = "item_ratio"


@dataclass(frozen=True)
class Item:
    """One line of the scoring table; limits are percents.

    may_be_absent: whether a kind of building can lack it (缺项), so that its points leave the total.
    one_of: items of a group with the same word here are alternatives, of which only the best counts.
    """

    code: str
    name: str
    scoring: Scoring
    points: Decimal
    points_low: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    numerator: str = ""
    denominator: str = ""
    unit: str = ""
    may_be_absent: bool = True
    one_of: str = ""
    clause: str = ""

    @property
    def requirement(self) -> str:
        """The requirement as the standard's table prints it."""
        if self.scoring is Scoring.YES_NO or self.low is None:
            return self.name
        if self.scoring is Scoring.THRESHOLD or self.high is None:
            return f"比例≥{self.low:f}%"
        return f"{self.low:f}%≤比例≤{self.high:f}%"


@dataclass(frozen=True)
class Group:
    """Items that are added up to one Q; a bonus group may hold more points than it gives and is capped."""

    code: str
    name: str
    points: Decimal
    items: tuple[Item, ...]
    is_bonus: bool = False


@dataclass(frozen=True)
class Condition:
    """Something that must be at least so much; `code` names the group or item, nothing for the rate."""

    measure: Measure
    at_least: Decimal
    code: str = ""
    clause: str = ""


@dataclass(frozen=True)
class Grade:
    """A grade from a rate on, with conditions of its own; the bands touch: each ends where the next begins."""

    name: str
    at_least: Decimal
    conditions: tuple[Condition, ...] = ()


@dataclass(frozen=True)
class Scheme:
    """One version of one standard.

    qualification: all must hold to be 装配式建筑; gradable: all must hold besides for any grade.
    grade_places: None compares the exact rate with the grades, so that nothing is rounded up into a grade; a number
    compares the rate rounded to so many places.
    checked_on: the day on which somebody compared the table with the printed standard.
    """

    code: str
    title: str
    source: str
    is_ready: bool
    valid_from: date | None = None
    valid_to: date | None = None
    checked_on: date | None = None
    note: str = ""
    total: Decimal = HUNDRED
    formula: Formula = Formula.ABSENT_OUT
    point_places: int = 1
    rate_places: int = 1
    grade_places: int | None = None
    groups: tuple[Group, ...] = ()
    qualification: tuple[Condition, ...] = ()
    gradable: tuple[Condition, ...] = ()
    grades: tuple[Grade, ...] = ()

    def items(self) -> Iterator[Item]:
        """All items in the order of the table."""
        for group in self.groups:
            yield from group.items

    def item(self, code: str) -> Item | None:
        """The item of that code."""
        return next((item for item in self.items() if item.code == code), None)

    def group(self, code: str) -> Group | None:
        """The group of that code."""
        return next((group for group in self.groups if group.code == code), None)

    def holds_on(self, day: date) -> bool:
        """Whether the standard is in force on that day; an open end holds for ever."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)

    def minimum_of(self, group: str) -> Decimal | None:
        """The least points that the group must reach, as the last column of the table shows them."""
        held = (each for each in self.qualification if each.measure is Measure.GROUP_POINTS and each.code == group)
        return next((each.at_least for each in held), None)


def from_plain(raw: object) -> Scheme:
    """The scheme that the dict tells of; refuses faults of form and, if it calls itself ready, contradictions."""
    return _sound(plain.from_plain(Scheme, raw))


def from_json(text: str) -> Scheme:
    """The same from JSON text."""
    return _sound(plain.from_json(Scheme, text))


def _sound(scheme: Scheme) -> Scheme:
    if scheme.is_ready and (found := problems(scheme)):
        raise plain.PlainError(found)
    return scheme


def problems(scheme: Scheme) -> list[str]:
    """Where the scheme contradicts itself or lacks what it needs to score, as sentences; empty when it is sound."""
    places = (scheme.point_places, scheme.rate_places, scheme.grade_places or 0)
    if not all(0 <= each <= MOST_PLACES for each in places):
        return [f"小数位数应当在 0 到 {MOST_PLACES} 之间。"]  # nothing else can be computed with such places
    return [
        *_head_problems(scheme),
        *(problem for group in scheme.groups for problem in _group_problems(group, scheme.point_places)),
        *_code_problems(scheme),
        *_condition_problems(scheme),
        *_grade_problems(scheme),
    ]


def _head_problems(scheme: Scheme) -> Iterator[str]:
    for label, text in (("编号", scheme.code), ("名称", scheme.title), ("出处", scheme.source)):
        if not text.strip():
            yield f"没有填写{label}。"
    if scheme.valid_from and scheme.valid_to and scheme.valid_to < scheme.valid_from:
        yield "失效日期早于施行日期。"
    if not scheme.groups:
        yield "评分表是空的，请先录入各组和评价项。"
        return
    together = sum((group.points for group in scheme.groups if not group.is_bonus), Decimal(0))
    if together != scheme.total or not scheme.total:
        yield f"各组（不含加分组）分值合计为 {together:f} 分，与总分 {scheme.total:f} 分不符。"


def _group_problems(group: Group, places: int) -> Iterator[str]:
    where = f"“{group.name}”"
    together = sum(best_points(group.items).values(), Decimal(0))
    if not group.items:
        yield f"{where}没有评价项。"
    elif group.is_bonus and together < group.points:
        yield f"{where}的评价项合计只有 {together:f} 分，达不到本组的上限 {group.points:f} 分。"
    elif not group.is_bonus and together != group.points:
        yield f"{where}的评价项合计为 {together:f} 分，与本组的 {group.points:f} 分不符。"
    choices = [item.one_of for item in group.items if item.one_of]
    yield from (
        f"{where}里标为“{one}”的评价项只有一个，任选其一至少要两个。" for one in choices if choices.count(one) == 1
    )
    for item in group.items:
        yield from (f"“{item.name}”{problem}" for problem in _item_problems(item, places))


def best_points(items: tuple[Item, ...]) -> dict[str, Decimal]:
    """The most points that can be had, under the word of a choice for alternatives and else under the item's code."""
    best: dict[str, Decimal] = {}
    for item in items:
        key = f"one of {item.one_of}" if item.one_of else item.code
        best[key] = max(best.get(key, Decimal(0)), item.points)
    return best


def _item_problems(item: Item, places: int) -> Iterator[str]:
    if item.points <= 0:
        yield "的分值应当大于 0。"
    if any(points is not None and points != round(points, places) for points in (item.points, item.points_low)):
        yield f"的分值最多只能有 {places} 位小数。"
    wanted = {Scoring.INTERPOLATED: (True, True, True), Scoring.THRESHOLD: (True, False, False)}
    given = (item.low is not None, item.high is not None, item.points_low is not None)
    if given != wanted.get(item.scoring, (False, False, False)):
        yield {
            Scoring.INTERPOLATED: "按内插计分，应当有比例的下限、上限和下限的分值。",
            Scoring.THRESHOLD: "达到比例即得分，应当只有比例的下限。",
            Scoring.YES_NO: "按是否计分，不应当有比例要求。",
        }[item.scoring]
        return
    if any(limit is not None and limit > HUNDRED for limit in (item.low, item.high)):
        yield "的比例要求不能超过 100%。"
    if item.high is not None and item.low is not None and item.low >= item.high:
        yield f"的比例下限 {item.low:f}% 应当小于上限 {item.high:f}%。"
    if item.points_low is not None and item.points_low > item.points:
        yield f"的下限分值 {item.points_low:f} 分大于上限分值 {item.points:f} 分，比例越高得分不能越少。"
    if item.scoring is not Scoring.YES_NO and not (item.numerator and item.denominator and item.unit):
        yield "没有写明比例的分子、分母和单位。"


def _code_problems(scheme: Scheme) -> Iterator[str]:
    codes = [group.code for group in scheme.groups] + [item.code for item in scheme.items()]
    yield from (f"代号“{code}”用了不止一次。" for code in dict.fromkeys(codes) if codes.count(code) > 1)
    named = [(group.code, group.name) for group in scheme.groups] + [(item.code, item.name) for item in scheme.items()]
    yield from (f"“{name or code}”没有代号或名称。" for code, name in named if not (code.strip() and name.strip()))


def _condition_problems(scheme: Scheme) -> Iterator[str]:
    extra = [condition for grade in scheme.grades for condition in grade.conditions]
    for condition in (*scheme.qualification, *scheme.gradable, *extra):
        item, group = scheme.item(condition.code), scheme.group(condition.code)
        most = {
            Measure.RATE: None if condition.code else most_rate(scheme),
            Measure.GROUP_POINTS: group.points if group else None,
            Measure.ITEM_POINTS: item.points if item else None,
            Measure.ITEM_RATIO: HUNDRED if item and item.scoring is not Scoring.YES_NO else None,
        }[condition.measure]
        if most is None:
            yield f"条件所指的“{condition.code}”不在评分表里，或者没有比例。"
        elif condition.at_least > most:
            yield f"条件要求“{condition.code or '装配率'}”不低于 {condition.at_least:f}，但最多只能得到 {half_up(most, scheme.rate_places):f}。"


def most_rate(scheme: Scheme) -> Decimal:
    """The highest rate that the formula can give."""
    bonus = sum((group.points for group in scheme.groups if group.is_bonus), Decimal(0))
    if scheme.formula is Formula.ABSENT_OUT:
        return HUNDRED + bonus
    # With items absent the total is smaller and a bonus inside weighs more: no fixed bound but that of one point left.
    total = Decimal(1) if bonus and scheme.formula is Formula.BONUS_INSIDE else scheme.total or Decimal(1)
    return HUNDRED + bonus * HUNDRED / total


def _grade_problems(scheme: Scheme) -> Iterator[str]:
    names = [grade.name for grade in scheme.grades]
    if len(set(names)) < len(names) or not all(name.strip() for name in names):
        yield "等级的名称有空的或重复的。"
    starts = [grade.at_least for grade in scheme.grades]
    if any(later <= earlier for earlier, later in pairwise(starts)):
        yield "等级应当从低到高排列，起点不能相同。"
    if any(start > most_rate(scheme) for start in starts):
        yield f"等级的起点不能高于装配率的最大值 {half_up(most_rate(scheme), 1):f}%。"
    if scheme.groups and not scheme.qualification:
        yield "没有写明认定为装配式建筑的条件。"
