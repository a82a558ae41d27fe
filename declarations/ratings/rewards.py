"""The reward that a declaration would get by the rule of its day: an estimate for the applicant, never a decision.

The library judges one building; here the buildings of a project are put together: each must be eligible for itself, the
least area and the cap hold for the project.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

import page_cache
from declarations.models import RewardRule
from declarations.ratings.rows import reward_rule_from, without_limits
from rating.numbers import plain, yuan
from rating.reward import Building, Outcome, RefusedReward, rule_on
from rating.reward import RewardRule as Rule
from rating.reward import estimate as estimate_one

ESTIMATE_ONLY = "这只是按填写内容作的估算，不是决定；奖励金额以主管部门核定为准。"
NOTHING = Decimal(0)


@dataclass(frozen=True)
class ProjectEstimate:
    """What would be paid, in 元: None when it cannot be estimated, 0 when a condition fails. lines: on what it rests."""

    amount: Decimal | None
    outcome: Outcome
    lines: tuple[str, ...]
    library_year: int | None = None

    @property
    def headline(self) -> str:
        """The answer in a few words."""
        if self.amount is None:
            return "暂不能估算"
        return f"约 {yuan(self.amount)}" if self.amount else "0 元（有条件不符合）"

    @property
    def text(self) -> str:
        """Everything, as a paper or the staff's page shows it."""
        return "\n".join((f"估算奖励金额：{self.headline}", *self.lines, ESTIMATE_ONLY))


def rules() -> tuple[Rule, ...]:
    """Every rule of the database, read once a generation; four queries."""
    return page_cache.kept("reward rules", _read)


def _read() -> tuple[Rule, ...]:
    rows = RewardRule.objects.prefetch_related("rates", "routes", "needs")
    return tuple(reward_rule_from(row, row.rates.all(), row.routes.all(), row.needs.all()) for row in rows)


def estimate_project(
    buildings: Sequence[tuple[str, Building]], declared_on: date, known: Iterable[Rule] | None = None
) -> ProjectEstimate:
    """The estimate for the named buildings of one project; what is no number is told and gives none."""
    rule = rule_on(rules() if known is None else known, declared_on)
    if rule is None:
        return _unknown(f"申报日期 {declared_on} 没有施行中的奖励规则，不能估算。")
    try:
        judged = [(name, each, estimate_one([without_limits(rule)], each, declared_on)) for name, each in buildings]
    except RefusedReward as refused:
        return _unknown(*refused.faults.values())
    lines = [f"依据：{rule.source}《{rule.title}》，按申报日期 {declared_on} 适用。", *_conditions(judged)]
    good = [(name, each, found) for name, each, found in judged if found.outcome is not Outcome.NOT_ELIGIBLE]
    area = sum((Decimal(str(each.area)) for _, each, _ in good if each.area not in (None, "")), NOTHING)
    outcome, amount = _together(rule, good, area, lines)
    year = rule.library_year.of(declared_on) if rule.library_year else None
    if year is not None:
        lines.append(f"按申报日期进入 {year} 年度支持项目库。")
    if note := _note(rule, area, declared_on):
        lines.append(note)
    return ProjectEstimate(amount, outcome, tuple(lines), year)


def _together(rule: Rule, good: Sequence[tuple], area: Decimal, lines: list[str]) -> tuple[Outcome, Decimal | None]:
    """The sum of the buildings that are eligible, under the conditions of the project."""
    if not good:
        lines.append("没有符合条件的单体，估算为 0 元。")
        return Outcome.NOT_ELIGIBLE, NOTHING
    if rule.minimum_area is not None and area < rule.minimum_area:
        least = plain(rule.minimum_area)
        lines.append(f"符合条件的单体地上建筑面积合计 {plain(area)} ㎡，低于要求的 {least} ㎡，估算为 0 元。")
        return Outcome.NOT_ELIGIBLE, NOTHING
    lines += [f"“{name}”：{found.basis[-1]}" for name, _, found in good]
    if any(found.amount is None for _, _, found in good):
        return Outcome.UNKNOWN, None
    full = sum((found.amount for _, _, found in good), NOTHING)
    if rule.cap is not None and full > rule.cap:
        lines.append(f"合计 {yuan(full)}，超过单个项目的上限，按 {yuan(rule.cap)}计。")
        return Outcome.AMOUNT, rule.cap
    if len(good) > 1:
        lines.append(f"合计 {yuan(full)}。")
    return Outcome.AMOUNT, full


def _conditions(judged: Sequence[tuple]) -> list[str]:
    """What fails or could not be looked at: once where it is the same for all buildings, else under the building's name."""
    told = []
    for word, field in (("不符合", "unmet"), ("未核对", "unchecked")):
        each = [(name, getattr(found, field)) for name, _, found in judged]
        common = [sentence for sentence in (each[0][1] if each else ()) if all(sentence in held for _, held in each)]
        told += [f"{word}：{sentence}" for sentence in common]
        told += [f"“{name}”{word}：{sentence}" for name, held in each for sentence in held if sentence not in common]
    return told


def _note(rule: Rule, area: Decimal, declared_on: date) -> str:
    """What is uncertain about the rule, and what a draft of it would at most have given."""
    bare = replace(rule, routes=(), applicants=(), civil_only=False, no_government_funds=False, minimum_area=None)
    return estimate_one([bare], Building(area=area or None), declared_on).note


def _unknown(*lines: str) -> ProjectEstimate:
    return ProjectEstimate(None, Outcome.UNKNOWN, lines)
