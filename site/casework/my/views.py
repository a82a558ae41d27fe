"""/my/: the list, one case, its receipt, and the steps an applicant may take on it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import sessions
from casework import kinds, papers, services
from casework.attachments import services as attachments
from casework.deleted import deleted_of
from casework.enums import By
from casework.models import Case
from casework.my.frame import frame_of
from casework.my.keeping import my_page
from casework.my.outlook import outlook
from casework.my.queries import messages_about, my_cases
from casework.services import Choice
from casework.stepping import step_form
from paperwork.issuing import sending
from paperwork.issuing.services import NotMade

UNAUTHORIZED, UNPROCESSABLE, UNAVAILABLE = 401, 422, 503


@my_page
@require_safe
def case_list(request: HttpRequest) -> HttpResponse:
    """Every case of the person and of the organisations they act for."""
    context = {
        "cases": my_cases(request.user, request.GET),
        "deleted": deleted_of(request.user).count(),
        "lists": {kind.list_view: _list_label(kind) for kind in kinds.case_kinds() if kind.list_view},
    }
    return render(request, "casework/my/list.html", context)


def _list_label(kind: kinds.CaseKind) -> str:
    return kind.list_label or f"{kind.label}记录"


@never_cache
@require_POST
def longer(request: HttpRequest) -> HttpResponse:
    """For the script: every request puts the session's end off, this one says until when. 401 when it is over."""
    end = sessions.ends_at(request) if request.user.is_authenticated else None
    answer = {"ends_at": end and end.isoformat(), "now": timezone.now().isoformat()}
    return JsonResponse(answer, status=200 if end else UNAUTHORIZED)


def _mine(request: HttpRequest, number: str) -> Case:
    """The person's case of that number, or 404: whether somebody else's exists is not told."""
    return get_object_or_404(Case.objects.visible_to(request.user).select_related("organisation"), number=number)


@my_page
@require_safe
def case_page(request: HttpRequest, number: str) -> HttpResponse:
    """One case: where it stands, what happens next, what was sent, and every step."""
    case = _mine(request, number)
    context = {
        "case": case,
        "frame": frame_of(case.case_kind),
        "outlook": outlook(case),
        "own": case.case_kind.own,
        "own_part": case.case_kind.own.read(case.specific) if case.case_kind.own else {},
        "history": case.history.select_related("case"),
        "snapshot": case.snapshots.order_by("position").last(),
        "files": attachments.listing(case),
        "choices": _own_steps(case, request),
        "is_open": case.status in case.case_kind.open_statuses,
        "mail": messages_about(case, request.user),
        "papers": papers.listing(case, only_visible=True),
    }
    return render(request, "casework/my/case.html", context)


def _own_steps(case: Case, request: HttpRequest) -> list[Choice]:
    """The applicant's legal steps as buttons; handing in has its own page."""
    handing_in = case.case_kind.submit_action if case.case_kind.sections else ""
    return [
        choice
        for choice in services.choices(case, request.user)
        if choice.transition.by == By.APPLICANT and choice.transition.action != handing_in
    ]


@my_page
@require_safe
def receipt(request: HttpRequest, number: str, position: int | None = None) -> HttpResponse:
    """收件回执: what was handed in, when, and the digests by which it can be proved."""
    case = _mine(request, number)
    snapshots = list(case.snapshots.order_by("position"))
    found = next((each for each in reversed(snapshots) if position in (None, each.position)), None)
    if found is None:
        raise Http404
    context = {
        "case": case,
        "frame": frame_of(case.case_kind),
        "snapshot": found,
        "others": [each for each in snapshots if each != found],
        "is_last": found == snapshots[-1],
        "outlook": outlook(case),
    }
    return render(request, "casework/my/receipt.html", context)


@my_page
@require_safe
def receipt_pdf(request: HttpRequest, number: str, position: int) -> HttpResponse:
    """The same as a file to keep."""
    case = _mine(request, number)
    snapshot = get_object_or_404(case.snapshots, position=position)
    try:
        return sending.response(papers.receipt(case, snapshot))
    except NotMade as problem:
        return _not_made(request, case, str(problem))


@my_page
@require_safe
def paper(request: HttpRequest, number: str, paper: str) -> HttpResponse:
    """A paper that the office issued about the case, as it was issued."""
    case = _mine(request, number)
    found = get_object_or_404(papers.papers_of(request.user).filter(case=case), number=paper)
    try:
        return sending.response(found)
    except NotMade as problem:
        return _not_made(request, case, str(problem))


def _not_made(request: HttpRequest, case: Case, problem: str) -> HttpResponse:
    context = {"case": case, "frame": frame_of(case.case_kind), "problem": problem}
    return render(request, "casework/my/paper_missing.html", context, status=UNAVAILABLE)


@my_page
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, number: str, action: str) -> HttpResponse:
    """Asks for confirmation, then takes a step of the applicant's own."""
    case = _mine(request, number)
    transition = case.case_kind.workflow.transitions.get(action)
    if transition is None or transition.by != By.APPLICANT:
        raise Http404
    if case.case_kind.sections and action == case.case_kind.submit_action:
        return redirect("my_draft", case.pk)
    if page := case.case_kind.step_pages.get(action):
        return redirect(page, case.number)
    form, taken = step_form(request, case, transition)
    if taken:
        messages.success(request, f"{transition.label}，已完成。")
        return redirect("my_case", number)
    if request.kept is not None and "opinion" in form.fields:
        form.initial["opinion"] = request.kept.get("opinion", "")
    if form.errors:
        case = _mine(request, number)
    context = {"case": case, "transition": transition, "form": form, "frame": frame_of(case.case_kind)}
    return render(request, "casework/my/step.html", context, status=UNPROCESSABLE if form.errors else 200)
