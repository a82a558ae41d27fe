"""Which accounts are those of people who apply, and which those of staff: the staff list shows nobody else's name."""

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import PersonKey, User


def staff_accounts() -> QuerySet[User]:
    """Every account but those that somebody made by signing in and that nobody has given a right."""
    keys = PersonKey.objects.filter(user=OuterRef("pk"))
    groups = User.groups.through.objects.filter(user=OuterRef("pk"))
    rights = User.user_permissions.through.objects.filter(user=OuterRef("pk"))
    return User.objects.filter(Q(is_superuser=True) | ~Exists(keys) | Exists(groups) | Exists(rights))


def is_citizen(user: AbstractBaseUser) -> bool:
    """Whether the account is no business of the staff list."""
    return not staff_accounts().filter(pk=user.pk).exists()
