"""What the tables of the rules are written with: the calendar of the notices, the twelve half hours, places in words."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from bookings.rules import Place, Slot, Timetable
from bookings.setup import DAYS, HALF_HOURS
from workdays.calendar import WorkCalendar
from workdays.setup import seed_rows

CALENDAR = WorkCalendar({row.date: row.works for row in seed_rows()}, frozenset(range(2004, 2027)))


def slot(hour: int, minute: int = 0, *, minutes: int = 30, capacity: int = 1) -> Slot:
    starts = datetime(2000, 1, 1, hour, minute)
    return Slot(starts.time(), (starts + timedelta(minutes=minutes)).time(), capacity)


TWELVE = tuple(slot(*each) for each in HALF_HOURS)
RULES = Timetable(CALENDAR, dict.fromkeys(DAYS, TWELVE))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def place(text: str, minutes: int = 30) -> Place:
    starts = at(text)
    return Place(starts.date(), starts.time(), (starts + timedelta(minutes=minutes)).time())


def dates(start: str, text: str) -> list[date]:
    """'01-04,05' after 2026-01-02 -> dates; a month or year once named holds for those that follow."""
    named, found = start.split("-"), []
    for part in text.split(","):
        pieces = part.split("-")
        named = [*named[: 3 - len(pieces)], *pieces]
        found.append(date(*map(int, named)))
    return found


def closed(rules: Timetable, *spans: tuple[str, str], days: tuple[str, ...] = ()) -> Timetable:
    """The rules with closed hours and closed days."""
    hours = frozenset((at(start), at(end)) for start, end in spans)
    shut = frozenset(date.fromisoformat(day) for day in days)
    return replace(rules, calendar=replace(rules.calendar, closures=hours, closed=shut))
