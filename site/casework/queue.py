"""What a queue shows, by what it is narrowed, and what leaves it as a spreadsheet: plain functions, no admin class.

They read only columns of Case and what `for_queue` has joined, so a page of the queue takes the same number of queries
whatever the kinds in it.
"""

from collections.abc import Callable, Iterable

from django.utils import timezone

from accounts.identifiers import mask_name, mask_phone
from casework.managers import COUNTED
from casework.models import Case

STRANGER = "未登录的读者"


def applicant(case: Case) -> str:
    """The applicant's name, masked (000-39), and the tail of the number."""
    end = (case.applicant or case).phone_tail
    tail = f"（尾号 {end}）" if end else ""
    closed = "（已注销）" if case.applicant and case.applicant.closed_at else ""
    return masked_name(case) + tail + closed


def kind(case: Case) -> str:
    """The kind in Chinese."""
    return case.case_kind.label


def status(case: Case) -> str:
    """The status in Chinese."""
    return case.status_label


def due(case: Case) -> str:
    """When staff have to act, and how late they are."""
    if case.due_at is None:
        return "—"
    shown = f"{timezone.localtime(case.due_at):%m-%d %H:%M}"
    return f"{shown} 已超时" if case.due_at < timezone.now() else shown


def submitted(case: Case) -> str:
    """When the case came in."""
    return f"{timezone.localtime(case.submitted_at):%Y-%m-%d %H:%M}" if case.submitted_at else "—"


def assignee(case: Case) -> str:
    """Who has the case."""
    return str(case.assignee) if case.assignee else "—"


def full_name(case: Case) -> str:
    """The applicant's name as it is."""
    if case.applicant:
        return case.applicant.get_full_name() or case.applicant.username
    return case.caller_name or STRANGER


def masked_name(case: Case) -> str:
    """The applicant's name as lists and exports show it."""
    name = full_name(case)
    return name if name == STRANGER else mask_name(name)


def full_phone(case: Case) -> str:
    """The applicant's number as it is."""
    return (case.applicant or case).phone


def masked_phone(case: Case) -> str:
    """The applicant's number as exports show it."""
    number = full_phone(case)
    return mask_phone(number) if number else ""


Marks = Callable[[Iterable[Case]], dict[int, str]]
_markers: list[Marks] = []


def marks_from(marker: Marks) -> Marks:
    """Registers who knows something that a row of a queue should say: marker(cases of a page) in a constant number of
    queries is {pk: words}."""
    _markers.append(marker)
    return marker


def marks(cases: Iterable[Case]) -> dict[int, list[str]]:
    """What there is to say of these rows besides their columns."""
    found: dict[int, list[str]] = {}
    for marker in _markers:
        for pk, words in marker(cases).items():
            found.setdefault(pk, []).append(words)
    return found


COLUMNS: dict[str, tuple[str, Callable[[Case], str]]] = {
    "kind": ("业务", kind),
    "title": ("事项", lambda case: case.title),
    "applicant": ("申请人", applicant),
    "organisation": ("单位", lambda case: case.organisation.name if case.organisation else "—"),
    "submitted": ("提交时间", submitted),
    "due": ("应办结", due),
    "status": ("状态", status),
    "assignee": ("经办人", assignee),
}


def columns(kind_names: list[str]) -> dict[str, tuple[str, Callable[[Case], str]]]:
    """The columns of a list about these kinds: a list about one does not say which."""
    return {name: column for name, column in COLUMNS.items() if name != "kind" or len(kind_names) > 1}


def is_cut(count: int) -> bool:
    """Whether a list has more cases than it counts and pages through."""
    return count >= COUNTED
