"""What the applicant's page of a booking shows above everything else, and its status in words."""

from django.utils import timezone

from accounts import persons
from accounts.identifiers import mask_name, mask_phone
from accounts.models import Suspension
from bookings import words
from bookings.models import Booking, SeatClaim, Visit
from bookings.queries import booking_settings, categories_in_use, category_shown, local, place_of, standing_claim
from bookings.rules import may_give_up
from bookings.services import guards
from bookings.services.visits import KIND
from casework.errors import StepRefused
from content.context import site_settings


def describe(case: Booking) -> str:
    """已预约（已到馆，复制件制作中，约定 11月30日 前完成）: the status with what has happened in it."""
    return in_words(case, standing_claim(case))


def in_words(case: Booking, claim: SeatClaim | None) -> str:
    """The same for a case whose place the caller has read."""
    if claim is None or case.status not in ("booked", "choosing"):
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
    visit = getattr(claim, "visit", None) if claim else None
    return {
        "booking": case,
        "snapshot": case.snapshots.order_by("position").last(),
        "sentence": _sentence(case, visit),
        "has_arrived": bool(visit and visit.arrived_at),
        "claim": claim,
        "place": place,
        "is_held": held,
        "is_booked": bool(case.status == "booked" and claim),
        "date": words.date_shown(place.day) if place else "",
        "may_change": bool(place and may_give_up(place, local(now))),
        "refusal": _refusal(case, now),
        "copies": getattr(case, "copies", None),
        "category": category_shown(case.category) if case.category else "",
        "was_booked": case.claims.filter(hold_until=None, released_at__isnull=False).exists(),
        "suspension": _suspension(case),
        "materials": case.category.material_lines if case.category else [],
        "name": mask_name(str(case.applicant)) if case.applicant else "",
        "phone": mask_phone(case.applicant.phone) if case.applicant and case.applicant.phone else "",
        "address": words.address(),
        "office_phone": site_settings().phone,
        "last_day": words.last_day(case) if case.choose_by else None,
        "waiting": case.waiting.filter(ended_at=None).select_related("day").order_by("day__date"),
        "rules": booking_settings(),
    }


def _sentence(case: Booking, visit: Visit | None) -> str:
    """What happens next to a reader who is or was here; "" where the status says it."""
    if case.status != "booked" or visit is None or visit.arrived_at is None:
        return ""
    if getattr(case, "copies", None):
        return "复制件正在制作，做好后会通知您领取。您现在不需要做什么。"
    return "您已经到馆，请到窗口办理。"


def _suspension(case: Booking) -> Suspension | None:
    """Until when the reader may not apply anew, shown with the case that was not collected."""
    return persons.suspension_of(case.applicant, KIND) if case.status == "expired" and case.applicant else None


def _refusal(case: Booking, now) -> str:
    """Why a booked reader may not cancel or change any more; "" while they may."""
    if case.status != "booked":
        return ""
    try:
        guards.own_change(case, now)
    except StepRefused as problem:
        return str(problem)
    return ""


def service_part() -> dict:
    """What the service page says by itself: where and when, what to bring by category, the numbers of the rules."""
    return {
        "address": words.address(),
        "hours": site_settings().opening_hours,
        "phone": site_settings().phone,
        "categories": [(category_shown(each), each.material_lines) for each in categories_in_use()],
        "rules": booking_settings(),
    }
