"""What reading-room booking keeps: the rules that staff edit, the days and places, the bookings."""

from bookings.models.bookings import Booking, CopyOrder, Reminder, Visit
from bookings.models.places import ReadingDay, SeatClaim, WaitingEntry
from bookings.models.rules import BookingSettings, Purpose, ReaderCategory, SlotTemplate

__all__ = [
    "Booking",
    "BookingSettings",
    "CopyOrder",
    "Purpose",
    "ReaderCategory",
    "ReadingDay",
    "Reminder",
    "SeatClaim",
    "SlotTemplate",
    "Visit",
    "WaitingEntry",
]
