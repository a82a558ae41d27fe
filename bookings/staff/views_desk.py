"""登记来电来访: the page on which staff book for somebody who calls or stands at the counter."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters

from bookings.errors import PlaceRefused, PlaceTaken, shown
from bookings.forms import SECTIONS
from bookings.kind import KIND
from bookings.queries import place_of, standing_claim
from bookings.staff import desk
from bookings.staff.forms import RegisterForm
from bookings.words import date_shown
from casework.errors import StepRefused
from casework.permissions import works_on


@sensitive_post_parameters()
def register(request: HttpRequest) -> HttpResponse:
    """The form; what was registered opens as a case. Whatever is wrong, everything that was typed is still there."""
    if not works_on(request.user, KIND):
        raise PermissionDenied
    typed = {section.name: section.keep(request.POST) for section in SECTIONS}
    is_posted = request.method == "POST"
    may_place = desk.may_place(request.user)
    form = RegisterForm(request.POST if is_posted else None, may_place=may_place, initial=_asked(request))
    parts = [section.bound(typed[section.name]) if is_posted else section.blank() for section in SECTIONS]
    if is_posted and all([form.is_valid(), *(part.is_valid() for part in parts)]):
        answer = _register(request, form, typed)
        if answer:
            return answer
    has_errors = any(each.errors for each in (form, *parts))
    context = {
        "form": form,
        "parts": list(zip(SECTIONS, parts, strict=True)),
        "may_place": may_place,
        "has_errors": has_errors,
    }
    return render(request, "bookings/admin/register.html", context, status=422 if has_errors else 200)


def _asked(request: HttpRequest) -> dict:
    """What a link from the board fills in: somebody stands there and wants this place."""
    if place := request.GET.get("place", "")[:16]:
        return {"place": place, "source": "counter"}
    return {}


def _register(request: HttpRequest, form: RegisterForm, typed: dict) -> HttpResponse | None:
    """Does it; None when it was refused, and then the form says why."""
    words = form.cleaned_data
    caller = desk.Caller(words["source"], words["name"], words["phone"])
    place = words.get("place")
    try:
        case = desk.register(caller, typed, user=request.user, place=place)
    except desk.Registered as twice:
        messages.warning(request, f"{twice}没有重复登记。")
        return redirect("case_detail", twice.case.pk)
    except PlaceTaken:
        form.add_error("place", f"还没有登记：{shown(place)}刚刚被别人预约了。请另选时段，或者先不选时段。")
    except PlaceRefused as refusal:
        form.add_error("place", f"还没有登记：{refusal}")
    except StepRefused as refusal:
        form.add_error(None, str(refusal))
    else:
        messages.success(request, f"已登记，编号 {case.number}。{_told(case)}")
        return redirect("case_detail", case.pk)
    return None


def _told(case) -> str:
    """What the caller is told."""
    claim = standing_claim(case.specific)
    if claim is None:
        return "请告诉对方：审核以后会联系，再选到馆时段。"
    place = place_of(claim)
    return f"请告诉对方：{date_shown(place.day)} {place.hours} 到馆。"
