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
    """What a change does to one sort of thing: a sentence without the number, how many, and the first SHOWN of them.

    rest: whatever differs when one of those beyond the first is another.
    """

    label: str
    count: int
    items: list[Item]
    rest: str = ""


class NotAsShown(Exception):
    """A change would touch something else than what was confirmed. Nothing has happened."""

    def __init__(self, touched: list[Touched]):
        super().__init__("what a change touches is not what was shown")
        self.touched = touched

    @property
    def seal(self) -> str:
        """What confirms it."""
        return seal(self.touched)


Preview = Callable[[WorkCalendar, WorkCalendar], Touched]
Follow = Callable[[WorkCalendar, WorkCalendar, AbstractBaseUser | None], None]
Lock = Callable[[WorkCalendar, WorkCalendar], None]
_registered: list[tuple[Preview, Follow | None, Lock | None]] = []


def register(preview: Preview, *, follow: Follow | None = None, lock: Lock | None = None) -> None:
    """Makes known who is touched when the calendar changes.

    preview(before, after) changes nothing. follow(before, after, user), where something is to be done, runs in the
    transaction of the change. lock(before, after) holds still, until that transaction ends, what preview looks at.
    """
    _registered.append((preview, follow, lock))


def preview(before: WorkCalendar, after: WorkCalendar) -> list[Touched]:
    """What the change would touch; sorts of things that it leaves alone are left out."""
    if before == after:
        return []
    found = [preview(before, after) for preview, _, _ in _registered]
    return [touched for touched in found if touched.count]


def follow(before: WorkCalendar, after: WorkCalendar, *, user: AbstractBaseUser | None) -> None:
    """Lets everybody follow the change, in the caller's transaction."""
    if before != after:
        for _, act, _ in _registered:
            if act:
                act(before, after, user)


def guard(before: WorkCalendar, after: WorkCalendar, seen: str) -> None:
    """In the transaction of a change: NotAsShown unless the change touches just what the seal `seen` stands for."""
    if before == after:
        return
    for _, _, lock in _registered:
        if lock:
            lock(before, after)
    touched = preview(before, after)
    if seal(touched) != seen:
        raise NotAsShown(touched)


def seal(touched: list[Touched]) -> str:
    """A short name of exactly what somebody was shown, so that nobody confirms something else; "" for nothing."""
    return hashlib.sha256(repr(touched).encode()).hexdigest()[:16] if touched else ""
