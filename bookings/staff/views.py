"""The board and the counter: who comes, who came."""

from http import HTTPStatus

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe
from wagtail.admin.auth import any_permission_required

from bookings.models import Booking
from bookings.staff import counter
from bookings.staff.board import board as read_board
from bookings.staff.board import day_asked
from bookings.staff.codes import booking_of, number_in
from bookings.staff.rights import ANY
from bookings.staff.views_lists import tabs
from bookings.workflow import DESK
from casework.forms import StepForm
from casework.stepping import back, step_form
from content.context import site_settings


def _asked(request: HttpRequest) -> dict:
    """The board that the address asks for."""
    week = request.GET.get("week") == "1"
    return {"board": read_board(request.user, day_asked(request.GET.get("day", "")), week=week), "week": week}


@require_safe
@any_permission_required(*ANY)
def board(request: HttpRequest) -> HttpResponse:
    """The places of a day or a week."""
    context = _asked(request) | {
        "tabs": tabs(request),
        "today": timezone.localdate(),
        "may_mark": request.user.has_perm(DESK),
        "back": request.get_full_path(),
    }
    return render(request, "bookings/admin/board.html", context)


@require_safe
@any_permission_required(*ANY)
def print_board(request: HttpRequest) -> HttpResponse:
    """The same as a sheet of paper."""
    context = _asked(request) | {"office": site_settings().sponsor, "now": timezone.localtime()}
    return render(request, "bookings/admin/print.html", context)


@require_safe
@any_permission_required(DESK)
def find(request: HttpRequest) -> HttpResponse:
    """Leads from what was scanned or typed to the booking."""
    text = request.GET.get("q", "")
    if number := number_in(text):
        return redirect("booking_check_in", number)
    return _not_found(request, "没有看懂，请扫描预约单右上角的二维码，或输入完整的预约编号。" if text.strip() else "")


@require_safe
@any_permission_required(DESK)
def check_in(request: HttpRequest, number: str) -> HttpResponse:
    """One booking at the counter; the code on the slip leads here."""
    case = booking_of(number)
    if case is None:
        return _not_found(request, f"没有编号是 {number} 的查档预约，请核对后再输入。")
    context = counter.reading(case, request.user)
    return render(request, "bookings/admin/check_in.html", context | {"back": request.get_full_path()})


def _not_found(request: HttpRequest, sentence: str) -> HttpResponse:
    status = HTTPStatus.NOT_FOUND if sentence else HTTPStatus.OK
    return render(request, "bookings/admin/find.html", {"sentence": sentence}, status=status)


@any_permission_required(DESK)
def mark(request: HttpRequest, case_id: int, action: str) -> HttpResponse:
    """Marks a visit and leads back to where the button was. Arrival asks nothing; that nobody came is confirmed first."""
    if action not in counter.MARKS:
        raise Http404
    case = get_object_or_404(Booking.objects.submitted().select_related("applicant"), pk=case_id)
    transition = case.case_kind.workflow.transitions[action]
    here = reverse("booking_check_in", args=[case.number])
    form, taken = step_form(request, case, transition)
    if taken:
        messages.success(request, f"{case.number}：{transition.label}，已登记。")
        return redirect(back(request, here))
    if form.errors and action == "arrive":
        messages.error(request, f"{case.number} 没有登记：" + "；".join(_sentences(form)))
        return redirect(back(request, here))
    context = {"case": case, "transition": transition, "form": form, "back": back(request, here)}
    return render(request, "bookings/admin/mark.html", context, status=422 if form.errors else 200)


def _sentences(form: StepForm) -> list[str]:
    """What is wrong, in words."""
    return [str(error) for errors in form.errors.values() for error in errors]
