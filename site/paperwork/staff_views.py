"""文书 in the admin: the list, the file, withdrawing, and having a failed one made again."""

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin.auth import any_permission_required, permission_required

from audit.enums import Event
from audit.services import record
from paperwork import staff
from paperwork.issuing import sending, services, tasks
from paperwork.models import IssuedPaper, PaperRequest
from portal import client

MAY_READ = ("paperwork.view_issuedpaper", "paperwork.change_issuedpaper")
MAY_CHANGE = "paperwork.change_issuedpaper"
PER_PAGE = 50
REFRESH = 5  # seconds, for who watches the making
UNPROCESSABLE = 422


class WithdrawForm(forms.Form):
    """Why a paper no longer holds."""

    reason = forms.CharField(
        label="作废原因",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="核验这份文书的人都会看到，不要写个人信息。",
        error_messages={"required": "请写明作废的原因。"},
    )


@require_safe
@any_permission_required(*MAY_READ)
def papers(request: HttpRequest) -> HttpResponse:
    """Every issued paper, the newest first, with how far the making of others has come; constant in queries."""
    words, state = request.GET.get("q", ""), request.GET.get("state", "")
    progress = staff.progress()
    is_watched = "watch" in request.GET and bool(progress.waiting)
    context = {
        "page_obj": Paginator(staff.found(words, state), PER_PAGE).get_page(request.GET.get("p")),
        "progress": progress,
        "words": words,
        "state": state,
        "states": staff.STATES,
        "is_watched": is_watched,
        "refresh": REFRESH,
        "may_change": request.user.has_perm(MAY_CHANGE),
    }
    answer = render(request, "paperwork/admin/papers.html", context)
    if is_watched:
        answer["Refresh"] = str(REFRESH)
    return answer


@require_safe
@any_permission_required(*MAY_READ)
def paper_file(request: HttpRequest, paper_id: int) -> HttpResponse:
    """The paper as it was issued. That staff opened it is kept in the audit list."""
    paper = get_object_or_404(IssuedPaper, pk=paper_id)
    return opened(request, paper, "papers")


def opened(request: HttpRequest, paper: IssuedPaper, back: str, *arguments) -> HttpResponse:
    """The file for a member of staff, with its entry in the audit list; back on the page of that name if there is none."""
    try:
        answer = sending.response(paper)
    except services.NotMade as problem:
        messages.error(request, str(problem))
        return redirect(back, *arguments)
    data = {"paper": paper.pk, "case": paper.case_id, "sha256": paper.sha256}
    record(Event.FILE_OPENED, actor=request.user, about=paper.number, address=client.address(request), data=data)
    return answer


@permission_required(MAY_CHANGE)
def withdraw(request: HttpRequest, paper_id: int) -> HttpResponse:
    """Asks why, then takes the paper back."""
    paper = get_object_or_404(IssuedPaper.objects.select_related("withdrawal"), pk=paper_id)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason, address = form.cleaned_data["reason"], client.address(request)
        try:
            services.withdraw(paper, by=request.user, reason=reason, address=address)
        except services.WithdrawalRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{paper.label} {paper.number} 已作废。")
            return redirect("papers")
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "paperwork/admin/withdraw.html", {"paper": paper, "form": form}, status=status)


@require_POST
@permission_required(MAY_CHANGE)
def make_again(request: HttpRequest, request_id: int) -> HttpResponse:
    """Has a failed paper made again."""
    asked = get_object_or_404(PaperRequest, pk=request_id)
    if tasks.make_again(asked):
        messages.success(request, f"{asked} 已重新排队制作。")
    else:
        messages.info(request, f"{asked} 已经在制作，或者已经做好。")
    return redirect("papers")
