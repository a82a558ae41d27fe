"""What the counter sees of one booking: who comes, what to check, what was marked, what can be done now."""

from datetime import datetime, timedelta

from django.contrib.auth.base_user import AbstractBaseUser
from django.utils import timezone

from bookings.models import Booking, SeatClaim
from bookings.queries import category_shown, local, place_of
from bookings.staff.rights import require
from bookings.words import date_shown, last_day, short_date
from bookings.workflow import DESK
from casework import queue, services
from casework.enums import By

MARKS = ("arrive", "missed", "missed_again")
"""What the counter marks itself; every other step has the page that all steps have."""
ALSO = ("order_copies", "finish", "collect", "book_for", "change_for", "approve")
DAYS = {-1: "昨天", 0: "今天", 1: "明天"}


def reading(case: Booking, user: AbstractBaseUser, now: datetime | None = None) -> dict:
    """Everything on the check-in page; PermissionDenied without the right to mark visits."""
    require(user, DESK)
    now = now or timezone.now()
    claims = _claims(case)
    claim = claims[0] if claims and _counts(case, claims[0]) else None
    choices = [each for each in services.choices(case, user, now) if each.transition.by is By.STAFF]
    visit = getattr(claim, "visit", None) if claim else None
    return {
        "case": case,
        "who": queue.applicant(case),
        "category": category_shown(case.category) if case.category else "—",
        "materials": case.category.material_lines if case.category else [],
        "copies": getattr(case, "copies", None),
        "claim": claim,
        "visit": visit,
        "verdict": _verdict(case, claim, now),
        "marks": [each for each in choices if each.transition.action in MARKS],
        "others": [each for each in choices if each.transition.action in ALSO and not each.refusal],
    }


def facts(case: Booking) -> dict:
    """What the panel on the staff's page of a case shows; constant in queries."""
    claims = _claims(case)
    current = [each for each in claims if each.released_at is None]
    return {
        "booking": case,
        "category": category_shown(case.category) if case.category else "",
        "materials": case.category.material_lines if case.category else [],
        "copies": getattr(case, "copies", None),
        "current": [(each, place_of(each), getattr(each, "visit", None)) for each in current],
        "past": [(each, place_of(each), getattr(each, "visit", None)) for each in claims if each.released_at],
        "last_day": last_day(case) if case.choose_by else None,
        "waiting": case.waiting.filter(ended_at=None).select_related("day").order_by("day__date"),
    }


def _claims(case: Booking) -> list[SeatClaim]:
    """The places that the case has or had: the standing one first, then the newest."""
    found = list(case.claims.select_related("day", "visit__marked_by").order_by("-made_at", "-pk"))
    return sorted(found, key=lambda each: each.released_at is not None)


def _counts(case: Booking, claim: SeatClaim) -> bool:
    """Whether the newest place says something about today: it stands, or somebody marked what became of it."""
    return claim.released_at is None or (hasattr(claim, "visit") and case.status in ("choosing", "cancelled"))


def _verdict(case: Booking, claim: SeatClaim | None, now: datetime) -> dict:
    """One sentence that the counter reads first, and how it is meant: good, warning or wrong."""
    visit = getattr(claim, "visit", None) if claim else None
    if case.status == "collecting":
        return _said("good", "复制件已经做好，请核对取件单和证件后交给读者。")
    if visit and visit.arrived_at and not case.closed_at:
        return _said("good", f"已在 {_when(visit.arrived_at, now)} 登记到馆，登记人：{visit.marked_by}。")
    if visit and visit.arrived_at is None:
        return _said("wrong", f"{_when(visit.marked_at, now)} 已登记为未到馆，登记人：{visit.marked_by}。")
    if case.status != "booked" or claim is None:
        return _said("wrong", _no_place(case, claim))
    return _about_the_day(claim, now)


def _no_place(case: Booking, claim: SeatClaim | None) -> str:
    if case.status == "choosing" and claim and claim.hold_until:
        place = place_of(claim)
        return f"还没有预约成功：{short_date(place.day)} {place.hours} 只是为读者保留，要先代选时段确认。"
    sentences = {
        "waiting": "还没有通过审核，不能登记到馆。",
        "returned": "已要求读者补充，还没有通过审核，不能登记到馆。",
        "choosing": "还没有选时段，不能登记到馆。可以先代选一个时段。",
    }
    return sentences.get(case.status, f"这次预约{case.status_label}，不能登记到馆。")


def _about_the_day(claim: SeatClaim, now: datetime) -> dict:
    place, moment = place_of(claim), local(now)
    days = (place.day - moment.date()).days
    near = f"（{DAYS[days]}）" if days in DAYS else ""
    if days > 0:
        return _said("wrong", f"日期不对：预约的是 {date_shown(place.day)}{near} {place.hours}，不是今天。")
    if days < 0:
        return _said(
            "wrong", f"预约的日期已过：{date_shown(place.day)}{near} {place.hours}，当天没有登记。请查明后补登记。"
        )
    if moment < place.begins_at:
        return _said("good", f"今天 {place.hours} 的预约，还有 {_long(place.begins_at - moment)}开始。")
    if moment < place.ends_at:
        return _said("good", f"今天 {place.hours} 的预约，时段正在进行。")
    return _said("warning", f"今天 {place.hours} 的预约，时段已经过了 {_long(moment - place.ends_at)}。")


def _said(meant: str, sentence: str) -> dict:
    return {"meant": meant, "sentence": sentence}


def _long(span: timedelta) -> str:
    minutes = int(span.total_seconds() // 60)
    hours = f"{minutes // 60} 小时 " if minutes >= 60 else ""
    return f"{hours}{minutes % 60} 分钟"


def _when(at: datetime, now: datetime) -> str:
    """09:05 of today, 11-23 09:05 of another day."""
    moment = local(at)
    return f"{moment:%H:%M}" if moment.date() == local(now).date() else f"{moment:%m-%d %H:%M}"
