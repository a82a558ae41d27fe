"""Booking for somebody who calls or stands at the counter: the same sections and rules as online, in one act."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from bookings.forms import SECTIONS, fill
from bookings.kind import KIND
from bookings.models import Booking
from bookings.rules import Place
from bookings.services import places
from bookings.workflow import DESK, REVIEW
from casework import errors, services
from casework.enums import Source
from casework.permissions import works_on
from casework.sections import Typed

TWICE_WITHIN = timedelta(minutes=10)
"""The same words for the same person so soon after are the same call: a double click, or the page sent once more."""


class Registered(Exception):
    """Just now registered already. case: that booking."""

    def __init__(self, case: Booking):
        super().__init__(f"刚刚已经登记过：{case.number}。")
        self.case = case


@dataclass(frozen=True)
class Caller:
    """Who calls or stands at the counter."""

    source: Source
    name: str
    phone: str


def may_place(user: AbstractBaseUser) -> bool:
    """Whether the member of staff may approve and give a place in one go."""
    return user.has_perm(REVIEW) and user.has_perm(DESK)


@transaction.atomic
def register(
    caller: Caller,
    typed: Mapping[str, Typed],
    *,
    user: AbstractBaseUser,
    place: Place | None,
    now: datetime | None = None,
) -> Booking:
    """Registers a booking from complete sections and, with a place, approves it and gives the place: all or nothing.

    WrongPerson, Registered, and what booking a place raises.
    """
    if not works_on(user, KIND) or (place and not may_place(user)):
        raise errors.WrongPerson("登记来电来访")
    now = now or timezone.now()
    answers = {section.name: section.answers(typed[section.name]) for section in SECTIONS}
    booking = Booking(kind=KIND.name, source=caller.source, caller_name=caller.name)
    booking.phone = caller.phone
    fill(booking, answers)
    booking.save()
    content = {
        "form_version": KIND.form_version,
        "sections": [section.frozen(typed[section.name]) for section in SECTIONS],
        "files": [],
    }
    case = services.submit(booking, KIND.submit_action, actor=user, seen_version=0, content=content, now=now)
    if twin := _twin(case, now):  # asked under the lock of the number series, which both need
        raise Registered(twin)
    if place is None:
        return case
    case = services.apply_transition(case, "approve", actor=user, seen_version=case.version, now=now)
    return places.book(case, place, "book_for", actor=user, seen_version=case.version, now=now)


def _twin(case: Booking, now: datetime) -> Booking | None:
    same = {name: getattr(case, name) for name in ("source", "caller_name", "project_name", "query", "phone_tail")}
    found = Booking.objects.submitted().filter(applicant=None, submitted_at__gt=now - TWICE_WITHIN, **same)
    return found.exclude(pk=case.pk).first()
