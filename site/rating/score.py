"""The score of one building by a scheme: points, Q values, rate, qualification, grade, and why.

Everything shown can be computed again by hand: the points of the lines add up to their groups, the groups to the
rate, and each line says by which formula it came about.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from rating.entries import Entry, Fault, Reading, Refused, read
from rating.numbers import half_up, plain, shown
from rating.schemes import Condition, Formula, Grade, Group, Item, Measure, Scheme, Scoring, problems

RATIO_PLACES = 2
MOST_RATIO_PLACES = 9  # a ratio typed as such has at most 6
NOTHING = Decimal(0)


@dataclass(frozen=True)
class Line:
    """One item scored. `points` is what enters the group; an alternative that is not the best enters with nothing."""

    group: str
    item: Item
    reading: Reading
    points: Decimal
    ratio: str
    formula: str


@dataclass(frozen=True)
class GroupScore:
    """One Q: its lines, their sum, and the points after the cap of a bonus group."""

    group: Group
    lines: tuple[Line, ...]
    sum: Decimal
    points: Decimal


@dataclass(frozen=True)
class Check:
    """One condition looked at; the sentence tells of it whether it holds or not."""

    condition: Condition
    holds: bool
    sentence: str


@dataclass(frozen=True)
class GradeCheck:
    """One grade looked at with all that it asks for besides the qualification."""

    grade: Grade
    checks: tuple[Check, ...]

    @property
    def holds(self) -> bool:
        """Whether everything this grade asks for is there."""
        return all(check.holds for check in self.checks)


@dataclass(frozen=True)
class Score:
    """The whole result.

    absent_points: Q4. rate: rounded for showing; exact_rate: what is compared. unfilled: codes of items about which
    nothing was said and which count as nothing, so that the result is provisional.
    """

    scheme: Scheme
    groups: tuple[GroupScore, ...]
    absent_points: Decimal
    rate: Decimal
    exact_rate: Fraction
    rate_formula: str
    qualification: tuple[Check, ...]
    gradable: tuple[Check, ...]
    grades: tuple[GradeCheck, ...]
    unfilled: tuple[str, ...]

    @property
    def rate_text(self) -> str:
        """The rate to show, with more places where rounding would show it on the other side of a limit."""
        return _rate_text(self.scheme, self.exact_rate)

    @property
    def lines(self) -> tuple[Line, ...]:
        """All items in the order of the table."""
        return tuple(line for group in self.groups for line in group.lines)

    @property
    def qualifies(self) -> bool:
        """Whether the building is a 装配式建筑 by this scheme."""
        return all(check.holds for check in self.qualification)

    @property
    def can_be_graded(self) -> bool:
        """Whether it may have a grade at all."""
        return self.qualifies and all(check.holds for check in self.gradable)

    @property
    def grade(self) -> str:
        """The highest grade that it reaches, empty for none."""
        held = [each.grade.name for each in self.grades if each.holds] if self.can_be_graded else []
        return held[-1] if held else ""

    @property
    def reasons(self) -> tuple[str, ...]:
        """A sentence for each condition that fails, in the order in which one would have to mend them."""
        failed = [check.sentence for check in (*self.qualification, *self.gradable) if not check.holds]
        if not failed and not self.grade and self.grades:
            failed = [check.sentence for check in self.grades[0].checks if not check.holds]
        return tuple(failed)

    @property
    def next_grade(self) -> GradeCheck | None:
        """The grade above the one reached, with what is missing for it; None at the top or without any grade."""
        names = [each.grade.name for each in self.grades]
        above = names.index(self.grade) + 1 if self.grade else len(names)
        return self.grades[above] if above < len(names) else None

    @property
    def verdict(self) -> str:
        """The result in one sentence."""
        if not self.qualifies:
            return "不符合装配式建筑的条件。"
        if self.grade:
            return f"符合装配式建筑的条件，评价等级为 {self.grade} 级。"
        why = "，不能评定等级。" if not self.can_be_graded else "，未达到最低等级。"
        return f"符合装配式建筑的条件{why if self.grades else '。'}"

    def explanation(self) -> tuple[str, ...]:
        """Line by line how the result came about, from the items to the grade."""
        told = []
        for score in self.groups:
            told += [_line_sentence(line) for line in score.lines]
            parts = " + ".join(plain(line.points) for line in score.lines)
            capped = f"，按上限计 {plain(score.points)}" if score.points != score.sum else ""
            told.append(f"{score.group.code} {score.group.name}：{parts} = {plain(score.sum)}{capped} 分")
        told.append(self.rate_formula)
        if self.unfilled:
            told.append(f"还有 {len(self.unfilled)} 项没有填写，暂按 0 分计，结果会随填写变化。")
        checks = (*self.qualification, *self.gradable)
        told += [f"{'符合' if check.holds else '不符合'}：{check.sentence}" for check in checks]
        if (above := self.next_grade) is not None:
            missing = "；".join(check.sentence.rstrip("。") for check in above.checks if not check.holds)
            told.append(f"未评为 {above.grade.name} 级：{missing}。")
        return (*told, self.verdict)


def score(scheme: Scheme, entries: Mapping[str, Entry]) -> Score:
    """The score of what was typed; raises Refused for entries that cannot be scored and for a scheme that is not ready."""
    if not scheme.is_ready:
        raise Refused([Fault("", "", f"{scheme.code} 的评分表尚未录入或未启用，暂不能计算，请改用其他评价标准。")])
    if contradictions := problems(scheme):
        raise Refused([Fault("", "", f"{scheme.code} 的评分表有误：{each}") for each in contradictions])
    readings = read(scheme, entries)
    groups = tuple(_group(group, readings, scheme) for group in scheme.groups)
    absent = sum((item.points for item in _taken_out(scheme, readings)), NOTHING)
    exact, formula = _rate(scheme, groups, absent)
    result = Ruler(scheme, groups, readings, exact)
    return Score(
        scheme=scheme,
        groups=groups,
        absent_points=absent,
        rate=half_up(exact, scheme.rate_places),
        exact_rate=exact,
        rate_formula=formula,
        qualification=result.checks(scheme.qualification),
        gradable=result.checks(scheme.gradable),
        grades=tuple(GradeCheck(grade, result.grade_checks(grade)) for grade in scheme.grades),
        unfilled=_unfilled(scheme, readings),
    )


def _group(group: Group, readings: Mapping[str, Reading], scheme: Scheme) -> GroupScore:
    points = {item.code: _points(item, readings[item.code].ratio, readings[item.code], scheme) for item in group.items}
    best: dict[str, Item] = {}
    for item in group.items:
        if item.one_of and points[item.code] > (points[best[item.one_of].code] if item.one_of in best else NOTHING):
            best[item.one_of] = item
    lines = []
    for item in group.items:
        reading, counted = readings[item.code], not item.one_of or best.get(item.one_of, item) is item
        formula = _formula(item, reading, _ratio_to_compute(item, reading, scheme), points[item.code])
        if reading.absent and item in _taken_out(scheme, readings):
            formula += f"，{plain(item.points)} 分计入 Q4"
        if not counted and reading.filled:
            formula += f"；与“{best[item.one_of].name}”任选其一，取高者，本项不计"
        earned = points[item.code] if counted else NOTHING
        lines.append(Line(group.code, item, reading, earned, _ratio(item, reading), formula))
    together = sum((line.points for line in lines), NOTHING)
    return GroupScore(group, tuple(lines), together, min(together, group.points) if group.is_bonus else together)


def _points(item: Item, ratio: Fraction | None, reading: Reading, scheme: Scheme) -> Decimal:
    return half_up(_exact_points(item, ratio, reading), scheme.point_places)


def _exact_points(item: Item, ratio: Fraction | None, reading: Reading) -> Fraction:
    """The points before they are rounded."""
    if item.scoring is Scoring.YES_NO:
        return Fraction(item.points if reading.done else NOTHING)
    if ratio is None or ratio < item.low:
        return Fraction(0)
    if item.scoring is Scoring.THRESHOLD or ratio >= item.high:
        return Fraction(item.points)
    share = (ratio - Fraction(item.low)) / Fraction(item.high - item.low)
    return Fraction(item.points_low) + share * Fraction(item.points - item.points_low)


def _formula(item: Item, reading: Reading, ratio: str, points: Decimal) -> str:
    earned = f"得 {plain(points)} 分"
    if reading.absent:
        return "缺项，不计分"
    if not reading.filled:
        return "没有填写，按 0 分计"
    if item.scoring is Scoring.YES_NO:
        return f"{'已' if reading.done else '未'}采用，{earned}"
    if reading.ratio < item.low:
        return f"{ratio}%＜{plain(item.low)}%，{earned}"
    if item.scoring is Scoring.THRESHOLD:
        return f"{ratio}%≥{plain(item.low)}%，{earned}"
    if reading.ratio >= item.high:
        return f"{ratio}%≥{plain(item.high)}%，{earned}"
    rounded = "" if _exact_points(item, reading.ratio, reading) == Fraction(points) else "四舍五入"
    low, high, least, most = (plain(each) for each in (item.low, item.high, item.points_low, item.points))
    return f"{least} + ({ratio} − {low}) ÷ ({high} − {low}) × ({most} − {least})，{rounded}{earned}"


def _ratio(item: Item, reading: Reading, places: int = RATIO_PLACES) -> str:
    """The ratio in percent as it is shown, empty if there is none."""
    if reading.ratio is None:
        return ""
    return shown(reading.ratio, places, [limit for limit in (item.low, item.high) if limit is not None])


def _ratio_to_compute(item: Item, reading: Reading, scheme: Scheme) -> str:
    """The ratio with as many places as whoever computes with it needs to get our points.

    Some ratios have no such decimal (211/300 earns 3.05, every shortened one less): they are given as a division.
    """
    if reading.ratio is None:
        return ""
    points = _points(item, reading.ratio, reading, scheme)
    for places in range(RATIO_PLACES, MOST_RATIO_PLACES):
        text = _ratio(item, reading, places)
        if _points(item, Fraction(text), reading, scheme) == points:
            return text
    return f"{plain(reading.numerator)} ÷ {plain(reading.denominator)} × 100"


def _line_sentence(line: Line) -> str:
    item, reading = line.item, line.reading
    numbers = ""
    if reading.numerator is not None and reading.denominator is not None:
        numbers = f"{plain(reading.numerator)} ÷ {plain(reading.denominator)} {item.unit}，"
    ratio = f"比例 {line.ratio}%，" if line.ratio else ""
    need = f"（{item.requirement}）" if item.scoring is not Scoring.YES_NO else ""
    return f"{item.name}{need}：{numbers}{ratio}{line.formula}"


def _taken_out(scheme: Scheme, readings: Mapping[str, Reading]) -> tuple[Item, ...]:
    """The absent items whose points leave the total: none of a bonus group, one of alternatives that are all absent."""
    if scheme.formula is Formula.PLAIN:
        return ()
    items = [item for group in scheme.groups if not group.is_bonus for item in group.items]
    open_choices = {item.one_of for item in items if item.one_of and not readings[item.code].absent}
    gone = [item for item in items if readings[item.code].absent and item.one_of not in open_choices]
    dearest = {item.one_of or item.code: item for item in sorted(gone, key=lambda item: item.points)}
    return tuple(item for item in gone if item in dearest.values())


def _unfilled(scheme: Scheme, readings: Mapping[str, Reading]) -> tuple[str, ...]:
    """Items that still have to be filled in: no bonus, and no alternative beside one that is filled."""
    items = [item for group in scheme.groups if not group.is_bonus for item in group.items]
    chosen = {item.one_of for item in items if item.one_of and readings[item.code].filled}
    return tuple(item.code for item in items if not readings[item.code].filled and item.one_of not in chosen)


def _rate(scheme: Scheme, groups: Iterable[GroupScore], absent: Decimal) -> tuple[Fraction, str]:
    """P exactly, and the sum as a line to read."""
    groups = tuple(groups)
    base = [each for each in groups if not each.group.is_bonus]
    bonus = [each for each in groups if each.group.is_bonus]
    left = scheme.total if scheme.formula is Formula.PLAIN else scheme.total - absent
    if left <= 0:
        raise Refused([Fault("", "", "所有评价项都标为缺项，无法计算装配率，请至少填写一项。")])
    over = base if scheme.formula is Formula.ABSENT_OUT else [*base, *bonus]
    beside = bonus if scheme.formula is Formula.ABSENT_OUT else []
    extra = sum((each.points for each in beside), NOTHING)
    exact = Fraction(sum((each.points for each in over), NOTHING)) / Fraction(left) * 100 + Fraction(extra)
    names, values = (" + ".join(each) for each in ([g.group.code for g in over], [plain(g.points) for g in over]))
    total = plain(scheme.total)
    under = (total, total) if scheme.formula is Formula.PLAIN else (f"({total} − Q4)", f"({total} − {plain(absent)})")
    tail = [
        "".join(f" + {text}" for text in each)
        for each in ([g.group.code for g in beside], [plain(g.points) for g in beside])
    ]
    result = _rate_text(scheme, exact)
    sign = "=" if Fraction(result) == exact else "≈"
    formula = f"P = ({names}) ÷ {under[0]} × 100%{tail[0]} = ({values}) ÷ {under[1]} × 100%{tail[1]} {sign} {result}%"
    return exact, formula


def _rate_text(scheme: Scheme, exact: Fraction) -> str:
    least = [each.at_least for each in (*scheme.qualification, *scheme.gradable) if each.measure is Measure.RATE]
    starts = [grade.at_least for grade in scheme.grades] if scheme.grade_places is None else []
    return shown(exact, scheme.rate_places, [*least, *starts])


@dataclass(frozen=True)
class Ruler:
    """Measures a result against conditions."""

    scheme: Scheme
    groups: tuple[GroupScore, ...]
    readings: Mapping[str, Reading]
    rate: Fraction

    def checks(self, conditions: Iterable[Condition]) -> tuple[Check, ...]:
        """Each condition with whether it holds and its sentence."""
        return tuple(self._check(condition, self.rate) for condition in conditions)

    def grade_checks(self, grade: Grade) -> tuple[Check, ...]:
        """The start of the grade's band and its own conditions; the rate is rounded first only if the scheme says so."""
        places = self.scheme.grade_places
        rate = self.rate if places is None else Fraction(half_up(self.rate, places))
        return (self._check(Condition(Measure.RATE, grade.at_least), rate), *self.checks(grade.conditions))

    def _check(self, condition: Condition, rate: Fraction) -> Check:
        name, value, unit = self._measured(condition, rate)
        basis = f"（第 {condition.clause} 条）" if condition.clause else ""
        wanted = f"{plain(condition.at_least)}{unit}"
        item = self.scheme.item(condition.code)
        if item is not None and item.scoring is Scoring.YES_NO:
            done = self.readings[condition.code].done
            return Check(condition, bool(done), f"{'已' if done else '没有'}采用“{item.name}”{basis}。")
        if value is None:
            return Check(condition, False, f"{name}没有可用的数值，应当不低于 {wanted}{basis}。")
        holds = value >= Fraction(condition.at_least)
        places = RATIO_PLACES if condition.measure is Measure.ITEM_RATIO else self.scheme.rate_places
        text = f"{shown(value, places, [condition.at_least])}{unit}"
        relation = f"不低于 {wanted}" if holds else f"低于要求的 {wanted}"
        return Check(condition, holds, f"{name}为 {text}，{relation}{basis}。")

    def _measured(self, condition: Condition, rate: Fraction) -> tuple[str, Fraction | None, str]:
        if condition.measure is Measure.RATE:
            return "装配率 P ", rate, "%"
        if condition.measure is Measure.GROUP_POINTS:
            found = next(each for each in self.groups if each.group.code == condition.code)
            return f"{found.group.name}得分 {found.group.code} ", Fraction(found.points), " 分"
        line = next(line for each in self.groups for line in each.lines if line.item.code == condition.code)
        if condition.measure is Measure.ITEM_POINTS:
            return f"“{line.item.name}”得分", Fraction(line.points), " 分"
        return f"“{line.item.name}”的应用比例", self.readings[condition.code].ratio, "%"
