"""The lists of the reading room: copies in hand, ready, to destroy, suspended readers, waiting lines.

Each is asked for with the person who looks, and read in a constant number of queries a page.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Count, Max, Q, QuerySet
from django.utils import timezone

from accounts.identifiers import mask_name
from accounts.models import Suspension
from bookings.models import CopyOrder, SeatClaim, WaitingEntry
from bookings.queries import local, place_of
from bookings.services import copies
from bookings.services.suspensions import KIND
from bookings.staff.rights import ANY, LINES, require
from bookings.words import short_date
from bookings.workflow import REVIEW
from casework import queue

PER_PAGE = 50
REMINDED = Count("case__reminders", filter=Q(case__reminders__about__startswith="copies:"))
LAST_REMINDED = Max("case__reminders__sent_at", filter=Q(case__reminders__about__startswith="copies:"))


@dataclass(frozen=True)
class Tab:
    """A page of the day's work: the name of its address, its label, and who may open it."""

    view: str
    label: str
    rights: tuple[str, ...] = ANY

    @property
    def name(self) -> str:
        """The last part of the view's name, as menus and tests call it."""
        return self.view.removeprefix("booking_")


TABS = (
    Tab("booking_board", "到馆安排"),
    Tab("booking_copies", "复制件制作中"),
    Tab("booking_ready", "待领取"),
    Tab("booking_destroy", "销毁清单"),
    Tab("booking_waiting", "候补", LINES),
    Tab("booking_suspended", "暂停办理", (REVIEW,)),
)


def copies_in_hand(user: AbstractBaseUser) -> QuerySet[CopyOrder]:
    """Copies that were ordered and are not ready, those promised for the earliest day first."""
    require(user)
    return _orders().filter(ready_at=None, case__status="booked").order_by("promised_on", "ordered_at", "pk")


def ready_copies(user: AbstractBaseUser) -> QuerySet[CopyOrder]:
    """Copies that wait for their readers, those that are kept for the shortest time first; with the reminders sent."""
    require(user)
    found = _orders().filter(case__status="collecting").order_by("keep_until", "ready_at", "pk")
    return found.annotate(reminders=REMINDED, last_reminder=LAST_REMINDED)


def copies_to_destroy(user: AbstractBaseUser) -> QuerySet[CopyOrder]:
    """Copies whose time is over and whose destruction nobody has confirmed."""
    require(user)
    return copies.to_destroy().select_related("case__applicant").order_by("keep_until", "pk")


def destroyed_copies(user: AbstractBaseUser) -> QuerySet[CopyOrder]:
    """What was destroyed, the newest first, with who says so."""
    require(user)
    return _orders().filter(destroyed_at__isnull=False).select_related("destroyed_by").order_by("-destroyed_at", "-pk")


def suspended(user: AbstractBaseUser) -> QuerySet[Suspension]:
    """The suspensions in force, the one that ends first on top."""
    require(user, REVIEW)
    found = Suspension.objects.in_force().filter(kind=KIND).order_by("until", "pk")
    return found.prefetch_related("keys__user")


def waiting(user: AbstractBaseUser) -> QuerySet[WaitingEntry]:
    """Who stands in line, by day and turn."""
    require(user, *LINES)
    found = WaitingEntry.objects.filter(ended_at=None).select_related("day", "case__applicant")
    return found.order_by("day__date", "since", "pk")


def holds(user: AbstractBaseUser) -> QuerySet[SeatClaim]:
    """The places that are held for somebody who has yet to confirm, the one that ends first on top."""
    require(user, *LINES)
    return SeatClaim.objects.holds().select_related("day", "case__applicant").order_by("hold_until", "pk")


def _orders() -> QuerySet[CopyOrder]:
    return CopyOrder.objects.select_related("case__applicant")


def person_of(suspension: Suspension) -> str:
    """Whom a suspension is about, masked, with the tail of the number; their account as it is now."""
    people = {key.user_id: key.user for key in suspension.keys.all()}
    user = next((each for each in people.values() if each.closed_at is None), None) or next(iter(people.values()), None)
    if user is None:
        return "—"
    name = mask_name(user.get_full_name() or user.username)
    return f"{name}（尾号 {user.phone_tail}）" if user.phone_tail else name


def days_late(order: CopyOrder, today: date | None = None) -> int:
    """Days since the copies were promised; 0 when they are not late."""
    return max(((today or timezone.localdate()) - order.promised_on).days, 0)


@dataclass(frozen=True)
class Turn:
    """One who waits: the place in the line of the day, counted from 1, and the place held for them there."""

    entry: WaitingEntry
    turn: int
    held: SeatClaim | None


def turns(entries: Iterable[WaitingEntry]) -> list[Turn]:
    """The entries of a page with their turns; two queries for all of them."""
    entries = list(entries)
    days = {each.day_id for each in entries}
    lines: dict[int, list[int]] = {}
    for day, pk in (
        WaitingEntry.objects.filter(ended_at=None, day__in=days).order_by("since", "pk").values_list("day_id", "pk")
    ):
        lines.setdefault(day, []).append(pk)
    cases = [each.case_id for each in entries]
    held = {(each.day_id, each.case_id): each for each in SeatClaim.objects.holds().filter(case__in=cases)}
    return [
        Turn(each, lines[each.day_id].index(each.pk) + 1, held.get((each.day_id, each.case_id))) for each in entries
    ]


@dataclass(frozen=True)
class Sheet:
    """A list as a spreadsheet: its label, its rows, and the text of each column."""

    label: str
    rows: Callable[[AbstractBaseUser], QuerySet]
    columns: dict[str, Callable]


def _day(day: date | None) -> str:
    return f"{day:%Y-%m-%d}" if day else ""


def _moment(at) -> str:
    return f"{local(at):%Y-%m-%d %H:%M}" if at else ""


COMMON = {
    "编号": lambda order: order.case.number,
    "申请人": lambda order: queue.masked_name(order.case),
    "手机": lambda order: queue.masked_phone(order.case),
    "事项": lambda order: order.case.title,
    "页数": lambda order: order.pages,
    "委托时间": lambda order: _moment(order.ordered_at),
}
KEPT = {"完成时间": lambda order: _moment(order.ready_at), "保留至": lambda order: _day(order.keep_until)}
SHEETS = {
    "copies": Sheet(
        "复制件制作中",
        copies_in_hand,
        COMMON | {"约定完成": lambda order: _day(order.promised_on), "超过天数": lambda order: days_late(order) or ""},
    ),
    "ready": Sheet("待领取的复制件", ready_copies, COMMON | KEPT | {"已提醒次数": lambda order: order.reminders}),
    "destroy": Sheet("待销毁的复制件", copies_to_destroy, COMMON | KEPT),
    "destroyed": Sheet(
        "已销毁的复制件",
        destroyed_copies,
        COMMON
        | KEPT
        | {"销毁时间": lambda order: _moment(order.destroyed_at), "销毁人": lambda order: str(order.destroyed_by)},
    ),
    "waiting": Sheet(
        "候补",
        waiting,
        {
            "日期": lambda entry: _day(entry.day.date),
            "编号": lambda entry: entry.case.number,
            "申请人": lambda entry: queue.masked_name(entry.case),
            "手机": lambda entry: queue.masked_phone(entry.case),
            "开始候补": lambda entry: _moment(entry.since),
            "轮到": lambda entry: _moment(entry.offered_at),
        },
    ),
}


def rows_of(sheet: Sheet, user: AbstractBaseUser) -> Iterable[list]:
    """The headings, then one row for each of the list, masked."""
    found = sheet.rows(user)
    yield list(sheet.columns)
    for row in found.iterator(1000):
        yield [show(row) for show in sheet.columns.values()]


def held_place(claim: SeatClaim) -> str:
    """11月24日 星期二 9:00-9:30."""
    place = place_of(claim)
    return f"{short_date(place.day)} {place.hours}"
