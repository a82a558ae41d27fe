"""Reading what the reading room has: the rules in force, the places that are taken, the bookings of a person."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Count, QuerySet
from django.utils import timezone

import page_cache
from bookings.models import Booking, BookingSettings, ReaderCategory, SeatClaim, SlotTemplate, WaitingEntry
from bookings.rules import FreeDay, Place, Slot, Taken, Timetable
from page_cache.prepared import Prepared
from workdays.calendar import WorkCalendar
from workdays.services import work_calendar


def local(moment: datetime) -> datetime:
    """A moment as the rules of places count: local time without a zone."""
    return timezone.make_naive(moment)


def aware(moment: datetime) -> datetime:
    """A local time without a zone as the database keeps it."""
    return timezone.make_aware(moment)


def booking_settings() -> BookingSettings:
    """The numbers that staff have set; read once a generation, for reading only."""
    return page_cache.kept("booking settings", BookingSettings.load)


def timetable() -> Timetable:
    """The rules in force, read once a generation: good for showing. Whoever takes a place asks `fresh_timetable`."""
    return page_cache.kept("booking timetable", fresh_timetable)


def fresh_timetable(calendar: WorkCalendar | None = None) -> Timetable:
    """The rules as the database has them at this moment; five queries. calendar: another than the one in force.

    The token is read first: rules that change meanwhile have another, and are read once more when it matters.
    """
    rules = BookingSettings.load()
    slots: dict[int, list[Slot]] = {}
    for row in SlotTemplate.objects.order_by("day", "starts"):
        slots.setdefault(row.day, []).append(Slot(row.starts, row.ends, row.capacity))
    return Timetable(
        work_calendar() if calendar is None else calendar,
        {day: tuple(found) for day, found in slots.items()},
        rules.window_days,
        rules.include_today,
        rules.allow_today,
        rules.token,
    )


def timetable_now(known: Timetable | None) -> Timetable:
    """The rules under the lock of a day: those that are known, if their token is the one in force; one query then."""
    in_force = [token for (token,) in _token()]
    return known if known is not None and in_force == [known.token] else fresh_timetable()


_token = Prepared(lambda: BookingSettings.objects.values_list("token")[:1])
"""The token of the rules, as the database has it now."""


def taken_between(first: date, last: date, *, but: Iterable[int] = ()) -> list[Taken]:
    """The standing claims of these days, without those of the cases in `but`."""
    claims = SeatClaim.objects.standing().filter(day__date__range=(first, last)).exclude(case__in=list(but))
    return [
        Taken(Place(day, starts, ends), seat)
        for day, starts, ends, seat in claims.order_by().values_list("day__date", "slot", "ends", "seat")
    ]


def free_days(now: datetime | None = None, rules: Timetable | None = None) -> list[FreeDay]:
    """The days that can be chosen with what is free in them; two queries beside the rules."""
    return _free_days(local(now or timezone.now()), rules or timetable())


def desk_days(now: datetime | None = None) -> list[FreeDay]:
    """The same for staff, who also give slots of today that have begun and are not over (see services.places.claim)."""
    moment = local(now or timezone.now())
    return [
        replace(day, places=tuple(each for each in day.places if each.place.ends_at > moment))
        for day in _free_days(datetime.combine(moment.date(), time.min), timetable())
    ]


def _free_days(now: datetime, rules: Timetable) -> list[FreeDay]:
    days = rules.days(now.date())
    if not days:
        return []
    line = WaitingEntry.objects.in_line().filter(day__date__range=(days[0], days[-1]))
    lines = dict(line.order_by().values_list("day__date").annotate(Count("pk")))
    return rules.free_days(now, taken_between(days[0], days[-1]), lines=lines)


def categories_in_use() -> QuerySet[ReaderCategory]:
    """The categories that applications choose from, in their order."""
    return ReaderCategory.objects.filter(in_use=True)


def category_of(case: Booking) -> ReaderCategory | None:
    """The category of a booking, read once a generation, for reading only."""
    known = page_cache.kept("reader categories", lambda: ReaderCategory.objects.in_bulk())
    return known.get(case.category_id)


def category_shown(category: ReaderCategory) -> str:
    """The category with the name of the city put in (000-07)."""
    return category.label.replace("{{ 城市 }}", booking_settings().city or "市")


@dataclass(frozen=True)
class Offer:
    """The places as one reader sees them: the days, the own place and until when it is held, the days waited for."""

    days: list[FreeDay]
    own: Place | None
    held_until: datetime | None
    lines: frozenset[date]


def offer(case: Booking, now: datetime) -> Offer:
    """What a reader may choose from; two queries beside the rules, one more for a place outside the window."""
    rules, moment = timetable(), local(now)
    window = rules.days(moment.date()) or [moment.date()]
    taken, owners, own, until = [], set(), None, None
    for day, starts, ends, seat, owner, hold in _claims_between(window[0], window[-1]):
        place = Place(day, starts, ends)
        taken.append(Taken(place, seat))
        owners.add(owner)
        if owner == case.pk:
            own, until = place, hold
    if own is None and case.status == "booked" and (claim := standing_claim(case)):
        own, until = place_of(claim), claim.hold_until
    waits = _waits_between(window[0], window[-1])
    days = rules.free_days(moment, taken, lines=Counter(day for day, owner in waits if owner not in owners))
    return Offer(days, own, until, frozenset(day for day, owner in waits if owner == case.pk))


_claims_between = Prepared(
    lambda first, last: (
        SeatClaim.objects.standing()
        .filter(day__date__range=(first, last))
        .order_by()
        .values_list("day__date", "slot", "ends", "seat", "case", "hold_until")
    )
)
"""Who has what in the days of a window."""

_waits_between = Prepared(
    lambda first, last: (
        WaitingEntry.objects.filter(ended_at=None, day__date__range=(first, last))
        .order_by()
        .values_list("day__date", "case")
    )
)
"""Who waits for which of these days."""


def standing_claim(case: Booking) -> SeatClaim | None:
    """The place that a case has or holds now; the place it used, when its visit is over."""
    return case.claims.standing().select_related("day").first()


def place_of(claim: SeatClaim) -> Place:
    """The claim's place as the rules count it."""
    return Place(claim.day.date, claim.slot, claim.ends)


def own_booking(user: AbstractBaseUser, number: str) -> Booking | None:
    """The person's booking of that number; None for somebody else's, or when there is none."""
    return next(iter(_own_booking(user.pk, number)), None)


_own_booking = Prepared(
    lambda user_id, number: Booking.objects.visible_to(get_user_model()(pk=user_id)).filter(number=number)
)


def bookings_of(user: AbstractBaseUser) -> QuerySet[Booking]:
    """The person's bookings, drafts left out, the newest first."""
    return Booking.objects.visible_to(user).submitted()


def open_bookings(user: AbstractBaseUser) -> QuerySet[Booking]:
    """Those that are not over."""
    return bookings_of(user).filter(closed_at=None)


def unmarked(today: date) -> QuerySet[SeatClaim]:
    """Firm places of past days about which nobody has said whether the reader came: work for the morning."""
    claims = SeatClaim.objects.firm().filter(visit=None, day__date__lt=today, case__status="booked")
    return claims.select_related("day", "case__applicant").order_by("day__date", "slot")
