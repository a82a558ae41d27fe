"""A confirmed visit as an iCalendar entry (RFC 5545): one UID a booking, superseded by each later version."""

from dataclasses import dataclass
from datetime import UTC, timedelta

from django.utils import timezone
from icalendar import Alarm, Calendar, Event, vText

from bookings.models import Booking, SeatClaim
from bookings.queries import aware, place_of, standing_claim
from bookings.words import address as reading_room
from content.context import site_settings

CONFIRMED = ("booked", "collecting", "closed", "expired")
BEFORE = timedelta(hours=-2)


@dataclass(frozen=True)
class Entry:
    """The file, and its method: PUBLISH puts the visit into a calendar, CANCEL takes it out."""

    content: bytes
    method: str


def entry(case: Booking, *, host: str, address: str) -> Entry | None:
    """The entry of a booking as it stands now; None when no visit was ever confirmed.

    host: of the site, for the UID; address: of the booking's page.
    """
    claim = standing_claim(case)
    confirmed = bool(claim and claim.hold_until is None and case.status in CONFIRMED)
    claim = claim if confirmed else _last(case)
    if claim is None:
        return None
    method = "PUBLISH" if confirmed else "CANCEL"
    calendar = Calendar()
    calendar.add("prodid", f"-//{site_settings().name}//ZH")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    calendar.add_component(_event(case, claim, host=host, address=address, confirmed=confirmed))
    return Entry(calendar.to_ical(), method)


def _last(case: Booking) -> SeatClaim | None:
    """The place that was confirmed last and given back."""
    given_back = case.claims.filter(released_at__isnull=False, hold_until=None)
    return given_back.select_related("day").order_by("-released_at").first()


def _event(case: Booking, claim: SeatClaim, *, host: str, address: str, confirmed: bool) -> Event:
    place, event = place_of(claim), Event()
    event.add("uid", f"{case.number}@{host.partition(':')[0]}")
    event.add("sequence", case.version)
    event.add("dtstamp", timezone.now().astimezone(UTC))
    event.add("dtstart", aware(place.begins_at).astimezone(UTC))
    event.add("dtend", aware(place.ends_at).astimezone(UTC))
    event.add("summary", f"到馆查档（{site_settings().sponsor}）")
    event.add("location", vText(reading_room()))
    event.add("status", "CONFIRMED" if confirmed else "CANCELLED")
    materials = "、".join(case.category.material_lines) if case.category else ""
    event.add(
        "description",
        f"预约编号：{case.number}\n请携带：{materials or '本人有效证件'}\n咨询电话：{site_settings().phone}",
    )
    event.add("url", address)
    if confirmed:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("trigger", BEFORE)
        alarm.add("description", "到馆查档")
        event.add_component(alarm)
    return event
