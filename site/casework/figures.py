"""What the admin's first page says of cases: what waits, and how long answers take against what was promised."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.cache import cache
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from wagtail.admin.ui.components import Component

from casework import clock, kinds
from casework.enums import Holder
from casework.filters import COUNTED, MINE, NOBODY, QueueFilter, count_of
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
    questions = {
        "我的待办": {"assignee": MINE, "due": "open"},
        "无人领取": {"assignee": NOBODY},
        "已超时": {"due": "overdue"},
        "今天到期": {"due": "today"},
        "今天新收": {"since": timezone.localdate().isoformat()},
    }
    lists = [QueueFilter(_query(asked), user=user).cases() for asked in questions.values()]
    index = reverse("cases_modeladmin_index")
    return [
        Figure(
            label,
            f"{COUNTED}+" if number > COUNTED else str(number),
            f"{index}?{urlencode(asked)}",
            is_urgent=label == "已超时" and number > 0,
        )
        for (label, asked), number in zip(questions.items(), count_of(user, lists), strict=True)
    ]


def _query(asked: dict[str, str]) -> QueryDict:
    return QueryDict(urlencode(asked))


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
