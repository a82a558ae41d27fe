"""Whether staff have proved their second factor, and taking it away when it is lost."""

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.http import HttpRequest

from audit import services as audit
from audit.enums import Event

TYPES = [Authenticator.Type.TOTP]


def missing(request: HttpRequest) -> str:
    """The name of the page on which a member of staff sets up or proves the second factor; "" when all is well.

    Whoever has one proves it, even where the site does not ask everybody to have one.
    """
    if not is_mfa_enabled(request.user, TYPES):
        return "mfa_activate_totp" if settings.STAFF_SECOND_FACTOR else ""
    records = get_authentication_records(request, request.user)
    return "" if any(record["method"] == "mfa" for record in records) else "mfa_reauthenticate"


@transaction.atomic
def reset(user: AbstractBaseUser, *, by: AbstractBaseUser | None, reason: str, address: str = "") -> int:
    """Takes the authenticator and the recovery codes of a person away, so that both are set up anew at the next sign-in.

    by is None at the command line. Returns how many were taken away.
    """
    removed = Authenticator.objects.filter(user=user).delete()[0]
    audit.record(
        Event.SECOND_FACTOR,
        actor=by,
        about=f"用户 {user.pk}",
        reason=reason,
        address=address,
        data={"reset": True, "removed": removed},
    )
    return removed
