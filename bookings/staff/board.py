"""The board of the reading room: the places of a day or a week by slot, who has them, and what became of it.

Read in a constant number of queries, whatever stands on it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Count, Q, QuerySet, TextChoices
from django.utils import timezone

from bookings.models import Booking, SeatClaim, WaitingEntry
from bookings.queries import (
    aware,
    booking_settings,
    category_shown,
    local,
    place_of,
    taken_between,
    timetable,
    unmarked,
)
from bookings.rules import MAKE_UP, Place, Timetable
from bookings.staff.rights import require
from bookings.words import WEEKDAYS
from bookings.workflow import DESK
from casework import queue
from workdays.models import Closure, HolidayAdjustment

MOST_UNMARKED = 50
STEPS = 30
"""Days after which looking for the next open day is given up."""
EARLIEST, LATEST = date(2000, 1, 1), date(2099, 12, 1)


class State(TextChoices):
    """What became of a place so far."""

    HELD = "held", "保留中"
    COMING = "coming", "未到"
    LATE = "late", "未登记"
    HERE = "here", "已到"
    COPYING = "copying", "复制中"
    READY = "ready", "待领取"
    DONE = "done", "已办结"
    MISSED = "missed", "未到馆"


@dataclass(frozen=True)
class Seat:
    """A reader in a slot. detail: what stands behind the state; acts: what the person who looks may mark here."""

    claim: SeatClaim
    booking: Booking
    place: Place
    who: str
    category: str
    state: State
    detail: str = ""
    acts: tuple[str, ...] = ()

    @property
    def missing(self) -> str:
        """The step that says that nobody came: the first time, or once too often; "" when it is no question."""
        return next((each for each in self.acts if each != "arrive"), "")


@dataclass(frozen=True)
class Span:
    """A slot of a day. closed: why nobody comes then; begun: whether it has begun; key: the place while it can be given."""

    hours: str
    seats: tuple[Seat, ...]
    free: int = 0
    closed: str = ""
    begun: bool = False
    key: str = ""


@dataclass(frozen=True)
class Day:
    """A day on the board. closed: why the archive is closed, "" on an open day."""

    day: date
    spans: tuple[Span, ...]
    closed: str = ""
    waiting: int = 0
    is_today: bool = False

    @property
    def title(self) -> str:
        """11月24日 星期二."""
        return f"{self.day.month}月{self.day.day}日 星期{WEEKDAYS[self.day.weekday()]}"

    @property
    def seats(self) -> list[Seat]:
        """Everybody of the day."""
        return [seat for span in self.spans for seat in span.seats]

    @property
    def free(self) -> int:
        """Seats that can still be given."""
        return sum(span.free for span in self.spans if span.key)

    @property
    def expected(self) -> int:
        """How many places were given for good, whoever came."""
        return sum(seat.state != State.HELD for seat in self.seats)

    @property
    def arrived(self) -> int:
        """How many readers came."""
        return sum(seat.state in (State.HERE, State.COPYING, State.READY, State.DONE) for seat in self.seats)


@dataclass(frozen=True)
class Board:
    """What the page shows. earlier, later: the days to which its arrows lead; unmarked: visits of past days to settle."""

    day: date
    days: tuple[Day, ...]
    earlier: date
    later: date
    unmarked: tuple[Seat, ...] = ()
    more_unmarked: bool = False


def day_asked(text: str) -> date:
    """The day that an address names; today for what names none."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return timezone.localdate()
    return day if EARLIEST <= day <= LATEST else timezone.localdate()


def board(user: AbstractBaseUser, day: date, *, week: bool = False, now: datetime | None = None) -> Board:
    """The board of a day or of its week, as the member of staff may see and mark it; PermissionDenied for others."""
    require(user)
    moment, rules = local(now or timezone.now()), timetable()
    first = day - timedelta(days=day.weekday()) if week else day
    shown = [first + timedelta(days=number) for number in range(7 if week else 1)]
    days = _days(shown, rules, moment, may_mark=user.has_perm(DESK))
    if week:
        days = [each for each in days if each.day.weekday() < 5 or each.spans]
    waiting = _seats(unmarked(moment.date())[: MOST_UNMARKED + 1], moment, may_mark=user.has_perm(DESK))
    earlier, later = (_next(rules, day, step * (7 if week else 1), week=week) for step in (-1, 1))
    return Board(day, tuple(days), earlier, later, tuple(waiting[:MOST_UNMARKED]), len(waiting) > MOST_UNMARKED)


def _next(rules: Timetable, day: date, step: int, *, week: bool) -> date:
    """The open day before or after this one, or the same day of another week."""
    found = day
    for _ in range(STEPS):
        found += timedelta(days=step)
        if week or rules.calendar.is_open(found):
            return found
    return day + timedelta(days=step)


def _days(shown: list[date], rules: Timetable, moment: datetime, *, may_mark: bool) -> list[Day]:
    first, last = shown[0], shown[-1]
    claims = SeatClaim.objects.filter(Q(released_at=None) | Q(visit__isnull=False), day__date__range=(first, last))
    by_day: dict[date, list[Seat]] = {day: [] for day in shown}
    for seat in _seats(claims.order_by("day__date", "slot", "seat"), moment, may_mark=may_mark):
        by_day[seat.place.day].append(seat)
    reasons = _Reasons(rules, first, last)
    line = WaitingEntry.objects.filter(ended_at=None, day__date__range=(first, last)).order_by()
    lines = dict(line.values_list("day__date").annotate(Count("pk")))
    taken = taken_between(first, last)
    found = []
    for day in shown:
        of_day = [each for each in taken if each.place.day == day]
        spans = _spans(day, by_day[day], rules, moment, reasons, of_day)
        found.append(Day(day, tuple(spans), reasons.of_day(day), lines.get(day, 0), day == moment.date()))
    return found


def _spans(
    day: date, seats: list[Seat], rules: Timetable, moment: datetime, reasons: "_Reasons", taken: list
) -> list[Span]:
    """The slots of the day as the rules have them, and those that only old places know."""
    sort = MAKE_UP if day.weekday() > 4 else day.weekday()
    slots = rules.slots.get(sort, ()) if rules.calendar.is_open(day) else ()
    is_open = set(rules.slots_of(day))
    places = {Place(day, slot.starts, slot.ends): slot for slot in slots}
    within, today = rules.days(moment.date()), moment.date()
    found = []
    for place in sorted({*places, *(seat.place for seat in seats)}):
        slot = places.get(place)
        here = tuple(seat for seat in seats if seat.place == place)
        may_give = slot in is_open and place.ends_at > moment and day in within and (rules.allow_today or day != today)
        free = rules.free(slot, taken) if slot in is_open else 0
        closed = "" if slot is None or slot in is_open else reasons.of_hours(place)
        key = place.key if may_give and free else ""
        found.append(Span(place.hours, here, free, closed, place.begins_at <= moment, key))
    return found


def _seats(claims: QuerySet[SeatClaim], moment: datetime, *, may_mark: bool) -> list[Seat]:
    """Claims with everything that a row shows; one query."""
    forgiven, categories = booking_settings().missed_returns, _Categories()
    read = claims.select_related("day", "visit", "case__applicant", "case__purpose", "case__category", "case__copies")
    found = []
    for claim in read:
        booking, place = claim.case, place_of(claim)
        state, detail = _state(claim, place, moment)
        acts: tuple[str, ...] = ()
        if may_mark and state in (State.COMING, State.LATE) and place.day <= moment.date():
            missed = "missed" if booking.missed < forgiven else "missed_again"
            acts = ("arrive", missed) if place.ends_at <= moment else ("arrive",)
        who = queue.applicant(booking)
        found.append(Seat(claim, booking, place, who, categories.shown(booking), state, detail, acts))
    return found


class _Categories:
    """What each category is called, worked out once a page."""

    def __init__(self):
        self.known: dict[int | None, str] = {None: ""}

    def shown(self, booking: Booking) -> str:
        """The category of a booking."""
        if booking.category_id not in self.known:
            self.known[booking.category_id] = category_shown(booking.category)
        return self.known[booking.category_id]


def _state(claim: SeatClaim, place: Place, moment: datetime) -> tuple[State, str]:
    booking, visit = claim.case, getattr(claim, "visit", None)
    if claim.hold_until:
        return State.HELD, f"到 {local(claim.hold_until):%m-%d %H:%M}"
    if visit is None:
        return (State.LATE, "时段已过") if place.ends_at <= moment else (State.COMING, "")
    if visit.arrived_at is None:
        return State.MISSED, ""
    at = f"{local(visit.arrived_at):%H:%M} 到"
    copies = getattr(booking, "copies", None)
    if booking.closed_at:
        return State.DONE, at
    if copies is None:
        return State.HERE, at
    if copies.ready_at:
        return State.READY, at
    return State.COPYING, f"{copies.pages} 页，约定 {copies.promised_on:%m-%d}"


class _Reasons:
    """Why the archive is closed on these days; two queries."""

    def __init__(self, rules: Timetable, first: date, last: date):
        self.calendar = rules.calendar
        begin, end = (aware(datetime.combine(day, time.min)) for day in (first, last + timedelta(days=1)))
        self.closures = [
            (local(row.starts_at), local(row.ends_at), row.reason)
            for row in Closure.objects.filter(starts_at__lt=end, ends_at__gt=begin).order_by("starts_at")
        ]
        self.names = dict(HolidayAdjustment.objects.filter(date__range=(first, last)).values_list("date", "name"))

    def of_day(self, day: date) -> str:
        """Why the whole day is closed; "" on an open day."""
        if self.calendar.is_open(day):
            return ""
        if self.calendar.is_workday(day):
            return self._closure(datetime.combine(day, time.min), datetime.combine(day, time.max))
        return self.names.get(day) or ("周末" if day.weekday() > 4 else "法定节假日")

    def of_hours(self, place: Place) -> str:
        """Why these hours of an open day are closed."""
        return self._closure(place.begins_at, place.ends_at)

    def _closure(self, start: datetime, end: datetime) -> str:
        fitting: Iterable[str] = (reason for begins, ends, reason in self.closures if begins < end and start < ends)
        return next(iter(fitting), "闭馆")
