"""The frame around an application: what editors wrote on its service page. The ground asks; who has pages answers."""

from collections.abc import Callable
from dataclasses import dataclass, field

from casework.kinds import ServiceKind


@dataclass(frozen=True)
class Frame:
    """A service page as the pages of an application show it. trail: (title, path) of the pages above it."""

    title: str
    path: str = ""
    trail: list[tuple[str, str]] = field(default_factory=list)
    materials: list[str] = field(default_factory=list)
    duration: str = ""
    summary: str = ""


Finder = Callable[[str], Frame | None]
_finders: list[Finder] = []


def frames_from(finder: Finder) -> Finder:
    """Registers who finds the live service page of a kind, by the kind's name."""
    _finders.append(finder)
    return finder


def frame_of(kind: ServiceKind) -> Frame:
    """The frame of a kind; its label alone while no editor has published a page for it."""
    found = (finder(kind.name) for finder in _finders)
    return next((frame for frame in found if frame), Frame(kind.label))
