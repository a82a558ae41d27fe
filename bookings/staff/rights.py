"""Who of the staff may see and do what in the reading room; the rights themselves stand in bookings.workflow."""

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import PermissionDenied

from bookings.workflow import COPIES, DESK, REVIEW

ANY = (REVIEW, DESK, COPIES)
LINES = (REVIEW, DESK)


def may(user: AbstractBaseUser, *permissions: str) -> bool:
    """Whether the member of staff has one of these rights; without any named, one of all rights over bookings."""
    return any(user.has_perm(permission) for permission in permissions or ANY)


def require(user: AbstractBaseUser, *permissions: str) -> None:
    """PermissionDenied for who has none of these rights."""
    if not may(user, *permissions):
        raise PermissionDenied
