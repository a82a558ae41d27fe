"""The same project, or the same building, declared more than once: in any year and any kind, ended or not.

What is declared stands in claims (one row a declaration and project, never deleted) and in the buildings of its newest
submission; so doubles of one case, or of a page of a list, cost two queries.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import F, OuterRef, Subquery

from casework.models import Case, StatusChange
from declarations.models import DeclaredBuilding, OpenDeclaration
from projects.numbers import building_key

BUILDINGS = "buildings"


@dataclass
class Double:
    """Another declaration of the same project; buildings: the numbers that both name."""

    case: Case
    year: int
    buildings: list[str] = field(default_factory=list)


def remember(case: Case, change: StatusChange, data: dict) -> None:
    """The effect of handing in: the buildings of this submission stand in place of those of the one before."""
    DeclaredBuilding.objects.filter(case_id=case.pk).delete()
    sections = (change.snapshot.content or {}).get("sections", []) if change.snapshot else []
    rows = next((each.get("rows") or [] for each in sections if each.get("name") == BUILDINGS), [])
    numbers = [next((each["text"] for each in row if each["name"] == "number"), "") for row in rows]
    by_key = {building_key(number): number for number in numbers if building_key(number)}
    if case.project_id:
        DeclaredBuilding.objects.bulk_create(
            DeclaredBuilding(case_id=case.pk, project_id=case.project_id, number=number, key=key)
            for key, number in by_key.items()
        )


def doubles_of(case: Case) -> list[Double]:
    """The other declarations of the case's project, the newest first, those that share buildings before the others."""
    project = case.specific.project_id
    if project is None:
        return []
    claims = OpenDeclaration.objects.filter(project=project).exclude(case=case.pk).select_related("case")
    found: dict[int, Double] = {}
    for claim in claims.order_by("-made_at"):
        found.setdefault(claim.case_id, Double(claim.case, claim.year))
    own = DeclaredBuilding.objects.filter(case=case.pk).values("key")
    shared = DeclaredBuilding.objects.filter(project=project, key__in=own).exclude(case=case.pk)
    for building in shared:
        if building.case_id in found:
            found[building.case_id].buildings.append(building.number)
    return sorted(found.values(), key=lambda double: not double.buildings)


def marks(cases: Iterable[Case]) -> dict[int, str]:
    """For a page of the queue: which of these cases share a project or a building with another declaration."""
    ids = [case.pk for case in cases]
    others = OpenDeclaration.objects.filter(project=OuterRef("project")).exclude(case=OuterRef("case")).values("pk")[:1]
    projects = OpenDeclaration.objects.filter(case__in=ids).annotate(other=Subquery(others)).exclude(other=None)
    found = dict.fromkeys(projects.values_list("case", flat=True), "项目重复申报")
    same = DeclaredBuilding.objects.filter(project=OuterRef("project"), key=OuterRef("key"))
    twins = same.exclude(case=OuterRef("case")).values("pk")[:1]
    buildings = DeclaredBuilding.objects.filter(case__in=ids).annotate(twin=Subquery(twins)).exclude(twin=None)
    return found | dict.fromkeys(buildings.values_list(F("case"), flat=True), "单体重复申报")
