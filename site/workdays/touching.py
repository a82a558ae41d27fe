"""What a change of the calendar touches: due times, bookings. The rooms above register theirs; none is known here."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser

from workdays.calendar import WorkCalendar

SHOWN = 50


@dataclass(frozen=True)
class Item:
    """One thing that moves; after is None when nothing better is found. link: its page in the admin, or empty."""

    name: str
    before: datetime
    after: datetime | None
    link: str = ""


@dataclass(frozen=True)
class Touched:
    """What a change does to one sort of thing: a sentence without the number, how many, and the first SHOWN of them."""

    label: str
    count: int
    items: list[Item]


Preview = Callable[[WorkCalendar, WorkCalendar], Touched]
Follow = Callable[[WorkCalendar, WorkCalendar, AbstractBaseUser | None], None]
_registered: list[tuple[Preview, Follow | None]] = []


def register(preview: Preview, *, follow: Follow | None = None) -> None:
    """Makes known who is touched when the calendar changes.

    preview(before, after) changes nothing. follow(before, after, user), where something is to be done, runs in the
    transaction of the change.
    """
    _registered.append((preview, follow))


def preview(before: WorkCalendar, after: WorkCalendar) -> list[Touched]:
    """What the change would touch; sorts of things that it leaves alone are left out."""
    if before == after:
        return []
    found = [preview(before, after) for preview, _ in _registered]
    return [touched for touched in found if touched.count]


def follow(before: WorkCalendar, after: WorkCalendar, *, user: AbstractBaseUser | None) -> None:
    """Lets everybody follow the change, in the caller's transaction."""
    if before != after:
        for _, act in _registered:
            if act:
                act(before, after, user)


def seal(touched: list[Touched]) -> str:
    """A short name of exactly what somebody was shown, so that nobody confirms something else; "" for nothing."""
    return hashlib.sha256(repr(touched).encode()).hexdigest()[:16] if touched else ""
