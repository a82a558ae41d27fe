"""What a change of the rules does to readers who have a place: closures, holidays, slots.

First it is worked out and shown, then it is done, in the transaction of the change: places that vanish are given back,
each reader gets the nearest free place held or is asked to choose again, and all are told.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cache
from uuid import uuid4

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from bookings.models import Booking, BookingSettings, SeatClaim, SlotTemplate, WaitingEntry
from bookings.queries import aware, booking_settings, fresh_timetable, local, place_of, taken_between
from bookings.rules import Place, Slot, Timetable, hold_until, move
from bookings.services.places import lock_days
from bookings.services.waiting import hold
from casework.models import Case
from casework.services import SYSTEM, apply_transition
from workdays import touching
from workdays.calendar import BusinessClock, WorkCalendar
from workdays.models import Closure

LABEL = "预约的读者要改期"
STAYS = "预约的日期以后不能再选，已有的预约保留不变"
WAITS_NO_MORE = "候补的日期以后不能再选，候补到此为止"
NO_LONGER = "原来预约的时段不再开放。"
BEYOND = 7
"""Days after the window that are locked as well: midnight may pass while somebody books."""


@dataclass(frozen=True)
class Move:
    """A reader whose place vanishes, and the place they are offered instead; None when there is none."""

    claim: SeatClaim
    place: Place
    to: Place | None


def plan(after: Timetable, now: datetime) -> list[Move]:
    """Who loses a place under the rules `after`, and where each can go: the nearest free, the earlier reader first."""
    moment = local(now)
    standing = SeatClaim.objects.standing().filter(day__date__gte=moment.date(), visit=None)
    standing = standing.select_related("day", "case__applicant").order_by("day__date", "slot", "made_at", "pk")
    gone = [each for each in standing if place_of(each).ends_at > moment and not _stays(after, place_of(each))]
    if not gone:
        return []
    days = [each.day.date for each in gone] + after.days(moment.date())
    stay = taken_between(min(days), max(days), but=[each.case_id for each in gone])
    free = move([place_of(each) for each in gone], after, moment, stay, _can_be_held(after, moment))
    return [Move(each, place_of(each), to[0] if to else None) for each, to in zip(gone, free, strict=True)]


def _can_be_held(rules: Timetable, moment: datetime) -> Callable[[Place], bool]:
    """What is shown as offered is what `hold` will hold."""
    numbers, clock = booking_settings(), BusinessClock(rules.calendar)
    hours, before = numbers.moved_hold_hours, numbers.hold_ends_before_hours
    return cache(lambda place: hold_until(place, moment, clock, hours=hours, ends_before=before) is not None)


def _stays(rules: Timetable, place: Place) -> bool:
    return rules.place(place.day, place.starts) == place


def touched(after: Timetable, now: datetime) -> touching.Touched:
    """The plan as a page shows it before anything happens."""
    return _listed(
        LABEL,
        [
            (each.claim.case, aware(each.place.begins_at), aware(each.to.begins_at) if each.to else None)
            for each in plan(after, now)
        ],
    )


def carry_out(before: Timetable, after: Timetable, now: datetime, reason: Callable[[Place], str]) -> int:
    """Does what the plan says, in the transaction of the change; returns how many readers lost their place.

    reason(place): what the reader who had it is told.

    All days are locked before anybody's place is looked at: who books meanwhile waits, and then meets the new rules.
    """
    lock_days(_days(before, after, now))
    BookingSettings.objects.update(token=uuid4().hex)
    moves = plan(after, now)
    rows = lock_days(each.to.day for each in moves if each.to)
    for each in moves:
        Case.objects.select_for_update().get(pk=each.claim.case_id)
        if not SeatClaim.objects.standing().filter(pk=each.claim.pk, visit=None).exists():
            continue  # given back a moment ago, or the reader has come
        apply_transition(
            each.claim.case,
            "displace",
            actor=SYSTEM,
            seen_version=None,
            opinion=reason(each.place),
            data={"hold": _holder(each.to, rows, after, now)} if each.to else {},
            now=now,
        )
    return len(moves)


def _holder(place: Place, rows: dict, rules: Timetable, now: datetime):
    """Holds the place for a case: an effect's effect, so that the message can name it."""

    def act(case: Booking) -> None:
        hold(case, place, rows[place.day], rules, now, booking_settings().moved_hold_hours)

    return act


def _days(before: Timetable, after: Timetable, now: datetime) -> set[date]:
    """Every day on which somebody has a place or could take one now."""
    today = local(now).date()
    days = {*before.days(today), *after.days(today)}
    days |= {max(days, default=today) + timedelta(days=number) for number in range(1, BEYOND + 1)}
    return days | set(SeatClaim.objects.standing().filter(day__date__gte=today).values_list("day__date", flat=True))


@contextmanager
def changing_rules(
    reason: str, *, to: Timetable | None = None, seen: str = "", now: datetime | None = None
) -> Iterator[None]:
    """A transaction in which slots or numbers change; at its end the readers follow.

    to: the rules that will be in force. With them nothing happens, and touching.NotAsShown is raised, unless `seen` is
    the seal of what was shown.
    """
    now = now or timezone.now()
    with transaction.atomic():
        before = fresh_timetable()
        if to is not None:
            lock_days(_days(before, to, now))
            shown = changed_by(to, now)
            if touching.seal(shown) != seen:
                raise touching.NotAsShown(shown)
        yield
        carry_out(before, fresh_timetable(), now, lambda place: reason)


def changed_by(after: Timetable, now: datetime) -> list[touching.Touched]:
    """What other rules touch, as pages list it and seals name it.

    A place stays although its day can no longer be chosen; who waits for such a day waits in vain.
    """
    out = _left_out(fresh_timetable(), after, now)
    claims = SeatClaim.objects.standing().filter(day__date__in=out, visit=None).select_related("day", "case")
    booked = [(each.case, begins := aware(place_of(each).begins_at), begins) for each in claims]
    found = [touched(after, now), _listed(STAYS, booked), _waiting(out)]
    return [each for each in found if each.count]


def _left_out(before: Timetable, after: Timetable, now: datetime) -> set[date]:
    """The days that can be chosen by the rules before and not by those after."""
    today = local(now).date()
    return set(before.days(today)) - set(after.days(today))


def _waiting(days: set[date]) -> touching.Touched:
    entries = WaitingEntry.objects.filter(day__date__in=days, ended_at=None).select_related("day", "case")
    line = [(each.case, aware(datetime.combine(each.day.date, time.min)), None) for each in entries]
    return _listed(WAITS_NO_MORE, line)


def _listed(label: str, rows: list[tuple[Booking, datetime, datetime | None]]) -> touching.Touched:
    items = [
        touching.Item(str(case), before, after, reverse("case_detail", args=[case.pk])) for case, before, after in rows
    ]
    rest = "；".join(f"{each.name} {each.before} {each.after}" for each in items[touching.SHOWN :])
    return touching.Touched(label, len(items), items[: touching.SHOWN], rest)


def with_slots(rows: Iterable[SlotTemplate]) -> Timetable:
    """The rules with other slots than those in the database."""
    slots: dict[int, list[Slot]] = {}
    for row in rows:
        slots.setdefault(row.day, []).append(Slot(row.starts, row.ends, row.capacity))
    return replace(
        fresh_timetable(),
        slots={day: tuple(sorted(found, key=lambda each: each.starts)) for day, found in slots.items()},
    )


def _preview(before: WorkCalendar, after: WorkCalendar) -> touching.Touched:
    return touched(fresh_timetable(after), timezone.now())


def _preview_lines(before: WorkCalendar, after: WorkCalendar) -> touching.Touched:
    return _waiting(_left_out(fresh_timetable(before), fresh_timetable(after), timezone.now()))


def _follow(before: WorkCalendar, after: WorkCalendar, user: AbstractBaseUser | None) -> None:
    carry_out(fresh_timetable(before), fresh_timetable(after), timezone.now(), _reasons(before, after))


def _reasons(before: WorkCalendar, after: WorkCalendar) -> Callable[[Place], str]:
    """What took each place: the closure that is new and covers it, or days off that were announced."""
    new = after.closures - before.closures
    rows = Closure.objects.order_by("-pk").values_list("starts_at", "ends_at", "reason")
    spans = [(local(starts), local(ends), reason) for starts, ends, reason in rows]
    closed = [span for span in spans if span[:2] in new]

    def reason(place: Place) -> str:
        for starts, ends, words in closed:
            if starts < place.ends_at and place.begins_at < ends:
                return f"{words}，{NO_LONGER}"
        is_off = before.is_workday(place.day) and not after.is_workday(place.day)
        return f"{'节假日安排' if is_off else '开放时间'}有变动，{NO_LONGER}"

    return reason


def _lock(before: WorkCalendar, after: WorkCalendar) -> None:
    lock_days(_days(fresh_timetable(before), fresh_timetable(after), timezone.now()))


touching.register(_preview, follow=_follow, lock=_lock)
touching.register(_preview_lines)
