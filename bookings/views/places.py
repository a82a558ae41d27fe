"""Choosing a place for an approved booking, and standing in line for a full day."""

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from bookings import words
from bookings.errors import PlaceRefused
from bookings.models import Booking
from bookings.place_forms import place_of_key
from bookings.queries import Offer, booking_settings, local, offer, own_booking, place_of, standing_claim
from bookings.rules import Place, nearest
from bookings.services import guards, places, waiting
from casework.errors import StepRefused
from casework.my.frame import frame_of
from casework.my.keeping import my_page
from casework.sections import whole_number

CONFLICT, UNPROCESSABLE = 409, 422
OFFERED = 3
ACTIONS = {"choosing": "book", "booked": "change"}


def _mine(request: HttpRequest, number: str) -> Booking:
    """The person's booking of that number, or 404."""
    case = own_booking(request.user, number)
    if case is None:
        raise Http404
    return case


@my_page
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest, number: str) -> HttpResponse:
    """The places that are free, and taking one: the first, or another in its stead."""
    case = _mine(request, number)
    action = ACTIONS.get(case.status)
    if action is None:
        messages.warning(request, f"这个预约现在是“{case.status_label}”，不能选择时段。")
        return redirect("my_case", number)
    if request.method == "POST":
        return _take(request, case, action)
    if refusal := _refusal(case):
        messages.warning(request, refusal)
        return redirect("my_case", number)
    chosen = request.kept.get("place", "") if request.kept is not None else ""
    return _page(request, case, chosen=chosen)


def _refusal(case: Booking) -> str:
    """Why a booked reader may not change any more."""
    try:
        guards.own_change(case, timezone.now())
    except StepRefused as problem:
        return str(problem)
    return ""


def _take(request: HttpRequest, case: Booking, action: str) -> HttpResponse:
    key = request.POST.get("place", "")
    place, seen = place_of_key(key), whole_number(request.POST.get("seen_version", ""))
    if place is None:
        refusal = "这个时段现在不开放，请从下面另选一个。" if key else "请先选择一个时段，再提交。"
        return _page(request, case, refusal=refusal, status=UNPROCESSABLE)
    claim = standing_claim(case) if action == "change" else None
    if claim and place_of(claim) == place:
        messages.info(request, "您预约的就是这个时段，没有改动。")
        return redirect("my_case", case.number)
    try:
        places.book(case, place, action, actor=request.user, seen_version=seen)
    except PlaceRefused as problem:
        return _page(request, case, refusal=str(problem), wanted=place, status=CONFLICT)
    except StepRefused as problem:
        messages.warning(request, str(problem))
        return redirect("my_case", case.number)
    messages.success(request, f"预约成功：{words.date_shown(place.day)} {place.hours}。")
    return redirect("my_case", case.number)


def _page(
    request: HttpRequest,
    case: Booking,
    *,
    refusal: str = "",
    wanted: Place | None = None,
    chosen: str = "",
    status: int = 200,
) -> HttpResponse:
    """The list, read anew; after a refusal with the free places closest to the one that was wanted."""
    now = timezone.now()
    seen = offer(case, now)
    context = {
        "case": case,
        "frame": frame_of(case.case_kind),
        "days": [(day, words.short_date(day.day), day.day in seen.lines) for day in seen.days],
        "today": local(now).date(),
        "own": seen.own,
        "own_date": words.date_shown(seen.own.day) if seen.own else "",
        "held_until": seen.held_until,
        "chosen": chosen or (seen.own.key if seen.held_until else ""),
        "refusal": refusal,
        "near": [(place, words.short_date(place.day)) for place in nearest(seen.days, wanted, OFFERED)]
        if wanted
        else [],
        "rule": booking_settings().rule_sentence,
        "where": words.address(),
        "opened": _opened(seen, wanted.day if wanted else day_of(request.GET.get("day", ""))),
        "last_day": words.last_day(case) if case.choose_by else None,
    }
    return render(request, "bookings/my/place.html", context, status=status)


def _opened(seen: Offer, asked: date | None) -> date | None:
    """The day whose slots are shown: the one that was asked for, that of the own place, or the first with a free one."""
    free = [day.day for day in seen.days if day.left]
    wanted = [day for day in (asked, seen.own.day if seen.own else None) if day in free]
    return next(iter([*wanted, *free]), None)


def day_of(text: str) -> date | None:
    """The day that an address or a button names; None for what is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@my_page
@require_POST
def line(request: HttpRequest, number: str) -> HttpResponse:
    """Standing in line for a full day, or leaving it again."""
    case = _mine(request, number)
    act = waiting.leave if "leave" in request.POST else waiting.wait
    day = day_of(request.POST.get("leave") or request.POST.get("wait", ""))
    if day is None:
        messages.warning(request, "没有看出是哪一天，请从列表中选择。")
        return redirect("my_place", number)
    try:
        act(case, day, user=request.user)
    except StepRefused as problem:
        messages.warning(request, str(problem))
    else:
        done = "已取消候补" if act is waiting.leave else "已登记候补，有空余时会为您保留并通知您"
        messages.success(request, f"{words.short_date(day)}：{done}。")
    return redirect("my_place", number)
