"""Due times: working time that runs while staff have the case and stands still while the applicant has it."""

from datetime import date, datetime, timedelta

from django.utils import timezone

from casework import kinds
from casework.enums import Holder
from casework.models import Case, KindSettings
from workdays.calendar import MORNING_AND_AFTERNOON, BusinessClock
from workdays.services import work_calendar


def working_day() -> timedelta:
    """The length of one working day."""
    any_day = date(2000, 1, 1)
    return sum(
        (
            datetime.combine(any_day, closes) - datetime.combine(any_day, opens)
            for opens, closes in MORNING_AND_AFTERNOON
        ),
        timedelta(),
    )


def promised_days(kind_name: str) -> int:
    """The working days in which staff act on a new case of this kind: what staff have set, or what the kind says."""
    kept = KindSettings.objects.filter(kind=kind_name).values_list("promise", flat=True).first()
    return kinds.case_kind(kind_name).promise if kept is None else kept


def promise(case: Case) -> timedelta:
    """The working time in which staff act on a new case of this kind."""
    return promised_days(case.kind) * working_day()


def hand_over(case: Case, source: Holder, target: Holder, now: datetime) -> None:
    """Starts or stops the case's clock when it passes from one holder to another. Changes the object, does not save."""
    if source is target:
        return
    clock = BusinessClock(work_calendar())
    local = timezone.localtime(now)
    if source is Holder.STAFF and case.due_at:
        case.time_left = clock.between(local, timezone.localtime(case.due_at))
        case.due_at = None
    if target is Holder.STAFF:
        case.due_at = clock.add(local, promise(case) if case.time_left is None else case.time_left)
        case.time_left = None
    if target is Holder.NOBODY:
        case.time_left = None
