"""What the admin's first page says of cases: what waits, and how long answers take against what was promised."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.ui.components import Component

from casework import clock, filters, kinds
from casework.enums import Holder
from casework.kinds import CaseKind
from casework.models import Case, StatusChange
from casework.permissions import kinds_for
from workdays.calendar import BusinessClock
from workdays.services import work_calendar

PERIOD = timedelta(days=30)
MOST_MEASURED = 1000
"""The newest answers are enough for a median, and keep the panel as quick in a long history as in a short one."""
KEPT = 600  # seconds that a median is kept


@dataclass(frozen=True)
class Figure:
    """A number with the list behind it."""

    label: str
    text: str
    link: str
    is_urgent: bool = False


Read = Callable[[AbstractBaseUser], Figure]
_more: list[Read] = []


def register(read: Read) -> Read:
    """Registers a figure of a room above casework."""
    _more.append(read)
    return read


@dataclass(frozen=True)
class Pace:
    """How long answers of a kind took: the median in working days, the promise, and of how many answers."""

    kind: CaseKind
    days: float
    promise: int
    answers: int

    @property
    def is_late(self) -> bool:
        return self.days > self.promise


class CaseworkPanel(Component):
    """办件: what waits for whom, each a link to the list; how fast answers are."""

    name = "casework"
    template_name = "casework/admin/panel.html"
    order = 90

    def __init__(self, user: AbstractBaseUser):
        self.user = user

    def get_context_data(self, parent_context) -> dict:
        more = [read(self.user) for read in _more]
        return {"figures": [*figures(self.user), *more], "paces": paces(kinds_for(self.user)), "period": PERIOD.days}


def figures(user: AbstractBaseUser) -> list[Figure]:
    """What waits, for a member of staff; constant in queries."""
    cases, today = filters.queue_of(kinds_for(user)), timezone.localdate()
    new = cases.filter(submitted_at__gte=filters.midnight(today))
    questions = [*filters.daily(cases, user), filters.Question("今天新收", f"since={today}", new)]
    index, counts = reverse("cases_modeladmin_index"), filters.count_of(user, [each.cases for each in questions])
    return [
        Figure(
            each.label,
            filters.in_words(number),
            f"{index}?{each.query}",
            is_urgent=each.query == "due=overdue" and number > 0,
        )
        for each, number in zip(questions, counts, strict=True)
    ]


def paces(kind_names: list[str], now: datetime | None = None) -> list[Pace]:
    """The pace of each kind that had answers in the last days, kept for some minutes."""
    found = (
        cache.get_or_set(f"casework.pace.{name}", lambda name=name: _pace(name, now or timezone.now()), KEPT)
        for name in kind_names
    )
    return [
        Pace(kinds.case_kind(name), days, clock.promised_days(name), answers)
        for name, (days, answers) in zip(kind_names, found, strict=True)
        if answers
    ]


def _pace(kind_name: str, now: datetime) -> tuple[float, int]:
    """The median of the working days that closed cases lay with staff, and of how many; (0, 0) without any."""
    closed = Case.objects.filter(kind=kind_name, closed_at__gt=now - PERIOD, submitted_at__isnull=False)
    ids = list(closed.order_by("-closed_at").values_list("pk", flat=True)[:MOST_MEASURED])
    if not ids:
        return 0.0, 0
    workflow, taken, since = kinds.case_kind(kind_name).workflow, dict.fromkeys(ids, timedelta()), {}
    measure = BusinessClock(work_calendar())
    changes = StatusChange.objects.filter(case_id__in=ids).order_by("case_id", "position")
    for case_id, target, at in changes.values_list("case_id", "target", "at"):
        moment = timezone.localtime(at)
        if case_id in since:
            taken[case_id] += measure.between(since.pop(case_id), moment)
        if target in workflow.statuses and workflow.statuses[target].holder is Holder.STAFF:
            since[case_id] = moment
    return round(median(taken.values()) / clock.working_day(), 1), len(ids)
