"""What the reading room does again and again."""

from datetime import timedelta

from bookings import proof
from bookings.services import reminders, waiting
from operations.jobs import job


class BookingsDisagree(Exception):
    """Places and bookings contradict each other: said where failed jobs are shown."""


@job("booking_lines", label="候补与保留的时段", every=timedelta(minutes=1))
def serve_lines() -> None:
    """Places whose time of holding is over are given back; what is free goes to those who wait."""
    waiting.end_holds()
    waiting.serve_lines()


@job("booking_reminders", label="查档预约提醒", every=timedelta(minutes=30))
def send_reminders() -> None:
    """Before visits, before choices lapse, while copies wait."""
    reminders.send_reminders()


@job("verify_bookings", label="核对查档预约", every=timedelta(days=1), longest=timedelta(hours=1))
def verify_bookings() -> None:
    """Proves that everybody's place agrees with the status of the booking."""
    if found := list(proof.problems()):
        raise BookingsDisagree("；".join(found))
