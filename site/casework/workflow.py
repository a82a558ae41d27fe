"""A kind's workflow as data: statuses and transitions that buttons, queues, documents and tests all read.

There is no state machine library and no behaviour here: `casework.services.apply_transition` is the only code that
changes a status, and it does so by these rows.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from casework.enums import DRAFT, By, Holder, Opinion

if TYPE_CHECKING:
    from casework.models import Case, StatusChange

Effect = Callable[["Case", "StatusChange", dict], None]
Guard = Callable[["Case", datetime], None]
Locks = Callable[["Case", dict], None]


@dataclass(frozen=True)
class Status:
    """One state a case can be in, its Chinese label, and with whom the case then lies.

    outlook: what the applicant is told to do or to expect; "" for the ordinary sentence about who has the case.
    """

    value: str
    label: str
    holder: Holder
    outlook: str = ""

    @property
    def is_final(self) -> bool:
        """Whether nothing more happens to the case."""
        return self.holder is Holder.NOBODY


@dataclass(frozen=True)
class Transition:
    """One legal step.

    by: who may take it; staff need `permission` ("app_label.codename") as well.
    visible: whether the applicant reads the opinion; the step itself always shows.
    not_by: actions whose actor may not take this one (four eyes).
    message: key of the message that tells the applicant; empty for none.
    effect: what else the step does, in the same transaction: effect(case, change, data).
    guard: what the status alone does not tell: guard(case, now), with the case as its kind's own object, raises NotNow
        when the step is shown but must wait, WrongStatus when it does not come into question.
    locks: takes the locks that stand before the case's own row: locks(case, data).
    names_sections: whether the actor may name what the applicant is to change: data["points"] (`casework.returns.Point`),
        or whole sections by their names alone (data["sections"]).
    in_window: True for the step that takes a submission back within its first minutes; every other step by staff waits
        until these minutes are over.
    bulk: staff may take the step on many cases in one go, each of which is asked as if it were alone.
    """

    action: str
    label: str
    sources: tuple[str, ...]
    target: str
    by: By
    permission: str = ""
    opinion: Opinion = Opinion.NONE
    visible: bool = True
    not_by: tuple[str, ...] = ()
    message: str = ""
    effect: Effect | None = None
    guard: Guard | None = None
    locks: Locks | None = None
    in_window: bool = False
    bulk: bool = False
    names_sections: bool = False


class Workflow:
    """The statuses and transitions of one kind, checked once when the code is loaded."""

    def __init__(self, statuses: list[Status], transitions: list[Transition]):
        self.statuses = {status.value: status for status in statuses}
        self.transitions = {transition.action: transition for transition in transitions}
        if len(self.statuses) != len(statuses) or len(self.transitions) != len(transitions):
            raise ValueError("a status or an action is there twice")
        if DRAFT not in self.statuses:
            raise ValueError("every workflow begins with a draft")
        for each in transitions:
            self._check(each)

    def _check(self, transition: Transition) -> None:
        unknown = ({*transition.sources, transition.target} - set(self.statuses)) | (
            set(transition.not_by) - set(self.transitions)
        )
        if unknown:
            raise ValueError(f"{transition.action} names what is not there: {', '.join(sorted(unknown))}")
        if any(self.statuses[source].is_final for source in transition.sources):
            raise ValueError(f"{transition.action} leads out of a final status")
        if (transition.by is By.STAFF) != bool(transition.permission):
            raise ValueError(f"{transition.action}: a permission is for staff, and staff need one")

    def legal(self, status: str) -> list[Transition]:
        """The transitions that lead out of a status, in the order of the table."""
        return [each for each in self.transitions.values() if status in each.sources]

    def label(self, status: str) -> str:
        """The Chinese label of a status; the value itself when an old case has one the table no longer knows."""
        return self.statuses[status].label if status in self.statuses else status

    def choices(self) -> list[tuple[str, str]]:
        """(value, label) of every status but the draft, for filters."""
        return [(status.value, status.label) for status in self.statuses.values() if status.value != DRAFT]

    def held_by(self, holder: Holder) -> list[str]:
        """The statuses in which a case lies with the holder."""
        return [status.value for status in self.statuses.values() if status.holder is holder]

    def mermaid(self) -> str:
        """The workflow as a Mermaid state diagram."""
        lines = ["stateDiagram-v2", f"    [*] --> {DRAFT}"]
        lines += [f"    {status.value}: {status.label}" for status in self.statuses.values()]
        for each in self.transitions.values():
            lines += [f"    {source} --> {each.target}: {each.label}（{each.by.label}）" for source in each.sources]
        lines += [f"    {status.value} --> [*]" for status in self.statuses.values() if status.is_final]
        return "\n".join(lines)
