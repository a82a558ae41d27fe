"""Entering projects and keeping what is known of them; every change stands in the audit list with who made it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import IntegrityError, models, transaction
from django.db.models import Q

from accounts.identifiers import is_uscc, normal_uscc
from accounts.models import Organisation
from audit.enums import Event
from audit.services import record
from projects import queries
from projects.enums import PartyRole, PermitKind
from projects.errors import NotParty, ProjectChanged, ProjectExists, ProjectRefused
from projects.models import Building, Permit, Project, ProjectParty
from projects.numbers import building_key, is_code, normal_code, permit_key
from projects.references import references_to

CHANGE = "projects.change_project"
PROJECT_FIELDS = ("name", "code", "district", "address")
BUILDING_FIELDS = (
    "number",
    "name",
    "function",
    "structure",
    "floors_above",
    "floors_below",
    "height",
    "area_above",
    "area_below",
)
MOST_BUILDINGS = 500


@dataclass(frozen=True)
class Number:
    """A permit's number as somebody typed it."""

    kind: PermitKind
    number: str

    @property
    def key(self) -> str:
        return permit_key(self.number)


@transaction.atomic
def enter(
    user: AbstractBaseUser,
    *,
    values: Mapping[str, str],
    permits: Iterable[Number],
    organisation: Organisation | None = None,
    role: PartyRole | str = "",
) -> Project:
    """Enters a new project, with the firm that enters it as a party.

    values: name, code, district, address. At least one number is needed: without one nobody could find the project or
    notice that it stands here twice. ProjectExists when a number is known already, also when somebody else entered it
    at the same moment; ProjectRefused for what else is wrong.
    """
    values = {name: str(values.get(name, "")).strip() for name in PROJECT_FIELDS}
    values["code"] = _code(values["code"])
    permits = [each for each in permits if each.number.strip()]
    if not values["code"] and not permits:
        raise ProjectRefused("请至少填写一个许可证号，或者投资项目统一代码：以后凭它找到这个项目。")
    _refuse_known(values["code"], permits)
    try:
        with transaction.atomic():
            project = Project.objects.create(**values, created_by=user, changed_by=user)
            for each in permits:
                _create_permit(project, each)
    except IntegrityError:
        _refuse_known(values["code"], permits)  # somebody else was faster
        raise
    if organisation:
        join(project, organisation, role, user=user)
    _record(project, user, {"act": "created"})
    return project


@transaction.atomic
def change(
    project: Project,
    *,
    user: AbstractBaseUser,
    seen_version: int,
    values: Mapping[str, str],
    permits: Iterable[Number] | None = None,
) -> Project:
    """Changes a project's own words and, where `permits` is given, its permits. Errors as enter, and ProjectChanged."""
    project = locked(project, user)
    if project.version != seen_version:
        raise ProjectChanged(str(project.changed_by or "别人"))
    values = {name: str(values[name]).strip() for name in PROJECT_FIELDS if name in values}
    if "code" in values:
        values["code"] = _code(values["code"])
    given = None if permits is None else [each for each in permits if each.number.strip()]
    has_permits = project.permits.exists() if given is None else bool(given)
    if not values.get("code", project.code) and not has_permits:
        raise ProjectRefused("请至少留下一个许可证号，或者投资项目统一代码：以后凭它找到这个项目。")
    _refuse_known(values.get("code", ""), given or [], other_than=project)
    differences, permits_changed = _assign(project, values), {}
    try:
        with transaction.atomic():
            _save(project, user)
            if given is not None:
                permits_changed = _settle_permits(project, given)
    except IntegrityError:
        _refuse_known(values.get("code", ""), given or [], other_than=project)
        raise
    if differences or permits_changed:
        _record(project, user, _changed("projects.Project", differences) | {"permits": permits_changed})
    return project


@transaction.atomic
def join(
    project: Project, organisation: Organisation, role: PartyRole | str, *, user: AbstractBaseUser
) -> ProjectParty:
    """A firm for which the person acts becomes a party; a party that others had named by its code becomes this firm.

    ProjectRefused when the person does not act for the firm, or the project was merged away.
    """
    if not user.memberships.active().filter(organisation=organisation).exists():
        raise ProjectRefused(f"您现在不是“{organisation}”的成员，不能代表它加入项目。")
    if role not in PartyRole.values:
        raise ProjectRefused("请选择本单位在项目中的角色。", "role")
    project = _live(project)
    own = Q(organisation=organisation) | Q(code=organisation.code)
    party = project.parties.filter(own, role=role).order_by("pk").first()
    if party and party.organisation_id:
        return party
    party = party or ProjectParty(project=project, role=role)
    party.organisation, party.name, party.code = organisation, organisation.name, organisation.code
    party.save()
    _record(project, user, {"act": "added", "organisation": organisation.pk, "role": str(role)})
    return party


@transaction.atomic
def name_party(project: Project, *, name: str, code: str, role: str, user: AbstractBaseUser) -> ProjectParty:
    """Names another firm of the project, which need not have an account here; it sees nothing by being named."""
    project = locked(project, user)
    code = normal_uscc(code)
    if code and not is_uscc(code):
        raise ProjectRefused("统一社会信用代码不对：请核对营业执照上的 18 位代码（没有字母 I、O、S、V、Z）。", "code")
    same = Q(code=code) if code else Q(name=name.strip())
    if project.parties.filter(same, role=role).exists():
        raise ProjectRefused(f"“{name.strip()}”已经在参建单位里了。", "name")
    party = ProjectParty.objects.create(project=project, name=name.strip(), code=code, role=role)
    _record(project, user, {"act": "added", "role": role})
    return party


@transaction.atomic
def remove_party(party: ProjectParty, *, user: AbstractBaseUser) -> None:
    """Takes a firm off the list: a named one by any party; one whose people act here by itself, or by staff."""
    project = locked(party.project, user)
    party = project.parties.filter(pk=party.pk).first()
    if party is None:
        raise ProjectRefused("这个单位已经不在参建单位里了。")
    own = party.organisation_id and user.memberships.active().filter(organisation=party.organisation_id).exists()
    if party.organisation_id and not own and not user.has_perm(CHANGE):
        raise ProjectRefused(f"“{party.name}”由它自己加入。有疑问的，请联系工作人员核实。")
    data = {"act": "removed", "organisation": party.organisation_id, "role": party.role}
    party.delete()
    _record(project, user, data)


@transaction.atomic
def save_building(
    project: Project,
    values: Mapping[str, object],
    *,
    user: AbstractBaseUser,
    building: Building | None = None,
    seen_version: int = 0,
) -> Building:
    """Enters a building, or changes one whose seen_version the person saw. values: cleaned, by BUILDING_FIELDS.

    ProjectRefused when the number stands in the project already; the database decides between two at once.
    """
    project = locked(project, user)
    if building is None:
        if project.buildings.filter(merged_into=None).count() >= MOST_BUILDINGS:
            raise ProjectRefused(f"一个项目最多登记 {MOST_BUILDINGS} 栋单体。")
        building = Building(project=project)
    else:
        building = project.buildings.filter(merged_into=None, pk=building.pk).first()
        if building is None:
            raise ProjectRefused("这栋单体已经不在这个项目里了。")
        if building.version != seen_version:
            raise ProjectChanged(str(building.changed_by or "别人"))
    is_new = building.pk is None
    differences = _assign(building, {name: values[name] for name in BUILDING_FIELDS if name in values})
    building.key = building_key(building.number)
    twin = project.buildings.filter(merged_into=None, key=building.key).exclude(pk=building.pk).first()
    if twin:
        raise ProjectRefused(f"楼号“{building.number}”和已经登记的“{twin.number}”是同一个。", "number")
    if is_new or differences:
        _save(building, user)
        what = {"act": "created"} if is_new else _changed("projects.Building", differences)
        _record(project, user, what | {"building": building.pk})
    return building


@transaction.atomic
def remove_building(building: Building, *, user: AbstractBaseUser) -> None:
    """Takes a building off the register that was entered by mistake; one that something refers to stays."""
    project = locked(building.project, user)
    if used := references_to(building):
        words = "、".join(f"{each.label} {count} 件" for each, count in used)
        raise ProjectRefused(f"“{building}”已经用在{words}里，不能删除。")
    if building.doubles.exists():
        raise ProjectRefused(f"别的项目的单体合并到了“{building}”，不能删除。")
    number = building.pk
    Building.objects.filter(pk=building.pk).delete()
    _record(project, user, {"act": "deleted", "building": number})


def locked(project: Project, user: AbstractBaseUser) -> Project:
    """The project with its row locked, for a party's people and for staff who may change it; NotParty for others."""
    found = _live(project)
    if not user.has_perm(CHANGE) and not queries.is_party(user, found):
        raise NotParty
    return found


def _live(project: Project) -> Project:
    found = Project.objects.select_for_update().get(pk=project.pk)
    if found.merged_into_id:
        raise ProjectRefused(f"这个项目已经合并到“{found.merged_into}”。请打开合并后的项目再操作。")
    return found


def _code(text: str) -> str:
    code = normal_code(text)
    if code and not is_code(code):
        raise ProjectRefused(
            "投资项目统一代码不对：应当是 24 位，例如 2024-110105-47-01-000012。没有的可以不填，改填许可证号。", "code"
        )
    return code


def _refuse_known(code: str, permits: Iterable[Number], other_than: Project | None = None) -> None:
    """ProjectExists for the first number that another project has; ProjectRefused for one that is no number."""
    seen = set()
    for each in permits:
        if not each.key:
            raise ProjectRefused(f"“{each.number}”里没有数字，不像许可证号。没有许可证的请留空。", each.kind)
        if (each.kind, each.key) in seen:
            raise ProjectRefused(f"许可证号“{each.number}”填写了两次。", each.kind)
        seen.add((each.kind, each.key))
        known = Permit.objects.filter(kind=each.kind, key=each.key).select_related("project").first()
        if known and known.project != other_than:
            raise ProjectExists(known.project.name, each.number, each.kind)
    known = Project.objects.live().filter(code=code).first() if code else None
    if known and known != other_than:
        raise ProjectExists(known.name, code, "code")


def _create_permit(project: Project, each: Number) -> None:
    Permit.objects.create(project=project, kind=each.kind, number=each.number.strip(), key=each.key)


def _settle_permits(project: Project, wanted: list[Number]) -> dict:
    """Makes the project's permits these; says which numbers went and which came."""
    kept = {(each.kind, each.key): each for each in project.permits.all()}
    asked = {(each.kind, each.key): each for each in wanted}
    gone = [each for place, each in kept.items() if place not in asked]
    new = [each for place, each in asked.items() if place not in kept]
    for each in gone:
        each.delete()
    for each in new:
        _create_permit(project, each)
    if not gone and not new:
        return {}
    return {"removed": [each.number for each in gone], "added": [each.number for each in new]}


def _assign(row: models.Model, values: Mapping[str, object]) -> dict:
    """Puts the values into the row; name -> [before, after] of what differs, as text."""
    differences = {}
    for name, value in values.items():
        before = getattr(row, name)
        if before != value:
            differences[name] = ["" if each is None else str(each) for each in (before, value)]
            setattr(row, name, value)
    return differences


def _save(row: Project | Building, user: AbstractBaseUser) -> None:
    row.changed_by = user
    row.version += 1
    row.save()


def _changed(model: str, differences: dict) -> dict:
    """An entry's words about a change: with the model's name, so that the audit list knows what its fields are called."""
    return {"act": "changed", "model": model, "fields": differences}


def _record(project: Project, user: AbstractBaseUser, data: dict) -> None:
    record(Event.PROJECT_CHANGED, actor=user, about=project.name, data={"project": project.pk} | data)
