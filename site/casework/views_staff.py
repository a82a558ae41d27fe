"""What staff do beside taking steps: write notes, tick checklists, read form and file side by side, take out a dossier."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from casework import checklists, dossier, personal, staff_notes
from casework.attachments.queries import listing
from casework.case_page import panel
from casework.errors import StepRefused
from casework.models import Attachment, Case
from casework.staff_forms import DossierForm, NoteForm
from casework.views import case_of
from portal import client


@panel("notes", title="内部备注", template="casework/admin/includes/notes.html")
def notes_panel(case: Case, user) -> dict | None:
    """The notes of a case, and the form for another one."""
    if not staff_notes.may_read(user, case):
        return None
    form = NoteForm() if staff_notes.may_add(user, case) else None
    return {"case": case, "notes": staff_notes.notes_of(case), "form": form}


@require_http_methods(["GET", "HEAD", "POST"])
def note(request: HttpRequest, case_id: int) -> HttpResponse:
    """Keeps a note; what cannot be kept comes back as it was typed."""
    case = case_of(request, case_id)
    if not staff_notes.may_add(request.user, case):
        raise PermissionDenied
    form = NoteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        staff_notes.add(case, form.cleaned_data["text"], user=request.user)
        messages.success(request, "备注已记下。")
        return redirect("case_detail", case_id)
    context = {"case": case, "form": form}
    return render(request, "casework/admin/note.html", context, status=422 if form.errors else 200)


@require_POST
def check(request: HttpRequest, case_id: int) -> HttpResponse:
    """Keeps the ticks of the lines that the page showed."""
    case = case_of(request, case_id)
    try:
        count = checklists.tick(case, _numbers(request, "shown"), _numbers(request, "ticked"), user=request.user)
    except StepRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"核对清单已保存，改了 {count} 项。" if count else "核对清单没有变化。")
    return redirect("case_detail", case_id)


def _numbers(request: HttpRequest, name: str) -> set[int]:
    values = request.POST.getlist(name)
    return {int(value) for value in values if value.isascii() and value.isdecimal() and len(value) < 19}


@require_safe
def beside(request: HttpRequest, case_id: int, file_id: int = 0) -> HttpResponse:
    """What was submitted on the left, one of its files on the right; 0 for the first file that browsers can show."""
    case = case_of(request, case_id)
    files = [(item, found) for item, found in listing(case) if found]
    flat = [file for _, found in files for file in found]
    kept = Attachment.objects.filter(case_id=case.pk, erased_under="")
    shown = get_object_or_404(kept, pk=file_id) if file_id else None
    shown = shown or next((file for file in flat if file.is_shown), flat[0] if flat else None)
    snapshot = case.snapshots.order_by("position").last()
    context = {
        "case": case,
        "snapshot": personal.masked_snapshot(snapshot, case.case_kind.personal) if snapshot else None,
        "files": files,
        "shown": shown,
    }
    return render(request, "casework/admin/beside.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def take_dossier(request: HttpRequest, case_id: int) -> HttpResponse | StreamingHttpResponse:
    """Asks what goes into the dossier and why, then hands it out as it is written."""
    case = case_of(request, case_id)
    if not dossier.may_take(request.user, case):
        raise Http404
    form = DossierForm(request.POST or None, may_read_notes=staff_notes.may_read(request.user, case))
    if request.method != "POST" or not form.is_valid():
        context = {"case": case, "form": form}
        return render(request, "casework/admin/dossier.html", context, status=422 if form.errors else 200)
    with_notes = form.cleaned_data.get("with_notes", False)
    reason, address = form.cleaned_data["reason"], client.address(request)
    dossier.begin(case, request.user, with_notes=with_notes, reason=reason, address=address)
    pieces = dossier.stream(case, made_by=request.user, with_notes=with_notes)
    headers = {
        "Content-Disposition": content_disposition_header(True, dossier.file_name(case)),
        "Cache-Control": "private, no-store",
    }
    return StreamingHttpResponse(pieces, content_type="application/zip", headers=headers)
