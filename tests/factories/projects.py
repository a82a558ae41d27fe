"""Projects as firms enter them."""

from collections.abc import Iterable

from accounts.models import Membership, Organisation, User
from projects.enums import District, PartyRole, PermitKind
from projects.models import Building, Project
from projects.services.register import Number, enter, save_building

PLANNING, CONSTRUCTION = "建字第110105202300012号", "110105202404020101"
CODE = "2023-110105-47-01-000012"
FIRM, OTHER_FIRM = "91110000600037341L", "92141127MA0KD1Y64A"


def firm(code: str = FIRM, name: str = "示例建设有限公司", people: Iterable[User] = ()) -> Organisation:
    """A firm, and the people who act for it."""
    organisation, _ = Organisation.objects.get_or_create(code=code, defaults={"name": name})
    for each in people:
        Membership.objects.get_or_create(user=each, organisation=organisation, ended_at=None)
    return organisation


def project(
    user: User,
    organisation: Organisation | None = None,
    *,
    name: str = "示例家园一期",
    code: str = "",
    planning: str = PLANNING,
    construction: str = "",
    buildings: Iterable[str] = (),
    role: PartyRole = PartyRole.OWNER,
) -> Project:
    """A project with its first party and the buildings of these numbers, of 5 000 ㎡ each."""
    values = {"name": name, "code": code, "district": District.CHAOYANG, "address": "示例路 1 号"}
    permits = [Number(PermitKind.PLANNING, planning), Number(PermitKind.CONSTRUCTION, construction)]
    made = enter(user, values=values, permits=permits, organisation=organisation, role=role)
    for number in buildings:
        building(made, number, user=user)
    return made


def building(owner: Project, number: str, *, user: User, **values) -> Building:
    """One more building."""
    return save_building(owner, {"number": number, "area_above": 5000} | values, user=user)
