"""The office's pages of declarations: batches with their forwarding table, 公示 and its archive, signed opinions."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from audit.enums import Event
from audit.services import record
from casework.attachments.sending import HEADERS, NOTHING
from casework.attachments.storage import private
from casework.errors import StepRefused
from casework.permissions import kinds_for
from declarations.enums import DEMONSTRATION, REWARD_FUND, TECHNOLOGY
from declarations.forms.steps import DaysForm
from declarations.models import Batch, PublicityPage, SignedOpinion
from declarations.services import batches as service
from declarations.services import publicity
from declarations.staff.forms import BatchForm
from portal import client

KINDS = (REWARD_FUND, TECHNOLOGY, DEMONSTRATION)
ADD, CHANGE, VIEW = "declarations.add_batch", service.CHANGE, "declarations.view_batch"
PER_PAGE = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
UNPROCESSABLE = 422


def _looks(request: HttpRequest) -> None:
    """PermissionDenied for who neither keeps batches nor may look at them."""
    if not (request.user.has_perm(CHANGE) or request.user.has_perm(VIEW)):
        raise PermissionDenied


@require_http_methods(["GET", "HEAD", "POST"])
def batches(request: HttpRequest) -> HttpResponse:
    """The batches of all years, each year against its budget, and the form for a new one."""
    _looks(request)
    may_add = request.user.has_perm(ADD)
    if request.method == "POST" and not may_add:
        raise PermissionDenied
    form = BatchForm(request.POST or None) if may_add else None
    if request.method == "POST" and form.is_valid():
        return redirect("declaration_batch", form.save().pk)
    found = Batch.objects.annotate(count=Count("entries")).order_by("-year", "kind", "pk")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("p"))
    totals = service.totals(batch.year for batch in page)
    context = {"page_obj": page, "totals": sorted(totals.values(), key=lambda each: -each.year), "form": form}
    status = UNPROCESSABLE if form and form.errors else 200
    return render(request, "declarations/admin/batches.html", context, status=status)


@require_safe
def batch(request: HttpRequest, batch_id: int) -> HttpResponse:
    """The forwarding table of a batch, what could still come into it, and the way to 公示."""
    _looks(request)
    found = get_object_or_404(Batch, pk=batch_id)
    may_change = request.user.has_perm(CHANGE)
    context = {
        "batch": found,
        "table": service.table_of(found),
        "headings": service.HEADINGS,
        "total": service.totals([found.year])[found.year],
        "waiting": service.waiting_for_batch(found.kind) if may_change else [],
        "may_change": may_change,
        "days_form": DaysForm() if _may_publish(request, found) else None,
    }
    return render(request, "declarations/admin/batch.html", context)


@require_POST
def fill(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Puts the ticked declarations in, or takes one out."""
    if not request.user.has_perm(CHANGE):
        raise PermissionDenied
    found = get_object_or_404(Batch, pk=batch_id)
    taken = request.POST.get("take_out", "")
    try:
        if taken:
            case = service.take_out(found, _number(taken), user=request.user)
            messages.success(request, f"{case} 已移出批次。")
        elif ticked := [_number(each) for each in request.POST.getlist("case")]:
            count = service.add(found, ticked, user=request.user)
            messages.success(request, f"已列入 {count} 份申报。")
        else:
            messages.warning(request, "请先勾选要列入批次的申报。")
    except StepRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("declaration_batch", batch_id)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 18 else 0


@require_safe
def batch_xlsx(request: HttpRequest, batch_id: int) -> HttpResponse:
    """The forwarding table as a workbook."""
    _looks(request)
    found = get_object_or_404(Batch, pk=batch_id)
    table = service.table_of(found)
    data = {"batch": found.pk, "count": len(table.lines), "format": "xlsx"}
    record(Event.EXPORTED, actor=request.user, about=f"{found}报送表", address=client.address(request), data=data)
    headers = {
        "Content-Disposition": content_disposition_header(True, f"{found}报送表.xlsx"),
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(service.as_xlsx(table), content_type=XLSX, headers=headers)


def _may_publish(request: HttpRequest, found: Batch) -> bool:
    """Whether somebody may take the results of a batch to 公示: who may take that step on each of them."""
    model = service.MODELS[found.kind]
    return request.user.has_perm(f"declarations.change_{model._meta.model_name}")


@require_POST
def publish(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Makes the 公示 of all approved declarations of a batch in one act."""
    found = get_object_or_404(Batch, pk=batch_id)
    if not _may_publish(request, found):
        raise PermissionDenied
    form = DaysForm(request.POST)
    if not form.is_valid():
        messages.error(request, "；".join(error for errors in form.errors.values() for error in errors))
        return redirect("declaration_batch", batch_id)
    cases = [line.case for line in service.table_of(found).lines if line.case.status == "approved"]
    try:
        page = publicity.make(cases, actor=request.user, days=form.cleaned_data["days"], batch=found)
    except StepRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"{len(cases)} 份申报已公示，到 {page.ends_on:%Y-%m-%d} 结束。")
    return redirect("declaration_batch", batch_id)


@require_safe
def publicities(request: HttpRequest) -> HttpResponse:
    """The archive: every 公示 that there was, running or over, with what stood in it."""
    _looks(request)
    found = PublicityPage.objects.prefetch_related("entries__case").order_by("-starts_on", "-pk")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("p"))
    return render(request, "declarations/admin/publicities.html", {"page_obj": page})


@require_safe
def opinion(request: HttpRequest, opinion_id: int) -> HttpResponse:
    """A signed opinion, for who works on the kind; the audit list keeps that it was opened."""
    found = get_object_or_404(SignedOpinion.objects.select_related("result__case"), pk=opinion_id)
    case = found.result.case
    if case.kind not in kinds_for(request.user):
        raise Http404
    data = {"case": case.pk, "opinion": found.pk, "sha256": found.sha256}
    about, address = f"{case} 评审意见 {found.pk}", client.address(request)
    record(Event.FILE_OPENED, actor=request.user, about=about, address=address, data=data)
    disposition = content_disposition_header(True, found.name)
    headers = HEADERS | {"Content-Security-Policy": NOTHING, "Content-Disposition": disposition}
    try:
        with private().open(found.file.name) as file:
            content = file.read()
    except FileNotFoundError as problem:
        raise Http404 from problem
    return HttpResponse(content, content_type="application/pdf", headers=headers)
