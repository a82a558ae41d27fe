"""The page of a section that repeats: which rows it shows, and what its buttons do with them.

Every button saves what stands on the page: nothing typed is lost on the way to another row, page, file or register.
"""

from dataclasses import dataclass, field

from django import forms
from django.http import HttpRequest, QueryDict
from django.urls import reverse

from casework import rows as rows_of
from casework.models import Case
from casework.rows import WINDOW, Done, Typed, whole_number
from casework.sections import Fault, Section

LISTED = 20  # faults in the summary; the others are marked at their fields
LEAVING = ("next", "back", "previous")
ELSEWHERE = {"import": "my_rows_import", "choose": "my_rows_choose"}


@dataclass(frozen=True)
class ShownRow:
    """One row on the page: its number from 1 on, what people call it, and its form. is_here: the one to go on with."""

    number: int
    name: str
    form: forms.BaseForm
    is_first: bool
    is_last: bool
    is_here: bool


@dataclass(frozen=True)
class Page:
    """One page among those of a long section: its rows from 1 on, and how many things on it are wrong."""

    first: int
    last: int
    wrong: int
    is_current: bool


@dataclass(frozen=True)
class RowPage:
    """What the page shows beside the fields. removed: the number of the row that can be put back. more_faults: how
    many things are wrong beside those in the summary."""

    rows: list[ShownRow]
    count: int
    first: int
    after: int
    pages: list[Page] = field(default_factory=list)
    removed: int = 0
    removed_name: str = ""
    more_faults: int = 0
    is_full: bool = False
    is_plain: bool = True


def typed_of(wanted: Section, posted: QueryDict, saved: Typed) -> Typed:
    """What stands in the section now: what was posted, and of a long section the saved rows that the page did not show."""
    typed = wanted.keep(posted)
    return rows_of.merge(wanted.name, saved, typed, wanted.most) if wanted.rows else typed


def done(wanted: Section, posted: QueryDict, typed: Typed, saved: Typed) -> Done | None:
    """What a button for rows makes of the rows; None when none was pressed."""
    if not wanted.rows:
        return None
    word = "add" if "add" in posted else posted.get("row", "")
    if word:
        return rows_of.do(
            word,
            wanted.read_rows(typed),
            most=wanted.most,
            not_copied=wanted.form.not_copied,
            restored=rows_of.removed_row(wanted.name, saved),
        )
    if any(each in posted for each in LEAVING):
        rows = [row for row in wanted.read_rows(typed) if not rows_of.is_blank(row)]
        return Done([*rows, *({} for _ in range(wanted.minimum - len(rows)))])
    return None


def is_act(posted: QueryDict) -> bool:
    """Whether a button was pressed after which the person goes on with the same section."""
    return any(each in posted for each in ("add", "row", "page", "stay"))


def after_act(case: Case, wanted: Section, posted: QueryDict, act: Done | None) -> str:
    """Where the person goes on after such a button: the row it was about, or the page that was asked for."""
    at = act.at if act else None
    if "page" in posted:
        at = max(whole_number(posted["page"]) - 1, 0)
        return address(case, wanted, at)
    if at is None:
        return address(case, wanted, whole_number(posted.get(f"{wanted.name}-{rows_of.FROM}", "")))
    return f"{address(case, wanted, at, always=True)}#row-{at + 1}"


def address(case: Case, wanted: Section, at: int = 0, *, always: bool = False) -> str:
    """The address of the section's page on which the row stands. always: the row is named also on the first page."""
    path = reverse("my_section", args=[case.pk, wanted.name])
    return f"{path}?row={at + 1}" if always or at >= WINDOW else path


def elsewhere(case: Case, wanted: Section, posted: QueryDict) -> str:
    """The page of the section's rows that a button leads to; "" for none."""
    view = ELSEWHERE.get(posted.get("go", "")) if wanted.rows else None
    return reverse(view, args=[case.pk, wanted.name]) if view else ""


def row_page(
    request: HttpRequest, wanted: Section, shown: forms.BaseFormSet, typed: Typed, faults: list[Fault]
) -> RowPage:
    """The rows that the page shows: those around ?row=, or those that were on the page that was posted."""
    asked = whole_number(request.GET.get("row", ""))
    at = asked - 1 if asked else whole_number(request.POST.get(f"{wanted.name}-{rows_of.FROM}", ""))
    count = len(shown.forms)
    first, after = rows_of.window(count, at)
    found = [
        ShownRow(number + 1, _name(form), form, number == 0, number == count - 1, number + 1 == asked)
        for number, form in enumerate(shown.forms[first:after], start=first)
    ]
    removed = rows_of.removed_row(wanted.name, typed)
    return RowPage(
        rows=found,
        count=count,
        first=first,
        after=after,
        pages=_pages(count, first, faults),
        removed=removed[0] + 1 if removed else 0,
        removed_name=_first_text(removed[1]) if removed else "",
        more_faults=max(len(faults) - LISTED, 0),
        is_full=count >= wanted.most,
        is_plain=not wanted.form.row_template,
    )


def _pages(count: int, current: int, faults: list[Fault]) -> list[Page]:
    """The pages of a section that has more than one."""
    if count <= WINDOW:
        return []
    wrong = [whole_number(fault.field.partition("-")[0]) for fault in faults if fault.field]
    return [
        Page(
            first + 1, min(first + WINDOW, count), sum(first <= row < first + WINDOW for row in wrong), first == current
        )
        for first in range(0, count, WINDOW)
    ]


def _name(form: forms.BaseForm) -> str:
    """What people call a row: what stands in its first field."""
    first = next(iter(form.visible_fields()), None)
    value = first.value() if first else ""
    return str(value)[:60] if value and isinstance(value, str) else ""


def _first_text(row: rows_of.Row) -> str:
    return next((value[:60] for values in row.values() for value in values if value.strip()), "")
