"""The rules of places as plain Python: which days, which slots, what is free, where a reader is moved. No database.

All times are local and naive; "now" is handed in.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from workdays.calendar import BusinessClock, WorkCalendar

MAKE_UP = 7
"""The key of the slots of a weekend day on which people work; other days go by date.weekday()."""
FARTHEST = 400
"""Days after which looking for an open day is given up: a reading room closed for a year offers nothing."""


@dataclass(frozen=True)
class Slot:
    """A span of a day, and how many readers it holds."""

    starts: time
    ends: time
    capacity: int = 1

    def overlaps(self, starts: time, ends: time) -> bool:
        """Whether the two spans have a moment in common."""
        return self.starts < ends and starts < self.ends


@dataclass(frozen=True, order=True)
class Place:
    """A slot of a certain day; a reader asks for one of its seats."""

    day: date
    starts: time
    ends: time

    @property
    def begins_at(self) -> datetime:
        """When the visit begins, local and naive."""
        return datetime.combine(self.day, self.starts)

    @property
    def ends_at(self) -> datetime:
        """When the visit ends, local and naive."""
        return datetime.combine(self.day, self.ends)

    @property
    def key(self) -> str:
        """The place as a form carries it: 2026-11-23T09:00."""
        return f"{self.day:%Y-%m-%d}T{self.starts:%H:%M}"

    @property
    def hours(self) -> str:
        """9:00-9:30, as 000-28 writes it."""
        return f"{self.starts.hour}:{self.starts:%M}-{self.ends.hour}:{self.ends:%M}"


@dataclass(frozen=True)
class Taken:
    """A standing claim: which seat of which place."""

    place: Place
    seat: int


@dataclass(frozen=True)
class FreePlace:
    """A place as the list shows it. free: seats that can be taken; 0 for a place that others have."""

    place: Place
    free: int


@dataclass(frozen=True)
class FreeDay:
    """A day of the window. is_certain: its year's holidays are announced; waiting: how many stand in line for it."""

    day: date
    places: tuple[FreePlace, ...]
    is_certain: bool = True
    waiting: int = 0

    @property
    def left(self) -> int:
        """How many slots can still be chosen."""
        return 0 if self.waiting else sum(1 for each in self.places if each.free)

    @property
    def is_full(self) -> bool:
        """Whether there are slots to come and all of them are taken, or others stand in line for them."""
        return bool(self.places) and not self.left


@dataclass(frozen=True)
class Timetable:
    """The rules in force: the calendar, the slots of every sort of day, the window (000-26 to 000-30).

    token: by which the database knows them again.
    """

    calendar: WorkCalendar
    slots: Mapping[int, tuple[Slot, ...]] = field(default_factory=dict)
    window_days: int = 5
    include_today: bool = True
    allow_today: bool = True
    token: str = ""
    _known: dict[date, tuple[Slot, ...]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def slots_of(self, day: date) -> tuple[Slot, ...]:
        """The slots of a day, in order; none on a day on which the archive is closed, none in closed hours."""
        if day not in self._known:
            self._known[day] = self._open_slots(day)
        return self._known[day]

    def _open_slots(self, day: date) -> tuple[Slot, ...]:
        if not self.calendar.is_open(day):
            return ()
        sort = MAKE_UP if day.weekday() > 4 else day.weekday()
        return tuple(slot for slot in self.slots.get(sort, ()) if self._is_open(day, slot))

    def _is_open(self, day: date, slot: Slot) -> bool:
        return self.calendar.is_open_between(datetime.combine(day, slot.starts), datetime.combine(day, slot.ends))

    def place(self, day: date, starts: time) -> Place | None:
        """The place that begins then, None when there is none."""
        return next((Place(day, slot.starts, slot.ends) for slot in self.slots_of(day) if slot.starts == starts), None)

    def days(self, today: date) -> list[date]:
        """The days that can be chosen: the next open working days, today counted if the rules say so."""
        found, day = [], today if self.include_today else today + timedelta(days=1)
        for _ in range(FARTHEST):
            if len(found) == self.window_days:
                break
            if self.calendar.is_open(day):
                found.append(day)
            day += timedelta(days=1)
        return found

    def is_open_for(self, place: Place, now: datetime) -> bool:
        """Whether a reader may choose the place now, whoever may have it: it exists, lies in the window, has not begun."""
        if place.begins_at <= now or (place.day == now.date() and not self.allow_today):
            return False
        return place.day in self.days(now.date()) and self.place(place.day, place.starts) == place

    def free_days(
        self, now: datetime, taken: Iterable[Taken], *, lines: Mapping[date, int] | None = None
    ) -> list[FreeDay]:
        """The window with what is free in it: slots that have begun are left out, full ones are there with free == 0."""
        by_day: dict[date, list[Taken]] = {}
        for claim in taken:
            by_day.setdefault(claim.place.day, []).append(claim)
        found = []
        for day in self.days(now.date()):
            places = [
                FreePlace(Place(day, slot.starts, slot.ends), self.free(slot, by_day.get(day, ())))
                for slot in self.slots_of(day)
                if datetime.combine(day, slot.starts) > now and (self.allow_today or day != now.date())
            ]
            waiting = (lines or {}).get(day, 0)
            found.append(FreeDay(day, tuple(places), self.calendar.is_announced(day), waiting))
        return found

    @staticmethod
    def free(slot: Slot, taken: Iterable[Taken]) -> int:
        """How many seats of a slot nobody has. A claim of an older timetable counts where it overlaps."""
        held = sum(1 for claim in taken if slot.overlaps(claim.place.starts, claim.place.ends))
        return max(slot.capacity - held, 0)

    def seat(self, place: Place, taken: Iterable[Taken]) -> int | None:
        """The lowest number of a free seat of the place, given the claims of its day; None when there is none."""
        slot = next((slot for slot in self.slots_of(place.day) if slot.starts == place.starts), None)
        of_day = [claim for claim in taken if claim.place.day == place.day]
        if slot is None or not self.free(slot, of_day):
            return None
        used = {claim.seat for claim in of_day if slot.overlaps(claim.place.starts, claim.place.ends)}
        return next(number for number in range(1, len(used) + 2) if number not in used)


def nearest(days: Iterable[FreeDay], wanted: Place, count: int) -> list[Place]:
    """The free places closest in time to the one somebody wanted, the earlier first where two are as close."""
    free = [each.place for day in days if not day.waiting for each in day.places if each.free]
    return sorted(free, key=lambda place: (abs(place.begins_at - wanted.begins_at), place))[:count]


def move(
    moved: Iterable[Place],
    timetable: Timetable,
    now: datetime,
    taken: list[Taken],
    may: Callable[[Place], bool] = lambda place: True,
) -> list[tuple[Place, int] | None]:
    """Where readers go whose places vanish: for each, in this order, the nearest free place and seat, or None.

    taken: the claims that stay. may: whether a place can be offered. Nobody is moved to a place of today.
    """
    taken, found = list(taken), []
    for place in moved:
        free = timetable.free_days(now, taken)
        near = [each for each in nearest(free, place, 500) if each.day > now.date() and may(each)]
        seat = timetable.seat(near[0], taken) if near else None
        if not near or seat is None:
            found.append(None)
            continue
        taken.append(Taken(near[0], seat))
        found.append((near[0], seat))
    return found


def hold_until(place: Place, now: datetime, clock: BusinessClock, *, hours: int, ends_before: int) -> datetime | None:
    """Until when a place is held for somebody: so many working hours, at the latest so many hours before it begins.

    None when that time is over already: such a place is not offered.
    """
    latest = place.begins_at - timedelta(hours=ends_before)
    until = min(clock.add(now, timedelta(hours=hours)), latest)
    return until if until > now else None


def may_give_up(place: Place, now: datetime) -> bool:
    """Whether the reader may still cancel or change: until 24:00 of the day before (000-33, 000-34)."""
    return now.date() < place.day
