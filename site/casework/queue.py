"""What a queue shows, by what it is narrowed, and what leaves it as a spreadsheet: plain functions, no admin class.

They read only columns of Case and what `for_queue` has joined, so a page of the queue takes the same number of queries
whatever the kinds in it.
"""

from collections.abc import Callable
from datetime import datetime, time, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from accounts.identifiers import mask_name, mask_phone
from casework import kinds
from casework.models import Case


def applicant(case: Case) -> str:
    """The applicant's name, masked (000-39), and the tail of the number."""
    if case.applicant is None:
        return "未登录的读者"
    tail = f"（尾号 {case.applicant.phone_tail}）" if case.applicant.phone_tail else ""
    return mask_name(case.applicant.get_full_name() or case.applicant.username) + tail


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


def masked_phone(case: Case) -> str:
    """The applicant's number as exports show it."""
    return mask_phone(case.applicant.phone) if case.applicant and case.applicant.phone_token else ""


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

DUE_CHOICES = [("overdue", "已超时"), ("today", "今天到期"), ("week", "七天内到期"), ("stopped", "时钟停止")]


def narrow_due(cases: QuerySet, value: str) -> QuerySet:
    """The cases whose due time is as the filter says."""
    now = timezone.now()
    midnight = timezone.make_aware(datetime.combine(timezone.localdate() + timedelta(days=1), time()))
    match value:
        case "overdue":
            return cases.filter(due_at__lt=now)
        case "today":
            return cases.filter(due_at__gte=now, due_at__lt=midnight)
        case "week":
            return cases.filter(due_at__gte=now, due_at__lt=midnight + timedelta(days=6))
        case "stopped":
            return cases.filter(due_at=None, closed_at=None)
    return cases


def status_choices(kind_names: list[str]) -> list[tuple[str, str]]:
    """Every status of these kinds; kinds that share a value share its line."""
    found: dict[str, str] = {}
    for name in kind_names:
        for value, label in kinds.case_kind(name).workflow.choices():
            found.setdefault(value, label)
    return list(found.items())
