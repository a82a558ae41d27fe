"""The least areas of a declaration (京建发〔2025〕483号): dated rows, looked at before and at submission."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import F, Q

from declarations.models import AreaRule
from declarations.models.rewards import ProjectMeasure


@dataclass(frozen=True)
class Areas:
    """What is declared, in ㎡; None is not filled in. buildings: (name, above ground) of each building declared."""

    total: Decimal | None
    above_ground: Decimal | None
    buildings: Sequence[tuple[str, Decimal | None]]


def rule_on(kind: str, day: date) -> AreaRule | None:
    """The conditions of a kind for a declaration of that day: of those in force the one that began last."""
    held = AreaRule.objects.filter(kind=kind).filter(Q(valid_from=None) | Q(valid_from__lte=day))
    return (
        held.filter(Q(valid_to=None) | Q(valid_to__gte=day))
        .order_by(F("valid_from").desc(nulls_last=True), "-pk")
        .first()
    )


def problem(kind: str, areas: Areas, day: date) -> str:
    """What is too small and by which rule, as a sentence; "" when the declaration is large enough.

    One may declare the whole project, or single buildings each of which is large enough: either will do.
    """
    rule = rule_on(kind, day)
    if rule is None or (rule.project_area is None and rule.building_area is None):
        return ""
    by_project, by_building = _project(rule, areas), _buildings(rule, areas)
    if "" in (by_project, by_building):
        return ""
    return f"面积达不到{rule.source}的要求：{'；或者'.join(filter(None, (by_project, by_building)))}。请核对面积。"


def _project(rule: AreaRule, areas: Areas) -> str | None:
    """What the project lacks: "" for nothing, None where the rule says nothing about projects."""
    if rule.project_area is None:
        return None
    label = ProjectMeasure(rule.project_measure).label
    value = areas.total if rule.project_measure == ProjectMeasure.TOTAL else areas.above_ground
    if value is not None and value >= rule.project_area:
        return ""
    return f"按项目申报的，{label}不少于 {_shown(rule.project_area)} ㎡（现在{_now(value)}）"


def _buildings(rule: AreaRule, areas: Areas) -> str | None:
    if rule.building_area is None:
        return None
    small = [(name, area) for name, area in areas.buildings if area is None or area < rule.building_area]
    if areas.buildings and not small:
        return ""
    named = "、".join(f"“{name}”{_now(area)}" for name, area in small[:3])
    more = f"等 {len(small)} 栋" if len(small) > 3 else ""
    which = f"（{named}{more}）" if small else "（现在没有填写单体）"
    return f"按单体申报的，每栋地上建筑面积不少于 {_shown(rule.building_area)} ㎡{which}"


def _shown(area: Decimal) -> str:
    return f"{area:,.2f}".removesuffix(".00")


def _now(area: Decimal | None) -> str:
    return "没有填写" if area is None else f"是 {_shown(area)} ㎡"
