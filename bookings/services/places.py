"""Taking a place and giving it back. The day is locked first, the case after it (see bookings.models.places)."""

from collections.abc import Iterable
from datetime import date, datetime, time

from django.db import IntegrityError
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

import page_cache
from bookings.errors import NoPlace, PlaceClosed, PlaceOver, PlaceTaken
from bookings.models import Booking, ReadingDay, SeatClaim, WaitingEntry
from bookings.queries import local, place_of, timetable, timetable_now
from bookings.rules import Place, Taken, Timetable
from casework.enums import By
from casework.models import Case, StatusChange
from casework.services import Actor, apply_transition
from page_cache.prepared import Prepared


def lock_days(days: Iterable[date]) -> dict[date, ReadingDay]:
    """Locks the rows of these days in the order of their dates, making those that are not there yet."""
    wanted = sorted(set(days))
    locked = {row.date: row for row in ReadingDay.objects.select_for_update().filter(date__in=wanted).order_by("date")}
    if len(locked) == len(wanted):
        return locked
    ReadingDay.objects.bulk_create([ReadingDay(date=day) for day in wanted], ignore_conflicts=True)
    return {row.date: row for row in ReadingDay.objects.select_for_update().filter(date__in=wanted).order_by("date")}


def lock_place(case: Case, data: dict) -> None:
    """The locks of a step that takes a place: that of its day, before the case's own."""
    if "place" not in data:
        raise NoPlace
    data["day"] = lock_days([data["place"].day])[data["place"].day]


def book(
    case: Case, place: Place, action: str, *, actor: Actor, seen_version: int, now: datetime | None = None, **more
) -> Case:
    """Takes the step that takes a place, or swaps one for another. PlaceRefused and the errors of apply_transition.

    The rule that a seat has one reader is the database's: should it refuse what was free a moment ago, the whole step is
    undone and the person told so.
    """
    rules = timetable()  # read before the lock, compared under it
    data = {"place": place, "rules": rules}
    _look(case, place, rules, local(now or timezone.now()))
    try:
        with page_cache.trusting():  # words and numbers for the message; the rules are compared under the lock
            return apply_transition(case, action, actor=actor, seen_version=seen_version, data=data, now=now, **more)
    except IntegrityError as error:
        if "seatclaim" not in str(error).replace("_", ""):  # one database names the constraint, the other the table
            raise
        raise PlaceTaken(place) from error


def _look(case: Case, place: Place, rules: Timetable, moment: datetime) -> None:
    """Refuses what others plainly have without waiting for the day: most of a crowd comes too late. Nothing is given here."""
    if rules.place(place.day, place.starts) != place or place.begins_at <= moment:
        return  # no place any more, whoever has it
    others = [
        Taken(Place(place.day, starts, ends), seat)
        for starts, ends, seat, owner in _claims_of(place.day)
        if owner != case.pk
    ]
    if rules.seat(place, others) is None:
        raise PlaceTaken(place)


_claims_of = Prepared(
    lambda day: (
        SeatClaim.objects.standing().filter(day__date=day).order_by().values_list("slot", "ends", "seat", "case")
    )
)
"""Who has what of a day."""


def take_place(case: Booking, change: StatusChange, data: dict) -> None:
    """The effect of booking and changing: the seat is the case's, the one before is given back, and it waits no more."""
    is_desk = change.by == By.STAFF
    claim(case, data["place"], data["day"], now=change.at, is_desk=is_desk, known=data.get("rules"))


def claim(
    case: Booking,
    place: Place,
    day: ReadingDay,
    *,
    now: datetime,
    hold_until: datetime | None = None,
    is_desk: bool = False,
    known: Timetable | None = None,
) -> SeatClaim:
    """Gives the case a seat of the place and takes back the one it had. The caller has locked the day and the case.

    Rules that were known before are looked at once more under the lock, so that nobody gets a place that was closed a
    moment ago. is_desk: staff may give a place that has begun and is not over yet, to somebody at the counter.
    Who takes a place for good waits no more.
    """
    standing = SeatClaim.objects.standing().filter(Q(_meets(place), day=day) | Q(case=case)).select_related("day")
    own = next((each for each in standing if each.case_id == case.pk), None)
    others = [each for each in standing if each.case_id != case.pk]
    if own and own.hold_until and own.hold_until > now and place_of(own) == place and hold_until is None:
        own.hold_until = None
        own.save(update_fields=["hold_until"])
        stop_waiting(case, now)
        case.standing = own
        return own
    rules = timetable_now(known)
    _guard_open(rules, place, now, is_desk=is_desk)
    if hold_until is None:
        _pass_the_line(case, place, day, now)
    seat = rules.seat(place, [Taken(place_of(each), each.seat) for each in others])
    if seat is None:
        raise PlaceTaken(place)
    if own:
        release(case, now)
    case.standing = SeatClaim.objects.create(
        day=day, slot=place.starts, ends=place.ends, seat=seat, case=case, made_at=now, hold_until=hold_until
    )
    return case.standing


def _meets(place: Place) -> Q:
    """Claims, of whatever timetable, that have a moment in common with the place."""
    return Q(slot__lt=place.ends, ends__gt=place.starts)


_waiting = Prepared(
    lambda day_id, case_id: (
        WaitingEntry.objects.filter(Q(day=day_id) | Q(case=case_id), ended_at=None)
        .annotate(has_nothing=~Exists(SeatClaim.objects.standing().filter(case=OuterRef("case"))))
        .order_by()
        .values_list("case", "has_nothing")
    )
)
"""Whoever stands in line for a day, and every line of a case: (case, whether it has nothing yet)."""


def _pass_the_line(case: Booking, place: Place, day: ReadingDay, now: datetime) -> None:
    """Nobody takes a place of a day for which others stand in line with nothing yet; who takes one waits no more."""
    waiting = _waiting(day.pk, case.pk)
    if any(has_nothing for owner, has_nothing in waiting if owner != case.pk):
        raise PlaceTaken(place)
    if any(owner == case.pk for owner, _ in waiting):
        stop_waiting(case, now)


def _guard_open(rules: Timetable, place: Place, now: datetime, *, is_desk: bool) -> None:
    moment = local(now)
    if is_desk and place.day == moment.date() and place.ends_at > moment:
        moment = datetime.combine(moment.date(), time.min)
    elif place.begins_at <= moment:
        raise PlaceOver(place)
    if not rules.is_open_for(place, moment):
        raise PlaceClosed(place)


def release(case: Booking, now: datetime) -> None:
    """Gives back what the case has; nothing when it has nothing."""
    SeatClaim.objects.standing().filter(case=case).update(released_at=now)
    case.standing = None


def stop_waiting(case: Booking, now: datetime) -> None:
    """The case stands in no line any more."""
    WaitingEntry.objects.filter(case=case, ended_at=None).update(ended_at=now)


def give_up(case: Booking, change: StatusChange, data: dict) -> None:
    """The effect of every cancellation."""
    release(case, change.at)
    stop_waiting(case, change.at)
