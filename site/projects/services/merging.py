"""Doubles become one: what belongs to the one moves to the other, and the one points there ever after."""

from dataclasses import dataclass, field

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.db import transaction

from audit.enums import Event
from audit.services import record
from projects import references
from projects.errors import ProjectRefused
from projects.models import Building, Permit, Project, ProjectParty

MERGE = "projects.merge_project"


@dataclass(frozen=True)
class Plan:
    """What a merge would do, for the page that asks for confirmation.

    moving, joining: buildings that move, and those that become one with a building of the same number (old, new).
    differing: of these, what differs: (building, label, text that goes, text that stays). cases: (label, how many).
    mark: the state it was worked out from; merging asks for it again.
    """

    old: Project
    new: Project
    permits: list[Permit]
    parties: list[ProjectParty]
    moving: list[Building]
    joining: list[tuple[Building, Building]]
    differing: list[tuple[Building, str, str, str]]
    cases: list[tuple[str, int]]
    code_goes: bool
    mark: str = field(default="")


def plan(old: Project, new: Project) -> Plan:
    """Works out what merging `old` into `new` would do; ProjectRefused when it cannot be."""
    if old.pk == new.pk:
        raise ProjectRefused("请选择另一个项目：一个项目不能和自己合并。")
    if old.merged_into_id or new.merged_into_id:
        raise ProjectRefused("其中一个项目已经被合并。请重新查找后再操作。")
    theirs = {each.key: each for each in new.buildings.filter(merged_into=None)}
    own = list(old.buildings.filter(merged_into=None))
    joining = [(each, theirs[each.key]) for each in own if each.key in theirs]
    return Plan(
        old=old,
        new=new,
        permits=list(old.permits.all()),
        parties=list(old.parties.all()),
        moving=[each for each in own if each.key not in theirs],
        joining=joining,
        differing=[line for pair in joining for line in _differences(*pair)],
        cases=_cases([old, *own]),
        code_goes=bool(old.code and new.code and old.code != new.code),
        mark=f"{old.pk}.{old.version}-{new.pk}.{new.version}-"
        + "-".join(f"{each.pk}.{each.version}" for each in [*own, *theirs.values()]),
    )


@transaction.atomic
def merge(old: Project, new: Project, *, user: AbstractBaseUser, seen: str) -> Project:
    """Merges `old` into `new` and returns the latter. seen: the mark of the plan that was confirmed.

    Permits, firms and buildings move; a building whose number stands there already points to that one; what the new
    project lacks (code) it takes over; cases follow (`references`). Nothing of the old is deleted but the duplicates of
    a firm. PermissionDenied without the right, ProjectRefused when anything has changed since.
    """
    if not user.has_perm(MERGE):
        raise PermissionDenied
    first, second = sorted([old.pk, new.pk])  # always in one order, so that two merges cannot wait for each other
    rows = {pk: Project.objects.select_for_update().get(pk=pk) for pk in (first, second)}
    old, new = rows[old.pk], rows[new.pk]
    found = plan(old, new)
    if found.mark != seen:
        raise ProjectRefused("这两个项目刚才有人修改过。请核对下面的最新内容，再确认一次。")
    for building, twin in found.joining:
        references.move(building, twin)
        building.doubles.update(merged_into=twin)
        building.merged_into = twin
        building.save(update_fields=["merged_into"])
    Building.objects.filter(pk__in=[each.pk for each in found.moving]).update(project=new)
    Permit.objects.filter(project=old).update(project=new)
    _move_parties(found)
    references.move(old, new)
    old.doubles.update(merged_into=new)
    old.merged_into, old.changed_by, old.version = new, user, old.version + 1
    old.save()
    if old.code and not new.code:
        new.code = old.code
    new.changed_by, new.version = user, new.version + 1
    new.save()
    moved = {"buildings": [each.pk for each in found.moving], "cases": sum(count for _, count in found.cases)}
    data = {"project": old.pk, "into": new.pk, "act": "merged", **moved}
    record(Event.PROJECT_CHANGED, actor=user, about=f"{old.name} → {new.name}"[:200], data=data)
    return new


def _move_parties(found: Plan) -> None:
    """A firm that is a party to both in one role is one party: the one that its own people brought in stays."""
    theirs = list(found.new.parties.all())
    for party in found.parties:
        twin = next((each for each in theirs if each.role == party.role and _is_same(each, party)), None)
        if twin is None:
            party.project = found.new
            party.save(update_fields=["project"])
            continue
        organisation = twin.organisation_id or party.organisation_id
        party.delete()
        if organisation and not twin.organisation_id:
            twin.organisation_id, twin.code = organisation, party.code
            twin.save(update_fields=["organisation", "code"])


def _is_same(one: ProjectParty, other: ProjectParty) -> bool:
    return one.code == other.code if one.code and other.code else one.name == other.name


def _cases(rows: list[Project | Building]) -> list[tuple[str, int]]:
    counts: dict[str, int] = {}
    for row in rows:
        for reference, count in references.references_to(row):
            counts[reference.label] = counts.get(reference.label, 0) + count
    return list(counts.items())


def _differences(old: Building, new: Building) -> list[tuple[Building, str, str, str]]:
    found = []
    for each in Building._meta.fields:
        if each.name in ("name", "function", "structure", "floors_above", "floors_below", "height") or (
            each.name.startswith("area_")
        ):
            goes, stays = getattr(old, each.name), getattr(new, each.name)
            if goes not in (None, "") and goes != stays:
                found.append((new, str(each.verbose_name), str(goes), "" if stays is None else str(stays)))
    return found
