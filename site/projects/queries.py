"""Reading projects: every page starts from one of these."""

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Count, Exists, OuterRef, Q

from projects.models import Building, Permit, Project, ProjectParty, ProjectQuerySet
from projects.numbers import half_width, normal_code, permit_key
from projects.references import references_to

VIEW = "projects.view_project"


def visible_to(user: AbstractBaseUser) -> ProjectQuerySet:
    """The live projects to which an organisation the person acts for now is a party; all of them for staff with the right."""
    return Project.objects.live() if user.is_authenticated and user.has_perm(VIEW) else own(user)


def own(user: AbstractBaseUser) -> ProjectQuerySet:
    """The live projects to which an organisation the person acts for now is a party, whatever other rights they have."""
    if not user.is_authenticated:
        return Project.objects.none()
    acting = user.memberships.active().values("organisation")
    parties = ProjectParty.objects.filter(project=OuterRef("pk"), organisation__in=acting)
    return Project.objects.live().filter(Exists(parties))


def merged_target(user: AbstractBaseUser, pk: int) -> Project | None:
    """Where a double went, for people who see the project that it became."""
    old = Project.objects.filter(pk=pk).exclude(merged_into=None).first()
    return own(user).filter(pk=old.merged_into_id).first() if old else None


def listed(found: ProjectQuerySet) -> ProjectQuerySet:
    """The same projects with what a list shows of them: permits, and how many buildings (`building_count`)."""
    buildings = Count("buildings", filter=Q(buildings__merged_into=None), distinct=True)
    return found.annotate(building_count=buildings).order_by("name", "pk").prefetch_related("permits")


def is_party(user: AbstractBaseUser, project: Project) -> bool:
    """Whether an organisation the person acts for now is a party to the project."""
    acting = user.memberships.active().values("organisation")
    return ProjectParty.objects.filter(project=project, organisation__in=acting).exists()


def with_number(text: str) -> Project | None:
    """The live project that has this number, a permit of either kind or its 投资项目统一代码, however typed.

    Only a whole number finds one: nobody learns of projects by guessing at parts of names.
    """
    key, code = permit_key(text), normal_code(text)
    if not key:
        return None
    permits = Permit.objects.filter(project=OuterRef("pk"), key=key)
    return Project.objects.live().filter(Q(code=code) | Exists(permits)).order_by("pk").first()


def search(text: str) -> ProjectQuerySet:
    """For staff: live projects whose name, address, number or firm holds the words."""
    found = Project.objects.live()
    words = text.strip()
    if not words:
        return found
    key = permit_key(words)
    permits = Permit.objects.filter(project=OuterRef("pk"), key__contains=key) if key else Permit.objects.none()
    firms = ProjectParty.objects.filter(Q(name__icontains=words) | Q(code=half_width(words)), project=OuterRef("pk"))
    by_words = Q(name__icontains=words) | Q(address__icontains=words) | Q(code__icontains=half_width(words))
    return found.filter(by_words | Exists(permits) | Exists(firms))


SHOWN = {
    Project: ("name", "code", "district", "address"),
    Building: (
        *("number", "name", "function", "structure", "floors_above", "floors_below"),
        *("height", "area_above", "area_below"),
    ),
}


def references_of(project: Project) -> list[tuple[str, int]]:
    """(label, how many) of what refers to the project."""
    return [(each.label, count) for each, count in references_to(project)]


def in_words(row: Project | Building) -> str:
    """What the register says of it now, in one line."""
    found = []
    for name in SHOWN[type(row)]:
        value = getattr(row, f"get_{name}_display", lambda name=name: getattr(row, name))()
        if value not in (None, ""):
            found.append(f"{type(row)._meta.get_field(name).verbose_name} {value}")
    permits = [str(each) for each in row.permits.all()] if isinstance(row, Project) else []
    return "；".join([*found, *permits])
