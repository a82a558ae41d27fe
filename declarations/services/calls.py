"""Handing in within a call, and how long a declaration that came back may be handed in again."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from casework.models import Case, StatusChange
from declarations.errors import CallClosed, NoCall, NotOpenYet, TooLate
from declarations.models import Call, Declaration
from declarations.queries import library_year, open_call
from declarations.services import claims
from workdays.services import work_calendar


def lock_calls(case: Case, data: dict) -> None:
    """Locks the calls of the kind: an officer who moves the closing time and who hands in come one after the other.

    The case's own row is locked before; nobody who holds a call asks for a case.
    """
    list(Call.objects.select_for_update().filter(kind=case.kind).order_by("pk").values_list("pk", flat=True))


def in_time(case: Declaration, now: datetime) -> None:
    """The guard of handing in: within a call the first time, within the own deadline afterwards."""
    if case.call_id is None:
        guard_first(case.kind, now)
    elif case.resubmit_by and now >= case.resubmit_by:
        raise TooLate(case.resubmit_by)


def guard_first(kind: str, now: datetime) -> Call:
    """The call that takes a first submission now; NotOpenYet, CallClosed or NoCall when there is none."""
    if call := open_call(kind, now):
        return call
    calls = Call.objects.published().filter(kind=kind)
    if coming := calls.filter(opens_at__gt=now).order_by("opens_at").first():
        raise NotOpenYet(coming.title, coming.opens_at)
    if over := calls.filter(closes_at__lte=now).order_by("-closes_at").first():
        raise CallClosed(over.title, over.closes_at)
    raise NoCall


def enter(case: Declaration, change: StatusChange, data: dict) -> None:
    """The effect of handing in: the first time it comes into its call and year; every time it claims its project."""
    if case.call_id is None:
        case.call = guard_first(case.kind, change.at)
        case.library_year = library_year(case.kind, timezone.localdate(change.at))
    case.resubmit_by = None
    case.save(update_fields=["call", "library_year", "resubmit_by"])
    claims.take(case, change.at)


def withdrawn(case: Declaration, change: StatusChange, data: dict) -> None:
    """The effect of taking it back within the minutes: it can be handed in again for some hours, or until the closing."""
    _until(case, change.at + timedelta(hours=case.call.withdrawn_hours))


def returned(case: Declaration, change: StatusChange, data: dict) -> None:
    """The effect of a return: it can be handed in again until the end of a working day, or until the closing."""
    day = work_calendar().add_workdays(timezone.localdate(change.at), case.call.resubmit_days)
    _until(case, timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min)))


def _until(case: Declaration, moment: datetime) -> None:
    case.resubmit_by = max(moment, case.call.closes_at or moment)
    case.save(update_fields=["resubmit_by"])
