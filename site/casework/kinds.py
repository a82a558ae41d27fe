"""The registry of services that people can apply for. A feature registers its kind; a service page names it."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest


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


_kinds: dict[str, ServiceKind] = {}


def register(kind: ServiceKind) -> None:
    """Makes a kind known; a second registration of the same name is a mistake and is refused."""
    if kind.name in _kinds:
        raise ValueError(f"service kind {kind.name!r} is registered twice")
    _kinds[kind.name] = kind


def get(name: str) -> ServiceKind | None:
    """The kind of that name, or None when no feature has registered it."""
    return _kinds.get(name)


def choices() -> list[tuple[str, str]]:
    """(name, label) of every registered kind, for the editor's list."""
    return [(kind.name, kind.label) for kind in _kinds.values()]
