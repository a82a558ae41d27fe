"""预约申请记录, and what belongs to one booking: calendar entry, slip, applying again."""

from io import BytesIO

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Prefetch
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from bookings import calendar_file, documents, own
from bookings.forms import typed_again
from bookings.kind import KIND
from bookings.models import Booking, SeatClaim
from bookings.queries import bookings_of, place_of
from bookings.words import date_shown
from casework import drafts
from casework.errors import StepRefused
from casework.models import Case
from casework.my.frame import frame_of
from casework.my.keeping import my_page
from casework.sections import as_query
from content.context import site_settings

PER_PAGE = 20


@my_page
@require_safe
def records(request: HttpRequest) -> HttpResponse:
    """The person's bookings, narrowed by state (000-23); constant in queries."""
    mine = bookings_of(request.user)
    counts = dict(mine.order_by().values_list("status").annotate(Count("pk")))
    wanted = request.GET.get("status", "")
    wanted = wanted if wanted in counts else ""
    found = mine.filter(status=wanted) if wanted else mine
    standing = SeatClaim.objects.standing().select_related("day", "visit")
    found = found.select_related("purpose", "copies").prefetch_related(Prefetch("claims", standing, to_attr="standing"))
    page = Paginator(found.order_by("-submitted_at", "-pk"), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "rows": [_row(case) for case in page],
        "page_obj": page,
        "wanted": wanted,
        "states": [(value, label, counts.get(value, 0)) for value, label in KIND.workflow.choices()],
        "all": sum(counts.values()),
        "frame": frame_of(KIND),
        "draft": Case.objects.visible_to(request.user).drafts().filter(kind=KIND.name).first(),
    }
    return render(request, "bookings/my/records.html", context)


def _row(case: Booking) -> tuple[Booking, str, str]:
    claim = case.standing[0] if case.standing else None
    place = place_of(claim) if claim else None
    when = f"{date_shown(place.day)} {place.hours}" if place else ""
    return case, own.in_words(case, claim), when


def _mine(request: HttpRequest, number: str) -> Booking:
    return get_object_or_404(Booking.objects.visible_to(request.user), number=number)


@my_page
@require_safe
def calendar_entry(request: HttpRequest, number: str) -> HttpResponse:
    """The visit for one's own calendar; after a cancellation the same address takes it out again."""
    case = _mine(request, number)
    found = calendar_file.entry(
        case, host=request.get_host(), address=request.build_absolute_uri(reverse("my_case", args=[number]))
    )
    if found is None:
        raise Http404
    response = HttpResponse(found.content, content_type=f"text/calendar; charset=utf-8; method={found.method}")
    response["Content-Disposition"] = f'attachment; filename="{number}.ics"'
    return response


@my_page
@require_safe
def slip(request: HttpRequest, number: str) -> HttpResponse:
    """预约单, and once copies are ordered 取件单, as PDF."""
    case = _mine(request, number)
    if not documents.has_slip(case):
        raise Http404
    address = request.build_absolute_uri(reverse("booking_check_in", args=[number]))
    made = documents.slip(case, issuer=site_settings().sponsor, address=address)
    name = f"{documents.title(case)}{number}.pdf"
    return FileResponse(BytesIO(made), content_type="application/pdf", filename=name)


@my_page
@require_POST
def again(request: HttpRequest, number: str) -> HttpResponse:
    """修改后重新申请 (000-22): a new draft with what was handed in; the notice is read anew."""
    case = _mine(request, number)
    if case.status != "nothing_found" or case.erased_under:
        return redirect("my_case", number)
    try:
        draft = drafts.open_draft(KIND, user=request.user)
        if not draft.draft_sections.exists():
            for name, typed in typed_again(case).items():
                drafts.save_section(draft, name, as_query(typed), user=request.user, seen_version=0)
    except StepRefused as problem:
        messages.warning(request, str(problem))
        return redirect("my_case", number)
    messages.success(request, "上次填写的内容已放进新的申请。请先阅读须知，再修改、提交。")
    return redirect(KIND.start_path)
