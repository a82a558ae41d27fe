"""Which kinds of case a member of staff works on: those in whose workflow there is a step for them."""

from collections.abc import Iterable

from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import Permission
from django.db.models import Q, QuerySet

from casework import kinds
from casework.kinds import CaseKind


def staff_permissions(kind: CaseKind) -> set[str]:
    """The rights that any step of the kind asks of staff."""
    return {each.permission for each in kind.workflow.transitions.values() if each.permission}


def works_on(user: AbstractBaseUser, kind: CaseKind) -> bool:
    """Whether the kind's queue is open to a member of staff."""
    return any(user.has_perm(permission) for permission in staff_permissions(kind))


def kinds_for(user: AbstractBaseUser) -> list[str]:
    """The names of the kinds a member of staff works on."""
    return [kind.name for kind in kinds.case_kinds() if works_on(user, kind)]


def colleagues(kind_names: Iterable[str]) -> QuerySet:
    """The members of staff who work on any of these kinds, by name; superusers set the site up and are left out."""
    wanted = {permission for name in kind_names for permission in staff_permissions(kinds.case_kind(name))}
    meant = Q(pk=None)
    for permission in wanted:
        app_label, codename = permission.split(".")
        meant |= Q(content_type__app_label=app_label, codename=codename)
    rights = Permission.objects.filter(meant)
    people = get_user_model()
    by_group = people.groups.through.objects.filter(group__permissions__in=rights).values("user_id")
    directly = people.user_permissions.through.objects.filter(permission__in=rights).values("user_id")
    return people.objects.filter(is_active=True, pk__in=by_group.union(directly)).order_by("last_name", "username")
