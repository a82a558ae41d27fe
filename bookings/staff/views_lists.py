"""The lists of copies, waiting lines and suspended readers, and the acts on their rows."""

from http import HTTPStatus

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin.auth import any_permission_required, permission_required

from audit.enums import Event
from audit.services import record
from audit.sheets import as_csv
from bookings.services import copies, suspensions
from bookings.staff import lists
from bookings.staff.forms import LiftForm
from bookings.staff.rights import ANY, LINES, may
from bookings.workflow import COPIES, DESK, REVIEW
from casework import queue
from casework.errors import StepRefused
from casework.views_many import CSV_TYPE
from portal import client


def tabs(request: HttpRequest) -> list[tuple[lists.Tab, bool]]:
    """The pages of the day's work that the person may open, and which of them this is."""
    here = request.resolver_match.view_name
    return [(tab, tab.view == here) for tab in lists.TABS if may(request.user, *tab.rights)]


def _page(request: HttpRequest, found: QuerySet, template: str, **context) -> HttpResponse:
    page = Paginator(found, lists.PER_PAGE).get_page(request.GET.get("p"))
    context = {"page_obj": page, "pages": page.paginator.get_elided_page_range(page.number)} | context
    context |= {"tabs": tabs(request), "today": timezone.localdate(), "back": request.get_full_path()}
    return render(request, template, context | context.pop("rows")(page))


@require_safe
@any_permission_required(*ANY)
def copies_in_hand(request: HttpRequest) -> HttpResponse:
    """复制件制作中: those that are late come first, for they were promised first."""
    return _page(
        request,
        lists.copies_in_hand(request.user),
        "bookings/admin/copies.html",
        rows=lambda page: {"rows": [(each, queue.applicant(each.case), lists.days_late(each)) for each in page]},
        may_finish=request.user.has_perm(COPIES),
    )


@require_safe
@any_permission_required(*ANY)
def ready(request: HttpRequest) -> HttpResponse:
    """待领取."""
    return _page(
        request,
        lists.ready_copies(request.user),
        "bookings/admin/ready.html",
        rows=lambda page: {"rows": [(each, queue.applicant(each.case)) for each in page]},
        may_hand_out=request.user.has_perm(DESK),
    )


@any_permission_required(*ANY)
def destroy(request: HttpRequest) -> HttpResponse:
    """销毁清单: what is to be destroyed and, by ?done=1, what was. A POST asks for confirmation, then keeps it."""
    if request.method == "POST":
        return _destroy(request)
    is_done = request.GET.get("done") == "1"
    found = lists.destroyed_copies(request.user) if is_done else lists.copies_to_destroy(request.user)
    return _page(
        request,
        found,
        "bookings/admin/destroy.html",
        rows=lambda page: {"rows": [(each, queue.applicant(each.case)) for each in page]},
        is_done=is_done,
        may_destroy=request.user.has_perm(COPIES),
    )


def _destroy(request: HttpRequest) -> HttpResponse:
    if not request.user.has_perm(COPIES):
        raise PermissionDenied
    chosen = _chosen(request)
    if not chosen:
        messages.warning(request, "请先勾选已经销毁的复制件。")
        return redirect("booking_destroy")
    if "confirm" not in request.POST:
        found = list(lists.copies_to_destroy(request.user).filter(pk__in=chosen))
        rows = [(each, queue.applicant(each.case)) for each in found]
        return render(request, "bookings/admin/destroy_confirm.html", {"rows": rows, "gone": len(chosen) - len(found)})
    done = copies.destroy(chosen, by=request.user)
    if done:
        messages.success(request, f"已登记销毁 {len(done)} 件：{'、'.join(each.case.number for each in done)}。")
    if len(done) < len(chosen):
        messages.warning(request, f"有 {len(chosen) - len(done)} 件没有登记：已经销毁、已经领取，或者不在清单上。")
    return redirect("booking_destroy")


def _chosen(request: HttpRequest) -> list[int]:
    """The ticked rows; what is no number of a row is left out."""
    values = dict.fromkeys(request.POST.getlist("order"))
    return [int(each) for each in values if each.isascii() and each.isdecimal() and len(each) < 10][: lists.PER_PAGE]


@require_safe
@any_permission_required(*LINES)
def waiting(request: HttpRequest) -> HttpResponse:
    """候补: the lines by day, and the places that are held for somebody."""
    holds = [(each, queue.applicant(each.case), lists.held_place(each)) for each in lists.holds(request.user)[:200]]
    return _page(
        request,
        lists.waiting(request.user),
        "bookings/admin/waiting.html",
        rows=lambda page: {"rows": [(each, queue.applicant(each.entry.case)) for each in lists.turns(page)]},
        holds=holds,
    )


@require_safe
@permission_required(REVIEW)
def suspended(request: HttpRequest) -> HttpResponse:
    """暂停办理."""
    return _page(
        request,
        lists.suspended(request.user),
        "bookings/admin/suspended.html",
        rows=lambda page: {"rows": [(each, lists.person_of(each)) for each in page]},
    )


@permission_required(REVIEW)
def lift(request: HttpRequest, suspension_id: int) -> HttpResponse:
    """Lets a reader apply again before the time, for a reason."""
    suspension = get_object_or_404(lists.suspended(request.user), pk=suspension_id)
    form = LiftForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            suspensions.lift(suspension, by=request.user, reason=form.cleaned_data["reason"])
        except StepRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{lists.person_of(suspension)} 可以重新申请查档预约了。")
            return redirect("booking_suspended")
    context = {"form": form, "suspension": suspension, "who": lists.person_of(suspension)}
    return render(request, "bookings/admin/lift.html", context, status=422 if form.errors else HTTPStatus.OK)


@require_POST
@any_permission_required(*ANY)
def take_out(request: HttpRequest, name: str) -> HttpResponse:
    """A list as CSV, names and numbers masked; that it was taken out is recorded."""
    sheet = lists.SHEETS.get(name)
    if sheet is None:
        raise Http404
    count = sheet.rows(request.user).count()
    data = {"format": "csv", "unmasked": False, "count": count}
    record(Event.EXPORTED, actor=request.user, about=sheet.label, address=client.address(request), data=data)
    answer = StreamingHttpResponse(as_csv(lists.rows_of(sheet, request.user)), content_type=CSV_TYPE)
    filename = f"{sheet.label}-{timezone.localdate():%Y%m%d}.csv"
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=filename)
    return answer
