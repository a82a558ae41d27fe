"""Which kinds of case a member of staff works on: those in whose workflow there is a step for them."""

from django.contrib.auth.base_user import AbstractBaseUser

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
