"""Reading projects: every page starts from one of these."""

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Exists, OuterRef, Q

from projects.models import Permit, Project, ProjectParty, ProjectQuerySet
from projects.numbers import half_width, normal_code, permit_key

VIEW = "projects.view_project"


def visible_to(user: AbstractBaseUser) -> ProjectQuerySet:
    """The live projects to which an organisation the person acts for now is a party; all of them for staff with the right."""
    found = Project.objects.live()
    if not user.is_authenticated:
        return found.none()
    if user.has_perm(VIEW):
        return found
    acting = user.memberships.active().values("organisation")
    return found.filter(Exists(ProjectParty.objects.filter(project=OuterRef("pk"), organisation__in=acting)))


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
