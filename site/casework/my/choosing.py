"""Choosing what rows are filled from, such as 选择单体: a list with boxes to tick, that works without a script.

What is ticked and has no row yet becomes a row; what is ticked no more loses its row, with everything typed into it,
after a second look.
"""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from casework import drafts
from casework import rows as rows_of
from casework.errors import StepRefused
from casework.models import Case
from casework.my import row_pages
from casework.my.filling import CONFLICT, UNPROCESSABLE, section_context, section_of
from casework.my.keeping import my_page
from casework.rows import Row, Typed
from casework.sections import Choice, Section, as_query


@dataclass(frozen=True)
class Line:
    """A choice on the page. row: the number of the row that was filled from it, 0 for none."""

    choice: Choice
    row: int
    is_ticked: bool


@my_page
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """The choices with those ticked that have a row; then the rows as they were ticked."""
    case, wanted = section_of(request, pk, name)
    if not wanted.rows or wanted.source is None:
        raise Http404
    choices = wanted.source.choices(case, request.user)
    row = case.draft_sections.filter(name=name).first()
    typed, version = (row.typed, row.version) if row else ({}, 0)
    if request.method != "POST":
        return _page(request, case, wanted, choices, typed, version)
    ticked = set(request.POST.getlist("choice"))
    rows, losing = _wished(wanted, choices, typed, ticked)
    if losing and "sure" not in request.POST:
        return _page(request, case, wanted, choices, typed, version, ticked=ticked, losing=losing)
    if len(rows) > wanted.most:
        sentence = f"一共 {len(rows)} 行，最多 {wanted.most} 行。请少选一些。"
        return _page(request, case, wanted, choices, typed, version, UNPROCESSABLE, ticked=ticked, refusal=sentence)
    seen = rows_of.whole_number(request.POST.get("seen_version", ""))
    try:
        if seen != version:
            raise StepRefused("这一部分刚才有人修改过。请核对下面的选择，再按一次。")
        drafts.save_section(case, name, as_query(wanted.write_rows(rows)), user=request.user, seen_version=seen)
    except StepRefused as refusal:
        return _page(request, case, wanted, choices, typed, version, CONFLICT, ticked=ticked, refusal=str(refusal))
    messages.success(request, f"已选 {len(ticked & {each.key for each in choices})} 项，请在下面逐行补充。")
    return redirect(row_pages.address(case, wanted))


def _wished(
    wanted: Section, choices: list[Choice], typed: Typed, ticked: set[str]
) -> tuple[list[Row], list[tuple[int, Choice]]]:
    """The rows as they were ticked, those of no choice untouched; and (number, choice) of those that would go."""
    known = {each.key: each for each in choices}
    rows, losing, have = [], [], set()
    for number, row in enumerate(wanted.read_rows(typed), start=1):
        if rows_of.is_blank(row):
            continue
        key = wanted.source.key_of(row)
        have.add(key)
        if key in known and key not in ticked:
            losing.append((number, known[key]))
        else:
            rows.append(row)
    rows += [each.values for each in choices if each.key in ticked and each.key not in have]
    return rows, losing


def _page(
    request: HttpRequest,
    case: Case,
    wanted: Section,
    choices: list[Choice],
    typed: Typed,
    version: int,
    status: int = 200,
    *,
    ticked: set[str] | None = None,
    **more,
) -> HttpResponse:
    taken = {wanted.source.key_of(row): number for number, row in enumerate(wanted.read_rows(typed), start=1)}
    lines = [Line(each, taken.get(each.key, 0), each.key in (taken if ticked is None else ticked)) for each in choices]
    context = section_context(
        case,
        wanted,
        lines=lines,
        seen_version=version,
        nothing="" if choices else wanted.source.nothing(case),
        more_at=wanted.source.more(case),
        **more,
    )
    return render(request, "casework/my/rows_choose.html", context, status=status)
