"""核对清单: what staff look at before a step, as rows that they edit; each tick is kept with who and when.

A tick counts for the submission that was looked at: what is handed in anew is checked anew.
"""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from casework.enums import DRAFT, By
from casework.errors import WrongPerson
from casework.models import Case, ChecklistItem, ChecklistTick
from casework.permissions import works_on
from casework.workflow import Transition


@dataclass(frozen=True)
class Line:
    """One thing to look at, and the tick that counts for it now, if there is one."""

    item: ChecklistItem
    tick: ChecklistTick | None = None

    @property
    def is_ticked(self) -> bool:
        """Whether it has been looked at in this submission."""
        return bool(self.tick and self.tick.is_ticked)


@dataclass(frozen=True)
class Checklist:
    """What is looked at before one step."""

    transition: Transition
    lines: list[Line]

    @property
    def done(self) -> int:
        """How many lines are ticked."""
        return sum(line.is_ticked for line in self.lines)


def of_case(case: Case) -> list[Checklist]:
    """The lists of the steps that staff can take from the case's status now; at most two queries."""
    steps = [each for each in case.case_kind.workflow.legal(case.status) if each.by is By.STAFF]
    items = ChecklistItem.objects.filter(kind=case.kind, action__in=[each.action for each in steps], in_use=True)
    by_action: dict[str, list[ChecklistItem]] = {}
    for item in items:
        by_action.setdefault(item.action, []).append(item)
    ticks = _ticks(case) if by_action else {}
    return [
        Checklist(step, [Line(item, ticks.get(item.pk)) for item in by_action[step.action]])
        for step in steps
        if step.action in by_action
    ]


def lacking(case: Case, actions: list[str]) -> dict[str, str]:
    """Why these steps must wait for their lists: {action: sentence}; one query where nothing is required."""
    if case.status == DRAFT:
        return {}
    required = list(ChecklistItem.objects.filter(kind=case.kind, action__in=actions, in_use=True, required=True))
    ticks = _ticks(case) if required else {}
    left: dict[str, list[str]] = {}
    for item in required:
        tick = ticks.get(item.pk)
        if not (tick and tick.is_ticked):
            left.setdefault(item.action, []).append(item.text)
    return {action: f"先完成核对清单：{'、'.join(texts)}。" for action, texts in left.items()}


@transaction.atomic
def tick(case: Case, shown: set[int], ticked: set[int], *, user: AbstractBaseUser, now: datetime | None = None) -> int:
    """Keeps what changed among the lines that were shown; returns how many did. WrongPerson for who may not."""
    if not works_on(user, case.case_kind):
        raise WrongPerson("核对")
    Case.objects.select_for_update().get(pk=case.pk)
    known = {line.item.pk: line for checklist in of_case(case) for line in checklist.lines}
    rows = [
        ChecklistTick(
            case_id=case.pk,
            item=line.item,
            submission=_submission(case),
            is_ticked=pk in ticked,
            by=user,
            at=now or timezone.now(),
        )
        for pk, line in known.items()
        if pk in shown and (pk in ticked) != line.is_ticked
    ]
    return len(ChecklistTick.objects.bulk_create(rows))


def _submission(case: Case) -> int:
    """The number of the newest submission; 0 for a case that froze nothing."""
    return case.snapshots.order_by("-position").values_list("position", flat=True).first() or 0


def _ticks(case: Case) -> dict[int, ChecklistTick]:
    """The newest tick of each item in the newest submission."""
    rows = ChecklistTick.objects.filter(case_id=case.pk, submission=_submission(case))
    return {row.item_id: row for row in rows.select_related("by").order_by("pk")}
