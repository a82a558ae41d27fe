"""The registry of services that people can apply for. A feature registers its kind; a service page names it."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest

from casework.workflow import Workflow


@dataclass(frozen=True)
class ServiceKind:
    """One service: its stable name, its Chinese label, and, once it can be applied for, where an application begins.

    form: makes the first form for a request, to be shown in the service page; None while there is none.
    start_view: the URL name to which the first form is posted; None means the service is not open yet (即将开通).
    """

    name: str
    label: str
    form: Callable[[HttpRequest], object] | None = None
    start_view: str | None = None

    @property
    def is_open(self) -> bool:
        return self.start_view is not None


@dataclass(frozen=True, kw_only=True)
class CaseKind(ServiceKind):
    """A service whose applications are cases.

    model: "app_label.Model", the kind's own table below Case.
    prefix: what its numbers begin with; promise: working days in which staff act; both can be changed by staff
        (`casework.models.KindSettings`), these are what holds until then.
    withdraw_minutes: how long after submission the applicant may take it back; 0 for never.
    remind_draft_days, delete_draft_days: when an untouched draft is reminded of, and deleted.
    """

    model: str
    workflow: Workflow
    prefix: str
    promise: int = 1
    withdraw_minutes: int = 0
    remind_draft_days: int = 45
    delete_draft_days: int = 60


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
