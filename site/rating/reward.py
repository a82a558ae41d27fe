"""The reward for a prefabricated building as dated rule versions: by which rule, how much, and on what it rests.

An estimate for the applicant, never a decision. The rule is the one in force on the day of the declaration; what a
rule does not know yet (None, 待核) is not guessed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from fractions import Fraction

from rating import plain
from rating.numbers import NotANumber, half_up, read_number, yuan
from rating.numbers import plain as short
from rating.schemes import HUNDRED

NOTHING = Decimal(0)
TALLEST = Decimal(2000)  # metres


class Outcome(Enum):
    """What kind of answer an estimate is."""

    AMOUNT = "amount"
    NOT_ELIGIBLE = "not_eligible"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Rate:
    """So many yuan for a square metre; None is not known yet. An empty grade means every grade."""

    per_square_metre: Decimal | None
    grade: str = ""


@dataclass(frozen=True)
class Need:
    """What a route asks of the building: ratios in percent; it applies to heights over and up to so many metres."""

    rate: Decimal | None = None
    precast: Decimal | None = None
    height_over: Decimal | None = None
    height_up_to: Decimal | None = None


@dataclass(frozen=True)
class Route:
    """One way to be eligible; empty grades ask for none."""

    code: str
    name: str
    needs: tuple[Need, ...] = ()
    grades: tuple[str, ...] = ()


@dataclass(frozen=True)
class LibraryYear:
    """Declared up to this day of the year it enters this year's project library (支持项目库), after it the next year's."""

    month: int
    day: int
    source: str

    def of(self, declared_on: date) -> int:
        """The year of the library that a declaration of that day enters."""
        return declared_on.year + ((declared_on.month, declared_on.day) > (self.month, self.day))


@dataclass(frozen=True)
class Draft:
    """Figures of a draft that was published and not found in force; they are told of and never applied."""

    per_square_metre: Decimal
    cap: Decimal
    source: str


@dataclass(frozen=True)
class RewardRule:
    """One version of the reward rules.

    note: what is uncertain about it (待核). minimum_area: above ground, ㎡. cap: yuan for one project, None unknown or
    without limit as `note` says.
    """

    code: str
    title: str
    source: str
    valid_from: date
    valid_to: date | None = None
    note: str = ""
    rates: tuple[Rate, ...] = ()
    minimum_area: Decimal | None = None
    cap: Decimal | None = None
    applicants: tuple[str, ...] = ()
    civil_only: bool = False
    no_government_funds: bool = False
    routes: tuple[Route, ...] = ()
    library_year: LibraryYear | None = None
    draft: Draft | None = None

    def rate_for(self, grade: str) -> Decimal | None:
        """Yuan for a square metre at that grade, None where the rule does not know."""
        fitting = [rate for rate in self.rates if rate.grade in ("", grade)]
        return fitting[0].per_square_metre if fitting else None


@dataclass(frozen=True)
class Building:
    """What is declared; None is not filled in and is told as not checked.

    area: above ground, ㎡. rate and precast: 装配率 and 预制率 in percent. height: metres. route: the code of the route
    by which the applicant declares.
    """

    area: object = None
    rate: object = None
    precast: object = None
    height: object = None
    grade: str | None = None
    route: str = ""
    applicant: str = ""
    is_civil: bool | None = None
    government_funded: bool | None = None


@dataclass(frozen=True)
class Estimate:
    """The answer: `amount` is None when nothing can be estimated, nought when a condition fails.

    basis: how the amount came about; unmet: conditions that fail; unchecked: conditions that could not be looked at.
    """

    rule: RewardRule | None
    outcome: Outcome
    amount: Decimal | None
    basis: tuple[str, ...] = ()
    unmet: tuple[str, ...] = ()
    unchecked: tuple[str, ...] = ()
    note: str = ""
    library_year: int | None = None

    def explanation(self) -> tuple[str, ...]:
        """Everything that belongs beside the amount, in order."""
        checked = [f"不符合：{each}" for each in self.unmet] + [f"未核对：{each}" for each in self.unchecked]
        year = () if self.library_year is None else (f"按申报日期进入 {self.library_year} 年度支持项目库。",)
        return (*self.basis, *checked, *year, *((self.note,) if self.note else ()))


class RefusedReward(ValueError):
    """What was typed cannot be computed with; `faults` maps the field of Building to its sentence."""

    def __init__(self, faults: dict[str, str]):
        self.faults = faults
        super().__init__("\n".join(faults.values()))


def problems(rules: Iterable[RewardRule]) -> list[str]:
    """Where the rules contradict themselves or each other, as sentences."""
    rules = tuple(rules)
    found = []
    for rule in rules:
        if rule.valid_to and rule.valid_to < rule.valid_from:
            found.append(f"“{rule.title}”的失效日期早于施行日期。")
        if not rule.source.strip():
            found.append(f"“{rule.title}”没有写明出处。")
        grades = [rate.grade for rate in rule.rates]
        if len(set(grades)) < len(grades) or ("" in grades and len(grades) > 1):
            found.append(f"“{rule.title}”对同一等级写了不止一个标准。")
        year = rule.library_year
        if year and not (1 <= year.month <= 12 and 1 <= year.day <= 31):
            found.append(f"“{rule.title}”的入库截止日期不是日历上的日期。")
    for each in ("code", "valid_from"):
        values = [getattr(rule, each) for rule in rules]
        label = "编号" if each == "code" else "施行日期"
        found += [f"有两条规则的{label}相同：{value}。" for value in dict.fromkeys(values) if values.count(value) > 1]
    return found


def rules_from_json(text: str) -> tuple[RewardRule, ...]:
    """Rules from JSON text, refused when they contradict themselves."""
    rules = plain.from_json(tuple[RewardRule, ...], text)
    if found := problems(rules):
        raise plain.PlainError(found)
    return rules


def rule_on(rules: Iterable[RewardRule], declared_on: date) -> RewardRule | None:
    """The rule by which a declaration of that day is judged: of those in force the one that began last."""
    held = [r for r in rules if r.valid_from <= declared_on and (r.valid_to is None or declared_on <= r.valid_to)]
    return max(held, key=lambda rule: rule.valid_from, default=None)


def estimate(rules: Iterable[RewardRule], building: Building, declared_on: date) -> Estimate:
    """The reward that the rule of that day would give; raises RefusedReward for what is no number."""
    rule = rule_on(rules, declared_on)
    numbers = _numbers(building)
    if rule is None:
        return Estimate(None, Outcome.UNKNOWN, None, (f"申报日期 {declared_on} 没有施行中的奖励规则，不能估算。",))
    unmet, unchecked = _eligibility(rule, building, numbers)
    year = rule.library_year.of(declared_on) if rule.library_year else None
    basis = [f"依据：{rule.source}《{rule.title}》，按申报日期 {declared_on} 适用。"]
    area, rate = numbers["area"], rule.rate_for(building.grade or "")
    outcome, amount = Outcome.UNKNOWN, None
    if unmet:
        outcome, amount = Outcome.NOT_ELIGIBLE, NOTHING
        basis.append("有条件不符合，估算为 0 元。")
    elif rate is None and not building.grade and any(each.per_square_metre is not None for each in rule.rates):
        basis.append("奖励标准按评价等级确定，还没有评价等级，不能估算。")
    elif rate is None:
        basis.append("奖励标准尚未录入（待核），不能估算。")
    elif area is None:
        basis.append("没有填写地上建筑面积，不能估算。")
    else:
        outcome, amount, line = _amount(rule, rate, area)
        basis.append(line)
    note = "；".join(filter(None, (rule.note.rstrip("。"), _draft(rule, area if not unmet else None))))
    ending = f"{note}。" if note else ""
    return Estimate(rule, outcome, amount, tuple(basis), unmet, unchecked, ending, year)


def _amount(rule: RewardRule, rate: Decimal, area: Decimal) -> tuple[Outcome, Decimal, str]:
    full = half_up(Fraction(rate) * Fraction(area), 2)
    line = f"{short(area)} ㎡ × {short(rate)} 元/㎡ = {yuan(full)}"
    if rule.cap is not None and full > rule.cap:
        return Outcome.AMOUNT, rule.cap, f"{line}，超过单个项目的上限，按 {yuan(rule.cap)}计。"
    return Outcome.AMOUNT, full, f"{line}。"


def _draft(rule: RewardRule, area: Decimal | None) -> str:
    """What a draft would at most have given, as words only."""
    draft = rule.draft
    if draft is None:
        return ""
    words = f"{draft.source}为不超过 {short(draft.per_square_metre)} 元/㎡、单个项目不超过 {yuan(draft.cap)}"
    if area is not None:
        most = min(half_up(Fraction(draft.per_square_metre) * Fraction(area), 2), draft.cap)
        words += f"，照此推算至多 {yuan(most)}"
    return f"{words}（仅供参考，不作为估算）"


def _numbers(building: Building) -> dict[str, Decimal | None]:
    wanted = {
        "area": ("地上建筑面积", None, " ㎡"),
        "rate": ("装配率", HUNDRED, "%"),
        "precast": ("预制率", HUNDRED, "%"),
        "height": ("建筑高度", TALLEST, " 米"),
    }
    numbers: dict[str, Decimal | None] = {}
    faults = {}
    for field, (label, most, unit) in wanted.items():
        raw = getattr(building, field)
        limit = {"at_most": most} if most is not None else {}
        try:
            numbers[field] = None if raw in (None, "") else read_number(raw, label, of=unit, **limit)
        except NotANumber as error:
            faults[field] = str(error)
    if faults:
        raise RefusedReward(faults)
    return numbers


def _eligibility(
    rule: RewardRule, building: Building, numbers: dict[str, Decimal | None]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Sentences of the conditions that fail and of those about which too little was said."""
    unmet: list[str] = []
    unchecked: list[str] = []
    if rule.minimum_area is not None:
        _at_least("地上建筑面积", numbers["area"], rule.minimum_area, " ㎡", unmet, unchecked)
    if rule.applicants and not building.applicant:
        unchecked.append(f"申报单位应当是{'或'.join(rule.applicants)}。")
    elif rule.applicants and building.applicant not in rule.applicants:
        unmet.append(f"申报单位是{building.applicant}，应当是{'或'.join(rule.applicants)}。")
    for asked, value, good, sentence in (
        (rule.civil_only, building.is_civil, True, "应当是民用建筑。"),
        (rule.no_government_funds, building.government_funded, False, "应当是非政府投资项目。"),
    ):
        if asked and value is not good:
            (unchecked if value is None else unmet).append(sentence)
    if rule.routes:
        _route(rule, building, numbers, unmet, unchecked)
    return tuple(unmet), tuple(unchecked)


def _route(
    rule: RewardRule,
    building: Building,
    numbers: dict[str, Decimal | None],
    unmet: list[str],
    unchecked: list[str],
) -> None:
    known = {route.code: route for route in rule.routes}
    route = rule.routes[0] if len(rule.routes) == 1 else known.get(building.route)
    if route is None:
        unchecked.append(f"请选择实施依据：{'、'.join(each.name for each in rule.routes)}。")
        return
    if route.grades and building.grade not in route.grades:
        wanted = f"评价等级应当是 {'、'.join(route.grades)}"
        if building.grade is None:
            unchecked.append(f"{wanted}。")
        else:
            now = f" {building.grade} 级" if building.grade else "无等级"
            unmet.append(f"{wanted}，现为{now}。")
    for need in route.needs:
        tall = need.height_over is not None or need.height_up_to is not None
        height = numbers["height"]
        if tall and height is None:
            sentence = "没有填写建筑高度，按高度区分的要求不能核对。"
            unchecked += [sentence] if sentence not in unchecked else []
        elif not tall or _in_band(height, need):
            for label, field, least in (("装配率", "rate", need.rate), ("预制率", "precast", need.precast)):
                if least is not None:
                    _at_least(label, numbers[field], least, "%", unmet, unchecked)


def _in_band(height: Decimal | None, need: Need) -> bool:
    over = need.height_over is None or height > need.height_over
    return over and (need.height_up_to is None or height <= need.height_up_to)


def _at_least(
    label: str, value: Decimal | None, least: Decimal, unit: str, unmet: list[str], unchecked: list[str]
) -> None:
    if value is None:
        unchecked.append(f"没有填写{label}，要求不低于 {short(least)}{unit}。")
    elif value < least:
        unmet.append(f"{label}为 {short(value)}{unit}，低于要求的 {short(least)}{unit}。")


D = Decimal
RULE_2020 = RewardRule(
    code="2020",
    title="北京市装配式建筑、绿色建筑、绿色生态示范区项目市级奖励资金管理暂行办法",
    source="京建法〔2020〕4号",
    valid_from=date(2020, 4, 13),
    note="是否已被 2023 年的实施细则正式废止待核",
    rates=(Rate(D(180)),),
    minimum_area=D(5000),
    cap=D(25_000_000),
    applicants=("建设单位",),
    civil_only=True,
    no_government_funds=True,
    routes=(
        Route("industrialised", "执行住宅产业化要求的项目", (Need(precast=D(40)),)),
        Route("2017-8", "京政办发〔2017〕8号规定的项目", (Need(rate=D(70), precast=D(50)),)),
        Route(
            "voluntary",
            "自愿采用装配式建筑的项目",
            (Need(rate=D(50)), Need(precast=D(40), height_up_to=D(60)), Need(precast=D(20), height_over=D(60))),
        ),
    ),
)
RULE_2023 = RewardRule(
    code="2023",
    title="北京市建筑绿色发展奖励资金示范项目管理实施细则（试行）",
    source="京财经建〔2022〕2185号之下的实施细则（发文字号待核）",
    valid_from=date(2023, 6, 29),
    note="正式施行日期、奖励标准、面积条件和单个项目上限待核",
    rates=(Rate(None, "AA"), Rate(None, "AAA")),
    routes=(Route("graded", "AA 级以上装配式建筑", grades=("AA", "AAA")),),
    library_year=LibraryYear(6, 30, "实施细则（试行）：6 月 30 日前申报的列入当年支持项目库，之后的列入下一年"),
    draft=Draft(D(120), D(10_000_000), "2023 年 2 月征求意见稿"),
)
RULES = (RULE_2020, RULE_2023)
