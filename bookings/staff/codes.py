"""What a scanner or a person types at the counter: a number, or the address behind the code on a slip."""

import re
import unicodedata

from bookings.models import Booking

NUMBER = re.compile(r"[A-Z]{1,10}\d{13,14}")
LONGEST = 300
"""An address of ours is shorter; what is longer was not scanned from a slip."""


def number_in(text: str) -> str:
    """The number of a booking that a text names, "" for none. Full-width letters and small ones count as well."""
    found = NUMBER.findall(unicodedata.normalize("NFKC", text[:LONGEST]).upper())
    return found[-1] if found else ""


def booking_of(number: str) -> Booking | None:
    """The submitted booking of that number, with what the counter looks at."""
    found = Booking.objects.submitted().filter(number=number)
    return found.select_related("applicant", "category", "purpose", "copies").first()
