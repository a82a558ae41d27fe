"""What the applicant's page of a booking shows above everything else, and its status in words."""

from django.utils import timezone

from accounts.identifiers import mask_name, mask_phone
from bookings import words
from bookings.models import Booking
from bookings.queries import booking_settings, local, place_of, standing_claim
from bookings.rules import may_give_up
from bookings.services import guards
from casework.errors import StepRefused
from content.context import site_settings


def describe(case: Booking) -> str:
    """已预约（已到馆，复制件制作中，约定 11月30日 前完成）: the status with what has happened in it."""
    claim = standing_claim(case) if case.status in ("booked", "choosing") else None
    if claim is None:
        return case.status_label
    if case.status == "choosing":
        place = place_of(claim)
        return f"{case.status_label}（为您保留 {words.short_date(place.day)} {place.hours}）"
    visit = getattr(claim, "visit", None)
    if visit is None or visit.arrived_at is None:
        return case.status_label
    copies = getattr(case, "copies", None)
    if copies is None:
        return f"{case.status_label}（已到馆）"
    day = local(case.due_at).date() if case.due_at else copies.promised_on
    return f"{case.status_label}（已到馆，复制件制作中，约定 {day.month}月{day.day}日 前完成）"


def part(case: Booking) -> dict:
    """The facts of the booking in the order of 000-38, the place, what to bring, and what may be done until when."""
    now = timezone.now()
    claim = standing_claim(case)
    place = place_of(claim) if claim else None
    held = bool(claim and claim.hold_until)
    return {
        "booking": case,
        "claim": claim,
        "place": place,
        "is_held": held,
        "is_booked": bool(case.status == "booked" and claim),
        "date": words.date_shown(place.day) if place else "",
        "has_begun": bool(place and place.begins_at <= local(now)),
        "may_change": bool(place and may_give_up(place, local(now))),
        "refusal": _refusal(case, now),
        "copies": getattr(case, "copies", None),
        "materials": case.category.material_lines if case.category else [],
        "name": mask_name(str(case.applicant)) if case.applicant else "",
        "phone": mask_phone(case.applicant.phone) if case.applicant and case.applicant.phone else "",
        "address": words.address(),
        "office_phone": site_settings().phone,
        "last_day": words.last_day(case) if case.choose_by else None,
        "waiting": case.waiting.filter(ended_at=None).select_related("day").order_by("day__date"),
        "rules": booking_settings(),
    }


def _refusal(case: Booking, now) -> str:
    """Why a booked reader may not cancel or change any more; "" while they may."""
    if case.status != "booked":
        return ""
    try:
        guards.own_change(case, now)
    except StepRefused as problem:
        return str(problem)
    return ""
