"""Standing in line for a full day: the first gets a place held for some working hours, and a message (候补)."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from bookings.errors import PlaceRefused
from bookings.models import Booking, ReadingDay, SeatClaim, WaitingEntry
from bookings.queries import aware, booking_settings, free_days, fresh_timetable, local, taken_between
from bookings.rules import Place, Timetable, hold_until
from bookings.services.places import claim, lock_days, release
from casework import errors
from casework.models import Case
from notifications import services as notifications
from workdays.calendar import BusinessClock

OFFERED, HOLD_OVER, LINE_OVER = "booking_offered", "booking_hold_over", "booking_line_over"


@transaction.atomic
def wait(case: Case, day: date, *, user, now: datetime | None = None) -> WaitingEntry:
    """The reader stands in line for a full day of the window; once more changes nothing.

    WrongPerson, WrongStatus, and PlaceRefused when the day is not full or not to be chosen.
    """
    now = now or timezone.now()
    row = lock_days([day])[day]
    booking = _choosing(case, user)
    found = next((each for each in free_days(now, fresh_timetable()) if each.day == day), None)
    if found is None or not found.is_full:
        raise PlaceRefused("这一天现在不用候补：有空余的时段可以直接选，或者已经不能预约。请看最新的列表。")
    entry, _ = WaitingEntry.objects.get_or_create(case=booking, day=row, ended_at=None, defaults={"since": now})
    return entry


@transaction.atomic
def leave(case: Case, day: date, *, user, now: datetime | None = None) -> None:
    """The reader no longer stands in line for the day; a place that is held for them there is given back."""
    now = now or timezone.now()
    booking = _choosing(case, user)
    WaitingEntry.objects.filter(case=booking, day__date=day, ended_at=None).update(ended_at=now)
    SeatClaim.objects.holds().filter(case=booking, day__date=day).update(released_at=now)


def _choosing(case: Case, user) -> Booking:
    """The booking with its row locked, for the reader who chooses a place for it."""
    locked = Case.objects.select_for_update().get(pk=case.pk)
    if not Case.objects.visible_to(user).filter(pk=case.pk).exists():
        raise errors.WrongPerson("候补")
    if locked.status != "choosing":
        raise errors.WrongStatus("候补", locked.status_label)
    return locked.specific


def hold(
    booking: Booking, place: Place, row: ReadingDay, rules: Timetable, now: datetime, hours: int
) -> SeatClaim | None:
    """Holds a place for a case, whose day and row the caller has locked; None when the time would be over at once."""
    before = booking_settings().hold_ends_before_hours
    until = hold_until(place, local(now), BusinessClock(rules.calendar), hours=hours, ends_before=before)
    return claim(booking, place, row, now=now, hold_until=aware(until)) if until else None


def end_holds(now: datetime | None = None) -> int:
    """Gives back the places whose time of holding is over, tells, and lets the next in line; returns how many."""
    now, ended = now or timezone.now(), 0
    for found in SeatClaim.objects.holds().filter(hold_until__lte=now).select_related("day").order_by("pk"):
        with transaction.atomic():
            row = lock_days([found.day.date])[found.day.date]
            case = Case.objects.select_for_update().get(pk=found.case_id)
            over = SeatClaim.objects.holds().filter(pk=found.pk, hold_until__lte=now)
            if not over.exists():
                continue  # confirmed or given back meanwhile
            booking = case.specific
            values = notifications.case_values(booking)
            release(booking, now)
            WaitingEntry.objects.filter(case=booking, day=row, ended_at=None).update(ended_at=now)
            notifications.tell_about(booking, HOLD_OVER, values)
            ended += 1
    return ended


def serve_lines(now: datetime | None = None) -> int:
    """Offers what has become free to those who wait, the longest waiting first; returns how many got a place held."""
    now, offered = now or timezone.now(), 0
    for day in (
        WaitingEntry.objects.filter(ended_at=None).values_list("day__date", flat=True).distinct().order_by("day__date")
    ):
        with transaction.atomic():
            offered += _serve(day, now)
    return offered


def _serve(day: date, now: datetime) -> int:
    row = lock_days([day])[day]
    rules, offered = fresh_timetable(), 0
    line = WaitingEntry.objects.filter(day=row, ended_at=None)
    if day not in rules.days(local(now).date()):
        _end_line(line, day, now)
        return 0
    for entry in line.order_by("since", "pk"):
        case = Case.objects.select_for_update().get(pk=entry.case_id)
        if SeatClaim.objects.standing().filter(case_id=case.pk).exists():
            continue  # a place of another day is held for them; they keep their turn
        place = _first_free(rules, day, now)
        if place is None:
            break
        booking = case.specific
        if hold(booking, place, row, rules, now, booking_settings().hold_hours) is None:
            break
        WaitingEntry.objects.filter(pk=entry.pk).update(offered_at=now)
        notifications.tell_about(booking, OFFERED, notifications.case_values(booking))
        offered += 1
    return offered


def _end_line(line: QuerySet[WaitingEntry], day: date, now: datetime) -> None:
    """Nobody waits in vain without being told: the day has passed, or is not to be had any more."""
    for entry in line.select_related("case"):
        values = {**notifications.case_values(entry.case), "候补日": f"{day.month}月{day.day}日"}
        notifications.tell_about(entry.case, LINE_OVER, values)
    line.update(ended_at=now)


def _first_free(rules: Timetable, day: date, now: datetime) -> Place | None:
    """The first place of the day that is free and late enough to be held."""
    taken, moment = taken_between(day, day), local(now)
    rest = booking_settings()
    for found in rules.free_days(moment, taken):
        for each in found.places if found.day == day else ():
            clock = BusinessClock(rules.calendar)
            if each.free and hold_until(
                each.place, moment, clock, hours=rest.hold_hours, ends_before=rest.hold_ends_before_hours
            ):
                return each.place
    return None
