"""申报书: looking at it, exporting a version for stamping, and saying which version a scan shows."""

from io import BytesIO

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from casework.errors import StepRefused
from casework.models import Attachment, Case
from casework.my.frame import frame_of
from casework.my.keeping import my_page
from casework.sections import whole_number
from declarations import printing
from declarations.enums import KINDS
from declarations.services import versions

CONFLICT = 409


def _mine(request: HttpRequest, pk: int) -> Case:
    """A declaration of the person's; 404 for anybody else's and for other cases."""
    cases = Case.objects.visible_to(request.user).filter(kind__in=KINDS).select_related("organisation")
    return get_object_or_404(cases, pk=pk)


def _page(request: HttpRequest, case: Case, *, refusal: str = "", status: int = 200) -> HttpResponse:
    found = versions.sheet(case)
    made = list(case.export_versions.defer("pdf").select_related("made_by").order_by("-number"))
    is_open = case.status in case.case_kind.open_statuses
    context = {
        "case": case,
        "frame": frame_of(case.case_kind),
        "title": printing.title_of(case),
        "sheet": found,
        "versions": made,
        "scans": versions.scans(case),
        "is_open": is_open,
        "is_current": bool(made and made[0].digest == found.digest),
        "differences": versions.differences(made[0], found) if made and made[0].digest != found.digest else [],
        "problem": versions.problem(case) if is_open else "",
        "refusal": refusal,
    }
    return render(request, "declarations/my/paper.html", context, status=status)


@my_page
@require_safe
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """The page of the printed declaration: preview, export, versions, scans."""
    return _page(request, _mine(request, pk))


@my_page
@require_safe
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The declaration as it stands, marked 草稿; where a kind is printed only complete, what is missing instead."""
    case = _mine(request, pk)
    found = versions.sheet(case)
    if found.lacking:
        return _page(request, case, refusal=versions.not_yet(found), status=CONFLICT)
    made = printing.preview(case, found)
    return FileResponse(
        BytesIO(made), content_type="application/pdf", filename=f"{printing.title_of(case)}（草稿）.pdf"
    )


@my_page
@require_POST
def export(request: HttpRequest, pk: int) -> HttpResponse:
    """Freezes the next version; its file is then on the page."""
    case = _mine(request, pk)
    try:
        made = versions.export(case, user=request.user, seen_version=whole_number(request.POST.get("seen_version", "")))
    except StepRefused as refusal:
        return _page(request, _mine(request, pk), refusal=str(refusal), status=CONFLICT)
    messages.success(request, f"第 {made.number} 版已经导出。请下载、打印、盖章，再上传扫描件。")
    return redirect("my_declaration_paper", case.pk)


@my_page
@require_safe
def version(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """An exported version: the bytes that were made at its export."""
    case = _mine(request, pk)
    found = get_object_or_404(case.export_versions, number=number)
    name = f"{printing.title_of(case)}第{found.number}版.pdf"
    return FileResponse(BytesIO(bytes(found.pdf)), content_type="application/pdf", filename=name)


@my_page
@require_POST
def tie(request: HttpRequest, pk: int) -> HttpResponse:
    """Says which version a scan shows."""
    case = _mine(request, pk)
    file = Attachment.objects.filter(case=case, pk=whole_number(request.POST.get("file", ""))).first()
    found = case.export_versions.filter(number=whole_number(request.POST.get("version", ""))).first()
    if file is None or found is None:
        raise Http404
    try:
        versions.tie(file, found, user=request.user)
    except StepRefused as refusal:
        return _page(request, case, refusal=str(refusal), status=CONFLICT)
    messages.success(request, f"“{file.name}”已标为第 {found.number} 版。")
    return redirect("my_declaration_paper", case.pk)
