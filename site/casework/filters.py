"""Narrowing a queue: one form for the list, its export and what leads to it. What does not fit finds nothing."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django import forms
from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Count, Q, QuerySet, Subquery
from django.http import QueryDict
from django.utils import timezone
from django.utils.http import urlencode

from casework import assignments, kinds
from casework.enums import Holder
from casework.models import Case
from casework.permissions import colleagues, kinds_for

DUE_CHOICES = [
    ("open", "未办结"),
    ("overdue", "已超时"),
    ("today", "今天到期"),
    ("week", "七天内到期"),
    ("stopped", "时钟停止"),
]
MINE, NOBODY = "mine", "nobody"
COUNTED = 999
"""A choice counts no further than this: “999+” is as good an answer and costs as little in a long history."""


class BoundedCount(Subquery):
    """How many rows a query finds, up to COUNTED + 1, as a value of another row."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    empty_result_set_value = 0

    def __init__(self, cases: QuerySet):
        super().__init__(cases.order_by().values("pk")[: COUNTED + 1], output_field=Count("pk").output_field)


@dataclass(frozen=True)
class Question:
    """A question that is asked every day: its label, its query string, and the cases that answer it."""

    label: str
    query: str
    cases: QuerySet


@dataclass(frozen=True)
class Tab:
    """A question with its answer, and whether it is being asked."""

    label: str
    query: str
    count: str
    is_current: bool


class QueueFilter(forms.Form):
    """The questions by which a list of cases is narrowed; kind_name: the one kind that the list is about, or ""."""

    q = forms.CharField(
        label="搜索", required=False, widget=forms.TextInput(attrs={"placeholder": "编号、姓名、单位或手机尾号"})
    )
    kind = forms.ChoiceField(label="业务", required=False)
    status = forms.ChoiceField(label="状态", required=False)
    due = forms.ChoiceField(label="应办结", required=False, choices=[("", "全部"), *DUE_CHOICES])
    assignee = forms.ChoiceField(label="经办人", required=False)
    organisation = forms.CharField(
        label="单位", required=False, widget=forms.TextInput(attrs={"placeholder": "名称开头或信用代码"})
    )
    since = forms.DateField(label="提交日期从", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label="到", required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, params: QueryDict, *, user: AbstractBaseUser, kind_name: str = ""):
        asked = {name: params[name] for name in self.base_fields if name in params}
        for name in {"q", "organisation"} & set(asked):
            asked[name] = asked[name].replace("\x00", "")  # PostgreSQL takes no NUL in a text
        super().__init__(asked)
        self.user = user
        self.places: list[Tab] = []
        allowed = kinds_for(user)
        self.kind_names = [name for name in allowed if name == kind_name] if kind_name else allowed
        if kind_name or len(allowed) < 2:
            del self.fields["kind"]
        else:
            labels = [(name, kinds.case_kind(name).label) for name in self.kind_names]
            self.fields["kind"].choices = [("", "全部"), *labels]
        self.fields["status"].choices = [("", "全部"), *status_choices(self.kind_names)]
        people = [(str(person.pk), str(person)) for person in colleagues(self.kind_names)]
        self.fields["assignee"].choices = [("", "全部"), (MINE, "我的"), (NOBODY, "无人领取"), *people]

    def base(self) -> QuerySet:
        """Every case of the list, the newest first."""
        return queue_of(self.kind_names)

    def cases(self) -> QuerySet:
        """The cases that are asked for; none when a question was put wrongly."""
        cases = self.base()
        if not self.is_valid():
            return cases.none()
        asked = {name: value for name, value in self.cleaned_data.items() if value}
        for name, value in asked.items():
            cases = getattr(self, f"_by_{name}")(cases, value)
        return cases

    def asked(self) -> dict[str, str]:
        """The questions that were put, as they were put."""
        return {name: self.data[name] for name in self.fields if self.data.get(name)}

    def query(self) -> str:
        """The questions as a query string, without a page."""
        return urlencode(self.asked())

    def _by_q(self, cases: QuerySet, text: str) -> QuerySet:
        return cases.found_by(text)

    def _by_kind(self, cases: QuerySet, name: str) -> QuerySet:
        return cases.filter(kind=name)

    def _by_status(self, cases: QuerySet, status: str) -> QuerySet:
        return cases.filter(status=status)

    def _by_due(self, cases: QuerySet, value: str) -> QuerySet:
        return narrow_due(cases, value)

    def _by_assignee(self, cases: QuerySet, value: str) -> QuerySet:
        return narrow_assignee(cases, value, self.user)

    def _by_organisation(self, cases: QuerySet, text: str) -> QuerySet:
        return cases.of_organisation(text)

    def _by_since(self, cases: QuerySet, day: date) -> QuerySet:
        return cases.filter(submitted_at__gte=midnight(day))

    def _by_until(self, cases: QuerySet, day: date) -> QuerySet:
        return cases.filter(submitted_at__lt=midnight(day + timedelta(days=1)))

    def count(self) -> list[Tab]:
        """The tabs, and a count behind every choice of kind and status, all asked in one query."""
        base = self.base()
        tabs = [
            Question("全部", "", base),
            *daily(base, self.user),
            Question("七天内到期", "due=week", narrow_due(base, "week")),
        ]
        choices = {
            (name, value): base.filter(**{name: value})
            for name in ("kind", "status")
            if name in self.fields
            for value, _ in self.fields[name].choices
            if value
        }
        shown = [in_words(number) for number in count_of(self.user, [*(tab.cases for tab in tabs), *choices.values()])]
        by_choice = dict(zip(choices, shown[len(tabs) :], strict=True))
        self.places = self._places(by_choice)
        for name in {name for name, _ in choices}:
            field = self.fields[name]
            field.choices = [
                (value, f"{label}（{by_choice[name, value]}）" if value else label) for value, label in field.choices
            ]
        current = self.asked()
        return [
            Tab(tab.label, tab.query, count, QueryDict(tab.query).dict() == current)
            for tab, count in zip(tabs, shown, strict=False)
        ]

    def _places(self, counts: dict[tuple[str, str], str]) -> list[Tab]:
        """Where the cases lie: by kind in a list of several kinds, by status in a list of one, of those that lie with
        staff."""
        current = self.asked()
        if "kind" in self.fields:
            asked = [("kind", value, str(label)) for value, label in self.fields["kind"].choices if value]
        else:
            workflow = kinds.case_kind(self.kind_names[0]).workflow if self.kind_names else None
            held = workflow.held_by(Holder.STAFF) if workflow else []
            asked = [("status", value, workflow.label(value)) for value in held if len(held) > 1]
        return [
            Tab(label, urlencode({name: value}), counts[name, value], current == {name: value})
            for name, value, label in asked
        ]


def queue_of(kind_names: list[str]) -> QuerySet:
    """Every submitted case of these kinds, the newest first."""
    cases = Case.objects.for_queue().filter(kind__in=kind_names)
    return cases.order_by("-submitted_at", "-pk").bounded()


def daily(cases: QuerySet, user: AbstractBaseUser) -> list[Question]:
    """What a member of staff asks every day of a queue."""
    mine = narrow_assignee(narrow_due(cases, "open"), MINE, user)
    return [
        Question("我的待办", f"assignee={MINE}&due=open", mine),
        Question("无人领取", f"assignee={NOBODY}", narrow_assignee(cases, NOBODY, user)),
        Question("已超时", "due=overdue", narrow_due(cases, "overdue")),
        Question("今天到期", "due=today", narrow_due(cases, "today")),
    ]


def in_words(number: int) -> str:
    """A bounded count as people read it."""
    return f"{COUNTED}+" if number > COUNTED else str(number)


def count_of(user: AbstractBaseUser, questions: list[QuerySet]) -> list[int]:
    """The bounded count of each query, in one query: values of the row of the person who asks."""
    columns = [BoundedCount(cases) for cases in questions]
    return list(get_user_model().objects.filter(pk=user.pk).values_list(*columns).get())


def midnight(day: date) -> datetime:
    """The first moment of a day here."""
    return timezone.make_aware(datetime.combine(day, time()))


def narrow_assignee(cases: QuerySet, value: str, user: AbstractBaseUser) -> QuerySet:
    """The cases of the user and of those the user stands in for, nobody's open ones, or a colleague's (an id)."""
    if value == NOBODY:
        return cases.filter(assignee=None, closed_at=None)
    return cases.filter(assignee__in=assignments.covered_by(user) if value == MINE else [int(value)])


def narrow_due(cases: QuerySet, value: str) -> QuerySet:
    """The cases whose due time is as the filter says, the most urgent first where a time is asked for."""
    now = timezone.now()
    tomorrow = midnight(timezone.localdate() + timedelta(days=1))
    spans = {
        "overdue": Q(due_at__lt=now),
        "today": Q(due_at__gte=now, due_at__lt=tomorrow),
        "week": Q(due_at__gte=now, due_at__lt=tomorrow + timedelta(days=6)),
    }
    if value in spans:
        return cases.filter(spans[value]).order_by("due_at", "pk")
    return cases.filter(closed_at=None, **({"due_at": None} if value == "stopped" else {}))


def status_choices(kind_names: list[str]) -> list[tuple[str, str]]:
    """Every status of these kinds; kinds that share a value share its line."""
    found: dict[str, str] = {}
    for name in kind_names:
        for value, label in kinds.case_kind(name).workflow.choices():
            found.setdefault(value, label)
    return list(found.items())
