"""What happens next with a case, and how long it takes: read from its workflow, its promise and its clock."""

import math
from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone

from casework import clock
from casework.enums import By, Holder
from casework.models import Case
from workdays.calendar import BusinessClock
from workdays.services import work_calendar


@dataclass(frozen=True)
class Outlook:
    """Sentences for the applicant.

    promise: working days in which the kind is dealt with; days_left: working days until due_at, rounded up; is_certain:
    whether the holidays up to then are announced; results: what can come of it, as labels of statuses.
    """

    sentence: str
    promise: int = 0
    due_at: datetime | None = None
    days_left: int | None = None
    is_late: bool = False
    is_certain: bool = True
    results: list[str] = field(default_factory=list)


def outlook(case: Case, now: datetime | None = None) -> Outlook:
    """What the applicant of a submitted case may expect."""
    now = now or timezone.now()
    workflow = case.case_kind.workflow
    holder = workflow.statuses[case.status].holder
    if said := workflow.statuses[case.status].outlook:
        return Outlook(said)
    if holder is Holder.NOBODY:
        return Outlook("已经办结，不需要您再做什么。")
    if holder is Holder.APPLICANT:
        return Outlook("等待您处理。您处理以前，办理时限不计时。", results=_results(case, By.APPLICANT))
    promise = round(clock.promise(case) / clock.working_day())
    common = {"promise": promise, "due_at": case.due_at, "results": _results(case, By.STAFF)}
    if case.due_at is None:
        return Outlook("工作人员正在办理，您不需要做什么。有结果时会通知您。", **common)
    if case.due_at < now:
        late = "已经超过承诺的时间，我们会尽快办理。您也可以来电询问。"
        return Outlook(late, is_late=True, **common)
    calendar = work_calendar()
    left = BusinessClock(calendar).between(timezone.localtime(now), timezone.localtime(case.due_at))
    return Outlook(
        "工作人员正在办理，您不需要做什么。有结果时会通知您。",
        days_left=math.ceil(left / clock.working_day()),
        is_certain=calendar.is_announced(timezone.localdate(case.due_at)),
        **common,
    )


def _results(case: Case, by: By) -> list[str]:
    """The statuses to which somebody's steps lead from here, in the order of the table."""
    workflow = case.case_kind.workflow
    targets = [each.target for each in workflow.legal(case.status) if each.by is by and not each.in_window]
    return [workflow.label(target) for target in dict.fromkeys(targets)]
