"""Proof that places and bookings agree: who has a place is booked, and who is booked has one, nobody where it is closed.

A contradiction is a sentence that names a booking by its number and no person. Everything is read in batches beside
people's work; what then seems wrong is looked at once more with its row locked, for somebody may have acted between
two queries.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from bookings.models import Booking, CopyOrder, SeatClaim, WaitingEntry
from bookings.queries import fresh_timetable, local, place_of
from bookings.rules import Timetable
from bookings.services.places import lock_days
from bookings.workflow import WORKFLOW
from casework.enums import DRAFT
from casework.models import Case

BATCH = 1_000
WITHOUT_PLACE = (DRAFT, "waiting", "returned", "nothing_found", "cancelled")
VISITED = ("collecting", "closed", "expired")
WITH_COPIES = ("collecting", "expired")


@dataclass(frozen=True)
class _Claim:
    """A claim and its visit: is_marked says that there is one, has_come that somebody came."""

    is_standing: bool
    is_hold: bool
    is_marked: bool
    has_come: bool
    fits: bool


@dataclass(frozen=True)
class _Copies:
    is_ready: bool
    is_collected: bool


def problems(now: datetime | None = None) -> Iterator[str]:
    """A sentence for every contradiction; four queries for a thousand bookings."""
    last = 0
    while batch := list(Booking.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        for pk in [pk for pk, found in _faults(batch).items() if found]:
            yield from _certain(pk)
        last = batch[-1]
    yield from _shared_seats()
    yield from _closed_places(now or timezone.now())


def _certain(pk: int) -> list[str]:
    """The contradictions of one booking while nobody can act on it."""
    with transaction.atomic():
        locked = Case.objects.select_for_update().filter(pk=pk).first()  # None: a draft that was deleted meanwhile
        return [f"预约 {locked.number or pk}：{sentence}" for sentence in _faults([pk])[pk]] if locked else []


def _faults(batch: list[int]) -> dict[int, list[str]]:
    """What contradicts itself, by booking."""
    span = {"case__gte": batch[0], "case__lte": batch[-1]}  # cheaper than a thousand numbers
    claims, wanted = defaultdict(list), set(batch)
    columns = ("case_id", "day__date", "slot", "hold_until", "released_at")
    visits = ("visit__pk", "visit__case_id", "visit__date", "visit__slot", "visit__arrived_at")
    for case, day, slot, hold, released, visit, of, on, at, came in (
        SeatClaim.objects.filter(**span).order_by().values_list(*columns, *visits)
    ):
        fits = visit is None or (of, on, at) == (case, day, slot)
        claims[case].append(_Claim(released is None, hold is not None, visit is not None, came is not None, fits))
    copies = {
        case: _Copies(ready is not None, collected is not None)
        for case, ready, collected in CopyOrder.objects.filter(**span)
        .order_by()
        .values_list("case_id", "ready_at", "collected_at")
    }
    lines = WaitingEntry.objects.filter(ended_at=None, **span).order_by().values_list("case_id", flat=True)
    in_line = set(lines)
    cases = Booking.objects.filter(pk__gte=batch[0], pk__lte=batch[-1]).order_by()
    found = {pk: [] for pk in batch}
    for pk, status, choose_by in cases.values_list("pk", "status", "choose_by"):
        if pk not in wanted:
            continue
        found[pk] += _of_place(status, claims[pk])
        found[pk] += _of_copies(status, claims[pk], copies.get(pk))
        if pk in in_line and status != "choosing":
            found[pk].append(f"状态是“{_label(status)}”，却还在候补。")
        if status == "choosing" and choose_by is None:
            found[pk].append("待预约，却没有选时段的期限。")
    return found


def _label(status: str) -> str:
    return WORKFLOW.label(status)


def _of_place(status: str, claims: list[_Claim]) -> Iterator[str]:
    """What the claims and visits of a booking say against its status."""
    standing = [claim for claim in claims if claim.is_standing]
    if any(not claim.fits for claim in claims):
        yield "到馆登记与它的时段不符。"
    if any(claim.has_come and not claim.is_standing for claim in claims):
        yield "已经到馆，时段却已退出。"
    if any(claim.is_marked and not claim.has_come and claim.is_standing for claim in claims):
        yield "登记了未到馆，时段却没有退出。"
    firm = [claim for claim in standing if not claim.is_hold]
    if status in WITHOUT_PLACE and standing:
        yield f"状态是“{_label(status)}”，却占着时段。"
    elif status == "choosing" and firm:
        yield "待预约，却占着没有保留期限的时段。"
    elif status == "booked" and not firm:
        yield "已预约，却没有时段。" if not standing else "已预约，时段却只是保留。"
    elif status in VISITED and not any(claim.has_come for claim in firm):
        yield f"状态是“{_label(status)}”，却没有到过馆的时段。"


def _of_copies(status: str, claims: list[_Claim], copies: _Copies | None) -> Iterator[str]:
    """What the copies say against the status."""
    if copies is None:
        if status in WITH_COPIES:
            yield f"状态是“{_label(status)}”，却没有复制件。"
        return
    if not any(claim.has_come for claim in claims):
        yield "没有到馆，却委托了复制。"
    if copies.is_ready != (status in VISITED):
        yield f"状态是“{_label(status)}”，复制件却{'已经' if copies.is_ready else '没有'}完成。"
    if copies.is_collected != (status == "closed"):
        yield f"状态是“{_label(status)}”，复制件却{'已经' if copies.is_collected else '没有'}领取。"


def _shared_seats() -> Iterator[str]:
    """Seats that two readers have at one time; one query."""
    standing = SeatClaim.objects.standing().order_by("day", "seat", "slot", "ends")
    before = None
    columns = ("day", "seat", "slot", "ends", "day__date", "case__number")
    for day, seat, slot, ends, on, number in standing.values_list(*columns).iterator(BATCH):
        if before and before[:2] == (day, seat) and slot < before[2]:
            yield f"预约 {before[3]} 和 {number} 同时占着 {on:%Y-%m-%d} {slot:%H:%M} 的第 {seat} 座。"
        before = (day, seat, max(ends, before[2]) if before and before[:2] == (day, seat) else ends, number)


def _closed_places(now: datetime) -> Iterator[str]:
    """Places to come on a closed day, in closed hours, or in slots that there are not."""
    for claim in _outside(fresh_timetable(), now, _to_come(now)):
        with transaction.atomic():
            lock_days([claim.day.date])
            for found in _outside(fresh_timetable(), now, _to_come(now).filter(pk=claim.pk)):
                yield (
                    f"预约 {found.case.number}：占着 {found.day.date:%Y-%m-%d} {found.slot:%H:%M}-{found.ends:%H:%M}，"
                    "那时不开放。"
                )


def _to_come(now: datetime):
    claims = SeatClaim.objects.standing().filter(visit=None, day__date__gte=local(now).date())
    return claims.select_related("day", "case").order_by("day__date", "slot", "seat")


def _outside(rules: Timetable, now: datetime, claims: Iterable[SeatClaim]) -> list[SeatClaim]:
    moment, places = local(now), [(claim, place_of(claim)) for claim in claims]
    return [
        claim for claim, place in places if place.ends_at > moment and rules.place(place.day, place.starts) != place
    ]
