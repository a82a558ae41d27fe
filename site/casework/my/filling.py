"""Filling in: an application's task list, its sections and files, checking, handing in, deleting."""

from dataclasses import dataclass, replace

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from casework import deleted, drafts, presence, returns
from casework import rows as rows_of
from casework.attachments import posting
from casework.attachments import services as attachments
from casework.enums import DRAFT, FILES
from casework.errors import NotComplete, SectionConflict, StepRefused
from casework.models import Case
from casework.my import row_pages
from casework.my.frame import frame_of
from casework.my.keeping import my_page
from casework.sections import Section, SectionState, Typed, as_query, changes, whole_number

CONFLICT, UNPROCESSABLE = 409, 422
CHECK = "check"  # the name of the last page, beside those of the sections


def _mine(request: HttpRequest, pk: int) -> Case:
    """A case of the person's; 404 for anybody else's, and for a deleted draft unless something was typed into it."""
    case = get_object_or_404(Case.objects.of(request.user).select_related("organisation"), pk=pk)
    if case.deleted_at and request.method != "POST":
        raise Http404
    return case


def section_of(request: HttpRequest, pk: int, name: str) -> tuple[Case, Section]:
    """A case of the person's that can be filled in now, and one of its sections; 404 for any other."""
    case = _mine(request, pk)
    wanted = case.case_kind.sections_by_name.get(name)
    if wanted is None or not _is_open(case):
        raise Http404
    return case, wanted


def section_context(case: Case, wanted: Section, **more) -> dict:
    """What every page about a section shows around it."""
    return _context(case, section=wanted, **more)


def _is_open(case: Case) -> bool:
    """Whether the applicant may fill it in now; what has been handed in leads to the case's own page."""
    return case.status in case.case_kind.open_statuses


def _context(case: Case, **more) -> dict:
    return {
        "case": case,
        "frame": frame_of(case.case_kind),
        "is_draft": case.status == DRAFT,
        "deletion": drafts.deletion_of(case),
        **more,
    }


@my_page
@require_safe
def tasks(request: HttpRequest, pk: int) -> HttpResponse:
    """The sections and how far each has come; a case that is in other hands now leads to its own page."""
    case = _mine(request, pk)
    if not _is_open(case):
        return redirect("my_case", case.number)
    found = drafts.task_list(case)
    there = presence.others(case, case.case_kind.sections_by_name, request.user)
    found = [replace(task, open_by=_by(there.get(task.name, []))) for task in found]
    done = sum(task.state is SectionState.COMPLETE for task in found)
    last = case.history.filter(visible=True).exclude(opinion="").order_by("position").last()
    part = case.case_kind.draft_part
    more = {"part_of": part, "part": part.read(case) if part else {}}
    context = _context(case, tasks=found, done=done, asked=None if case.status == DRAFT else last, **more)
    return render(request, "casework/my/tasks.html", context)


@my_page
@require_http_methods(["GET", "HEAD", "POST"])
def section(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """One section: shown as it was saved last, and saved as it is typed, complete or not."""
    case = _mine(request, pk)
    wanted = case.case_kind.sections_by_name.get(name)
    if wanted is None:
        raise Http404
    if request.method == "POST":
        return _save(request, case, wanted)
    if not _is_open(case):
        return redirect("my_case", case.number)
    row = case.draft_sections.filter(name=name).select_related("saved_by").first()
    if request.kept is not None:
        typed = row_pages.typed_of(wanted, request.kept, row.typed if row else {})
        return _section_page(request, case, wanted, typed, _number(request.kept))
    return _section_page(request, case, wanted, row.typed if row else {}, row.version if row else 0, row=row)


def _save(request: HttpRequest, case: Case, wanted: Section) -> HttpResponse:
    row = case.draft_sections.filter(name=wanted.name).first()
    before = row.typed if row else {}
    typed = row_pages.typed_of(wanted, request.POST, before)
    act = row_pages.done(wanted, request.POST, typed, before)
    wished = rows_of.write(wanted.name, act.rows, act.removed) if act else typed
    try:
        saved = drafts.save_section(
            case, wanted.name, as_query(wished), user=request.user, seen_version=_number(request.POST)
        )
    except SectionConflict as conflict:
        theirs = wanted.shown(conflict.row.typed)
        differences = changes({"sections": [theirs]}, {"sections": [wanted.shown(typed)]})
        more = {"conflict": conflict, "differences": differences}
        return _section_page(request, case, wanted, typed, conflict.row.version, status=CONFLICT, **more)
    except StepRefused as refusal:
        messages.error(request, str(refusal))
        return _section_page(request, case, wanted, typed, _number(request.POST), status=CONFLICT)
    if act and act.sentence:
        messages.success(request, act.sentence)
    if elsewhere := row_pages.elsewhere(case, wanted, request.POST):
        return redirect(elsewhere)
    if row_pages.is_act(request.POST):
        return redirect(row_pages.after_act(case, wanted, request.POST, act))
    presence.leave(case, wanted.name, request.user)
    lacking = wanted.faults(saved.typed)
    if "back" in request.POST:
        messages.success(request, f"“{wanted.title}”已保存。{'还没有填完，可以以后再填。' if lacking else ''}")
        return redirect("my_draft", case.pk)
    if "previous" in request.POST and (earlier := _place(case, wanted.name).previous):
        return redirect(earlier)
    if lacking:
        messages.warning(request, f"已保存，还有 {len(lacking)} 处要补充或改正。也可以先回到目录，以后再填。")
        return redirect(row_pages.after_act(case, wanted, request.POST, None))
    messages.success(request, f"“{wanted.title}”已保存。")
    return _onward(case, wanted.name)


def _onward(case: Case, done: str) -> HttpResponse:
    """To the next section that is not complete, in their order, or to the task list.

    A kind that leads step by step, from its notice on, goes on to the check page when nothing is lacking.
    """
    names = [task.name for task in drafts.task_list(case) if task.state is not SectionState.COMPLETE]
    order = [*case.case_kind.sections_by_name, FILES]
    later = [name for name in names if order.index(name) > order.index(done)]
    if not later:
        is_done = case.case_kind.notice_seconds and not names
        return redirect("my_check" if is_done else "my_draft", case.pk)
    return redirect("my_files", case.pk) if later[0] == FILES else redirect("my_section", case.pk, later[0])


@my_page
@require_POST
def here(request: HttpRequest, pk: int, name: str) -> JsonResponse:
    """For the script: somebody is typing into the section; says who else has it open."""
    case, wanted = section_of(request, pk, name)
    return JsonResponse({"words": _by(presence.enter(case, wanted.name, request.user))})


def _by(names: list[str]) -> str:
    """Who has a section open just now, in a sentence; "" for nobody."""
    return f"{'、'.join(names)}正在填写这一部分" if names else ""


@dataclass(frozen=True)
class Place:
    """Where a page stands among the pages of an application: which of how many, and the address of the one before."""

    number: int
    of: int
    previous: str


def _place(case: Case, name: str) -> Place:
    """The place of a section, of the files, or of the check page, which comes last."""
    pages = {each: reverse("my_section", args=[case.pk, each]) for each in case.case_kind.sections_by_name}
    if name == FILES or attachments.listing(case):
        pages[FILES] = reverse("my_files", args=[case.pk])
    names = [*pages, CHECK]
    number = names.index(name)
    return Place(number + 1, len(names), pages[names[number - 1]] if number else "")


def _section_page(
    request: HttpRequest, case: Case, wanted: Section, typed: Typed, version: int, *, status: int = 200, **more
) -> HttpResponse:
    shown = wanted.bound(typed) if typed else wanted.blank()
    there = presence.enter(case, wanted.name, request.user)
    asked = [point for point in returns.open_points(case) if point.section == wanted.name]
    returns.mark(shown, wanted, asked)
    faults = wanted.faults_in(shown) if typed and wanted.rows else []
    warnings = wanted.warnings(shown) if typed else []  # after the marks: a field that was drawn once keeps its words
    context = _context(
        case,
        section=wanted,
        form=shown,
        rows=row_pages.row_page(request, wanted, shown, typed, faults) if wanted.rows else None,
        faults=faults[: row_pages.LISTED],
        seen_version=version,
        place=_place(case, wanted.name),
        asked=asked,
        warnings=warnings,
        open_by=_by(there),
        **more,
    )
    return render(request, "casework/my/section.html", context, status=status)


def _number(posted: QueryDict) -> int:
    """The version that the page carried; 0 when it was tampered with, which then conflicts with what is saved."""
    return whole_number(posted.get("seen_version", ""))


@my_page
@require_http_methods(["GET", "HEAD", "POST"])
def files(request: HttpRequest, pk: int) -> HttpResponse:
    """The files that are asked for: each that is fit is kept, whatever becomes of the others."""
    case = _mine(request, pk)
    if not _is_open(case):
        return redirect("my_case", case.number)
    errors, refusal, place = {}, "", _place(case, FILES)
    if request.method == "POST":
        try:
            errors = posting.take(request, case, request.user)
            drafts.settle_files(case, user=request.user)
        except StepRefused as problem:
            refusal = str(problem)
        if not errors and not refusal:
            if "previous" in request.POST and place.previous:
                return redirect(place.previous)
            return redirect("my_draft" if "next" in request.POST else "my_files", case.pk)
    asked = [point for point in returns.open_points(case) if point.section == FILES]
    blocks = posting.blocks(case, str(case.pk), errors)
    context = _context(case, blocks=blocks, refusal=refusal, place=place, asked=asked)
    return render(request, "casework/my/files.html", context, status=UNPROCESSABLE if errors or refusal else 200)


@my_page
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything as it will be handed in, what is missing, and the button that hands it in."""
    case = _mine(request, pk)
    refusal, status = "", 200
    if request.method == "POST":
        try:
            seen = {"seen_version": _number(request.POST), "seen_files": request.POST.get("seen_files", "")}
            sent = drafts.submit_draft(case, user=request.user, **seen)
        except StepRefused as problem:
            refusal = "" if isinstance(problem, NotComplete) else str(problem)
            case, status = _mine(request, pk), UNPROCESSABLE
        else:
            return redirect("my_receipt", sent.number)
    if not _is_open(case):
        messages.warning(request, refusal or "这个办件已经提交。")
        return redirect("my_case", case.number)
    found = drafts.task_list(case)
    context = _context(
        case,
        refusal=refusal,
        faults=drafts.faults(case, found),
        warnings=drafts.warnings(case, found),
        sections=drafts.shown(case, found),
        files=attachments.listing(case),
        files_mark=drafts.files_mark(case),
        place=_place(case, CHECK),
        transition=case.case_kind.workflow.transitions[case.case_kind.submit_action],
    )
    return render(request, "casework/my/check.html", context, status=status)


@my_page
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks, then deletes a draft."""
    case = _mine(request, pk)
    if case.status != DRAFT:
        return redirect("my_case", case.number)
    if request.method == "POST":
        deleted.throw_away(case, user=request.user)
        messages.success(request, f"“{case.title}”的草稿已删除，30 天内可以在“已删除的草稿”里恢复。")
        return redirect("my_cases")
    return render(request, "casework/my/delete.html", _context(case))
