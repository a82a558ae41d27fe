"""Lifting the suspension of a reader before its time."""

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from accounts import persons
from accounts.models import Suspension
from bookings.workflow import REVIEW
from casework import errors

ACT = "解除暂停"
KIND = "booking"


@transaction.atomic
def lift(suspension: Suspension, *, by: AbstractBaseUser, reason: str) -> None:
    """The reader may apply again at once. WrongPerson, OpinionMissing; NotNow when it is over or lifted already."""
    if not by.has_perm(REVIEW):
        raise errors.WrongPerson(ACT)
    if not reason.strip():
        raise errors.OpinionMissing(ACT)
    if not Suspension.objects.in_force().filter(pk=suspension.pk, kind=KIND).exists():
        raise errors.NotNow("这次暂停已经到期或已经解除，不用再办。")
    persons.lift(suspension, by=by, reason=reason.strip())
