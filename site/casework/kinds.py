"""The registry of services that people can apply for. A feature registers its kind; a service page names it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.urls import reverse

from casework.attachments.items import Item
from casework.enums import ForWhom
from casework.sections import Answers, Fault, Section
from casework.workflow import Workflow

if TYPE_CHECKING:
    from django import forms
    from django.contrib.auth.base_user import AbstractBaseUser

    from casework.models import Case


@dataclass(frozen=True)
class Part:
    """Something of a kind's own on a page of the house: read(...) is its template's context, there called `part`."""

    template: str
    read: Callable[..., dict]


@dataclass(frozen=True)
class ServiceKind:
    """One service: its stable name, its Chinese label, and, once it can be applied for, where an application begins.

    start_view: the URL name of the page where an application begins; None means the service is not open yet (即将开通).
    page_part: what the kind knows and editors need not write, on its service page; read() takes nothing and says the
        same to everybody, for the page is kept.
    """

    name: str
    label: str
    start_view: str | None = None
    page_part: Part | None = None

    @property
    def is_open(self) -> bool:
        """Whether one can apply now."""
        return self.start_view is not None

    @property
    def start_path(self) -> str:
        """Where an application begins; only of a kind that is open."""
        return reverse(self.start_view)


@dataclass(frozen=True)
class Timed:
    """A step that time takes: due(cases, now) narrows the cases that could take it to those whose time has come."""

    action: str
    due: Callable[[QuerySet, datetime], QuerySet]


@dataclass(frozen=True, kw_only=True)
class CaseKind(ServiceKind):
    """A service whose applications are cases.

    model: "app_label.Model", the kind's own table below Case.
    prefix: what its numbers begin with; promise: working days in which staff act; both can be changed by staff
        (`casework.models.KindSettings`), these are what holds until then.
    withdraw_minutes: how long after submission the applicant may take it back; 0 for never.
    items: the files it asks for (staff change them as `casework.models.AttachmentItem`).
    remind_draft_days, delete_draft_days: when an untouched draft is reminded of, and deleted.
    sections: what an applicant fills in; with them the kind has drafts, a task list and all that follows.
    form_version: of the sections, kept in every snapshot; change it when they change.
    submit_action: the step that hands a draft, or a returned case, in.
    for_whom: whether one applies for oneself, for an organisation, or chooses.
    one_draft: whether a person (or an organisation) has only one open draft of the kind at a time.
    fill: fill(case, answers) puts the answers into the kind's own columns (and `title`) before every submission; the
        caller saves. check: check(case, answers) finds what is wrong between sections.
    desk: the URL name of the page where staff register a case for a caller or visitor; "" for none.
    notice_seconds: how long the notice on the service page is read before one may begin; 0 for no notice.
    notice_title: what the notice is called; "" for the label and 须知.
    may_apply: may_apply(user, case) raises a refusal (StepRefused) to a person who may not begin, or hand in this case.
    list_view: the URL name of the list that shows the applicant's cases of the kind in its own way; "" for none.
    list_label: what that list is called; several kinds may share one. "" for the label and 记录.
    title_from: (section, field) whose words a draft is called by while it is filled in; () for the label.
    draft_part: something of the kind's own on the task list, read(case); e.g. the way to its printed form.
    own: the kind's part of the applicant's page of a case, read(case); it stands for the list of facts and for what was
        submitted, and its part["sentence"], if not empty, for the ordinary sentence about what happens next.
    describe: describe(case) is its status in words that say more than the label.
    step_forms: what a step asks besides words, by action: a form made with case=, whose cleaned data go to the effect. It
        may ask for files.
    step_pages: the URL names of pages, by action, where the applicant takes a step in another way than by confirming it.
    message_values: message_values(case) are the variables that the kind's messages have besides those of every case.
    timed: the steps that time takes, run by `manage.py run_due`.
    personal: names of the fields, of the kind's own table or of its sections, that tell who somebody is: staff see them
        masked and reveal them for a reason.
    papers: what the office issues with a step, by action: the name of a kind registered with `paperwork.papers`. It is
        asked for in the step's transaction and made in the background.
    retention_days: how long after its end the personal data of a case is kept; staff may change it.
    forget: forget(case) takes the personal data out of the kind's own columns when that time is over; the caller saves.
    """

    model: str
    workflow: Workflow
    prefix: str
    promise: int = 1
    withdraw_minutes: int = 0
    items: tuple[Item, ...] = ()
    remind_draft_days: int = 45
    delete_draft_days: int = 60
    sections: tuple[Section, ...] = ()
    form_version: str = "1"
    submit_action: str = "send"
    for_whom: ForWhom = ForWhom.EITHER
    one_draft: bool = False
    desk: str = ""
    notice_seconds: int = 0
    notice_title: str = ""
    may_apply: Callable[["AbstractBaseUser", "Case | None"], None] | None = None
    list_view: str = ""
    list_label: str = ""
    draft_part: Part | None = None
    title_from: tuple[str, str] | tuple[()] = ()
    own: Part | None = None
    describe: Callable[["Case"], str] | None = None
    step_forms: Mapping[str, type["forms.Form"]] = field(default_factory=dict)
    step_pages: Mapping[str, str] = field(default_factory=dict)
    message_values: Callable[["Case"], Mapping[str, str]] | None = None
    fill: Callable[["Case", Answers], None] | None = None
    check: Callable[["Case", Answers], list[Fault]] | None = None
    timed: tuple[Timed, ...] = ()
    personal: tuple[str, ...] = ()
    papers: Mapping[str, str] = field(default_factory=dict)
    retention_days: int = 3 * 365
    forget: Callable[["Case"], None] | None = None

    @property
    def is_open(self) -> bool:
        return super().is_open or bool(self.sections)

    @property
    def start_path(self) -> str:
        return super().start_path if self.start_view else reverse("my_begin", args=[self.name])

    @property
    def sections_by_name(self) -> Mapping[str, Section]:
        """The sections in their order, by name."""
        return {section.name: section for section in self.sections}

    @property
    def open_statuses(self) -> tuple[str, ...]:
        """The statuses in which the applicant fills in: those from which the case can be handed in."""
        return self.workflow.transitions[self.submit_action].sources if self.sections else ()


_kinds: dict[str, ServiceKind] = {}


def register(kind: ServiceKind) -> None:
    """Makes a kind known; a second registration of the same name is a mistake and is refused."""
    if kind.name in _kinds:
        raise ValueError(f"service kind {kind.name!r} is registered twice")
    _kinds[kind.name] = kind


def get(name: str) -> ServiceKind | None:
    """The kind of that name, or None when no feature has registered it."""
    return _kinds.get(name)


def case_kind(name: str) -> CaseKind:
    """The kind of a case; KeyError when its app is no longer installed or has no cases."""
    kind = _kinds[name]
    if not isinstance(kind, CaseKind):
        raise KeyError(name)
    return kind


def case_kinds() -> list[CaseKind]:
    """Every kind that has cases."""
    return [kind for kind in _kinds.values() if isinstance(kind, CaseKind)]


def choices() -> list[tuple[str, str]]:
    """(name, label) of every registered kind, for the editor's list."""
    return [(kind.name, kind.label) for kind in _kinds.values()]
