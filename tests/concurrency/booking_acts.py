"""What a process of the crowd does with places of the reading room; arguments and results are plain JSON."""

import random
from datetime import date, datetime, time, timedelta
from functools import partial

from django.utils import timezone

from accounts.models import User
from bookings import queries
from bookings.errors import PlaceRefused
from bookings.models import ReadingDay, SeatClaim
from bookings.rules import Place
from bookings.services import places, waiting
from casework.models import Case
from tests.concurrency import acts
from workdays import services as workdays
from workdays.models import Closure

HALF_AN_HOUR = timedelta(minutes=30)


def place_of(key: str) -> Place:
    """The half hour that a form names as 2026-11-23T09:00, whether it can be had or not."""
    begins = datetime.fromisoformat(key)
    return Place(begins.date(), begins.time(), (begins + HALF_AN_HOUR).time())


def take(case: int, user: int, place: str, action: str = "book") -> str:
    """Books the place for a reader, or changes to it; "booked" or the sentence of the refusal."""
    found = Case.objects.get(pk=case)
    places.book(found, place_of(place), action, actor=User.objects.get(pk=user), seen_version=found.version)
    return "booked"


def take_carelessly(case: int, place: str) -> str:
    """The same without lock and transaction: look whether the place is free, then take it."""
    wanted = place_of(place)
    day = ReadingDay.objects.get(date=wanted.day)
    is_free = not SeatClaim.objects.standing().filter(day=day, slot=wanted.starts).exists()
    acts.meet()
    if not is_free:
        return "taken"
    SeatClaim.objects.create(day=day, slot=wanted.starts, ends=wanted.ends, case_id=case, made_at=timezone.now())
    return "booked"


def take_any(cases: list[int], user: int, seed: int) -> list[list]:
    """Tries for each case one place of the list after the other until it has one or none is left.

    Returns [case, place, refusals], place "" where nothing was left.
    """
    chance, reader, found = random.Random(seed), User.objects.get(pk=user), []
    for case in cases:
        refusals, won = 0, ""
        while not won and (free := [each.place for day in queries.free_days() for each in day.places if each.free]):
            wanted = chance.choice(free)
            try:
                row = Case.objects.get(pk=case)
                places.book(row, wanted, "book", actor=reader, seen_version=row.version)
                won = wanted.key
            except PlaceRefused:
                refusals += 1
        found.append([case, won, refusals])
    return found


def close(day: str) -> str:
    """Staff close a whole day."""
    starts = timezone.make_aware(datetime.combine(date.fromisoformat(day), time.min))
    with workdays.changing(user=None):
        Closure.objects.create(starts_at=starts, ends_at=starts + timedelta(days=1), reason="库房检修")
    return "closed"


def serve() -> int:
    """Offers what has become free to those who wait."""
    return waiting.serve_lines()


def end_holds(at: str) -> int:
    """Ends the holds whose time is over at that moment."""
    return waiting.end_holds(datetime.fromisoformat(at))


def each_its_own(act: str, **arguments) -> object:
    """For crowds in which not everybody does the same."""
    return _ACTS[act](**arguments)


_ACTS = {each.__name__: each for each in (take, close, serve, end_holds)} | {"change": partial(take, action="change")}
