"""The registry of papers that the office issues: a feature registers its kind, casework asks for one, the store keeps it.

A paper is issued once. Its body is made of what is frozen (a submission, a step), sealed last, and the same bytes are
served from then on (`paperwork.issuing`).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from casework.models import Case, Snapshot, StatusChange


@dataclass(frozen=True)
class SealPlace:
    """Where the visible seal stands: lower left corner and side of its square in points, and the page (-1: the last).

    42 mm across is what most organs use; a seal covers date and signature of the issuer.
    """

    x: float
    y: float
    size: float = 119.06
    page: int = -1


@dataclass(frozen=True)
class Body:
    """An unsigned paper as the layout made it, PDF/A-2b; seal is None for a seal that is not shown on the sheet."""

    pdf: bytes
    seal: SealPlace | None = None


@dataclass(frozen=True)
class Order:
    """What a paper is made of. Nothing here changes between two attempts but `issued_at`.

    number: of the paper; address: behind its QR code, in capitals; issuer: the name of the office. case is None for a
    paper about no single case. snapshot: the submission it is about; change: the step that asked for it, with its
    opinion; facts: what else was frozen when it was asked for.
    """

    number: str
    address: str
    issuer: str
    issued_at: datetime
    case: "Case | None" = None
    snapshot: "Snapshot | None" = None
    change: "StatusChange | None" = None
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class PaperKind:
    """One kind of paper: its stable name, its Chinese label, and how its body is made.

    mark: one to four capital letters that tell the kind in the paper's number (<case number>-<mark><position>).
    is_public: whether everybody may take it along who knows its number and code; of such a paper kept pages may speak.
    freeze: freeze(case, change) are the facts, plain JSON, that a paper which a step brings takes from the case at that
        moment; they come back as Order.facts.
    is_sealed: whether the office seals it; a declaration belongs to the applicant and never is.
    """

    name: str
    label: str
    mark: str
    render: Callable[[Order], Body]
    is_sealed: bool = True
    is_public: bool = False
    freeze: Callable[["Case", "StatusChange"], dict[str, object]] | None = None


_kinds: dict[str, PaperKind] = {}


def register(kind: PaperKind) -> None:
    """Makes a kind known; a name or mark that is taken is a mistake and is refused."""
    if kind.name in _kinds or kind.mark in {each.mark for each in _kinds.values()}:
        raise ValueError(f"paper kind {kind.name!r} ({kind.mark}) is registered twice")
    if not (kind.mark.isascii() and kind.mark.isalpha() and kind.mark.isupper() and len(kind.mark) <= 4):
        raise ValueError(f"paper kind {kind.name!r}: the mark is one to four capital letters")
    _kinds[kind.name] = kind


def get(name: str) -> PaperKind:
    """The kind of that name; KeyError when no feature has registered it."""
    return _kinds[name]


def label(name: str) -> str:
    """The Chinese label; the name itself of a kind that is no longer registered."""
    return _kinds[name].label if name in _kinds else name


def is_public(name: str) -> bool:
    """Whether papers of the kind are for everybody; those of a kind that is no longer registered are not."""
    return name in _kinds and _kinds[name].is_public
