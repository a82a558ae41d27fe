"""What stands against a step although the status is right: the day, the visit, the copies."""

from datetime import datetime

from bookings.models import Booking, CopyOrder, SeatClaim, Visit
from bookings.queries import booking_settings, local, place_of, standing_claim
from bookings.rules import may_give_up
from casework.errors import NotNow, WrongStatus
from content.context import site_settings

BOOKED = "booked"


def own_change(case: Booking, now: datetime) -> None:
    """Readers cancel or change until 24:00 of the day before (000-33), and not once they are here."""
    claim = _claim(case)
    if claim is None:
        return
    if _visit(claim):
        raise NotNow("您已经到馆，这次预约不能再取消或改时段。")
    if not may_give_up(place_of(claim), local(now)):
        phone = site_settings().phone
        raise NotNow(f"预约日期当天不能取消或改时段。确实不能来时，请拨打 {phone} 告诉我们。")


def not_here_yet(case: Booking, now: datetime) -> None:
    """Staff change or cancel what has not happened yet."""
    claim = _claim(case)
    if claim and _visit(claim):
        raise WrongStatus("改动预约", "已到馆")


def today(case: Booking, now: datetime) -> None:
    """Somebody arrives on the day of the booking, once; what was not marked then is put right on a later day."""
    claim = _claim(case)
    if claim is None or _visit(claim):
        raise WrongStatus("到馆登记", case.status_label)
    if claim.day.date > local(now).date():
        raise NotNow(f"预约的是 {claim.day.date:%Y-%m-%d}，当天才能登记到馆。")


def missed(case: Booking, now: datetime) -> None:
    """Nobody came, and the reader may still choose again (000-17)."""
    _missed(case, now)
    if case.missed >= booking_settings().missed_returns:
        raise WrongStatus("未到馆", case.status_label)


def missed_for_good(case: Booking, now: datetime) -> None:
    """Nobody came, once more than is forgiven."""
    _missed(case, now)
    if case.missed < booking_settings().missed_returns:
        raise WrongStatus("未到馆", case.status_label)


def _missed(case: Booking, now: datetime) -> None:
    claim = _claim(case)
    if claim is None or _visit(claim):
        raise WrongStatus("未到馆", case.status_label)
    if place_of(claim).ends_at > local(now):
        raise NotNow("预约的时段结束以后，才能登记未到馆。")


def here(case: Booking, now: datetime) -> None:
    """Copies are ordered by who is here."""
    claim = _claim(case)
    visit = _visit(claim) if claim else None
    if visit is None or visit.arrived_at is None:
        raise WrongStatus("委托复制", case.status_label)


def no_copies(case: Booking, now: datetime) -> None:
    """A visit without copies is over when it is over (000-18)."""
    here(case, now)
    if CopyOrder.objects.filter(case=case).exists():
        raise WrongStatus("办结", "复制件制作中")


def copies_ordered(case: Booking, now: datetime) -> None:
    """Only ordered copies become ready."""
    if not CopyOrder.objects.filter(case=case).exists():
        raise WrongStatus("复制件完成", case.status_label)


def _claim(case: Booking) -> SeatClaim | None:
    return standing_claim(case) if case.status == BOOKED else None


def _visit(claim: SeatClaim) -> Visit | None:
    return Visit.objects.filter(claim=claim).first()
