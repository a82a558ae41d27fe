"""Reminders: the working day before a visit, before a choice lapses, while copies wait (000-16, 000-36)."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from bookings.models import Booking, CopyOrder, Reminder, SeatClaim
from bookings.queries import local, timetable
from notifications import services as notifications
from workdays.calendar import add_months

VISIT, CHOOSE, COPIES = "booking_visit_reminder", "booking_choose_reminder", "booking_copies_reminder"
FROM, UNTIL = time(9), time(18)
"""Nobody is woken by a reminder."""
CHOOSE_BEFORE = timedelta(days=7)
COPIES_AFTER_MONTHS = (1, 3, 5)
COPIES_BEFORE = timedelta(days=7)
LATE = timedelta(days=6)
"""A reminder that a long outage has kept back for longer is not sent any more: the next one says the same."""


def send_reminders(now: datetime | None = None) -> int:
    """Sends every reminder that is due and was not sent; returns how many. Safe to repeat."""
    now = now or timezone.now()
    if not FROM <= local(now).time() < UNTIL:
        return 0
    return sum(_send(case, about, text, now) for case, about, text in [*_visits(now), *_choices(now), *_copies(now)])


def _send(case: Booking, about: str, text: str, now: datetime) -> bool:
    """Sends one reminder unless it went out before; the database decides between two who would."""
    with transaction.atomic():
        _, is_new = Reminder.objects.get_or_create(case=case, about=about, defaults={"sent_at": now})
        if is_new:
            notifications.tell_about(case, text, notifications.case_values(case))
    return is_new


def _visits(now: datetime) -> Iterator[tuple[Booking, str, str]]:
    """Visits of the next open day, when today is a working day; who booked only today knows."""
    today, calendar = local(now).date(), timetable().calendar
    if not calendar.is_open(today):
        return
    following = next(day for day in calendar.workdays_from(today + timedelta(days=1)) if calendar.is_open(day))
    claims = SeatClaim.objects.firm().filter(day__date=following, case__status="booked").select_related("case")
    for claim in claims.exclude(made_at__gte=_midnight(today)):
        about = f"visit:{following:%Y-%m-%d}T{claim.slot:%H:%M}"
        if not Reminder.objects.filter(case=claim.case, about=about).exists():
            yield claim.case, about, VISIT


def _choices(now: datetime) -> Iterator[tuple[Booking, str, str]]:
    """Approved readers whose time for choosing ends within a week."""
    waiting = Booking.objects.filter(status="choosing", choose_by__gt=now, choose_by__lte=now + CHOOSE_BEFORE)
    for booking in waiting:
        about = f"choose:{booking.choose_by:%Y-%m-%d}"
        if not Reminder.objects.filter(case=booking, about=about).exists():
            yield booking, about, CHOOSE


def _copies(now: datetime) -> Iterator[tuple[Booking, str, str]]:
    """Copies that have waited for 1, 3, 5 months, or are kept for 7 more days."""
    today = local(now).date()
    orders = CopyOrder.objects.filter(case__status="collecting", ready_at__lt=now - timedelta(days=20))
    for order in orders.select_related("case"):
        for about, day in copy_reminders(local(order.ready_at).date(), order.keep_until):
            if day <= today <= day + LATE and not Reminder.objects.filter(case=order.case, about=about).exists():
                yield order.case, about, COPIES


def copy_reminders(ready: date, keep_until: date) -> list[tuple[str, date]]:
    """(name, day) of the reminders about copies that became ready on a day."""
    monthly = [(f"copies:{months}", add_months(ready, months)) for months in COPIES_AFTER_MONTHS]
    found = [(name, day) for name, day in monthly if day < keep_until - COPIES_BEFORE]
    return [*found, ("copies:last", keep_until - COPIES_BEFORE)]


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
