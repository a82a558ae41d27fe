"""Writing many cases at once, for benchmarks and moves from other systems: one statement a table and step."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from casework import history
from casework.enums import DRAFT
from casework.models import Case, Snapshot, StatusChange

STEP = 500
PARENT = [field.attname for field in Case._meta.concrete_fields if not field.primary_key]


@dataclass(frozen=True)
class Taken:
    """A step that somebody took on a case, when; actor_id None for those of the system."""

    action: str
    actor_id: int | None
    at: datetime
    opinion: str = ""


@transaction.atomic
def insert(cases: list[Case]) -> None:
    """Writes cases of one kind, objects of its own model, both tables; Django itself cannot insert child tables in bulk.

    Nothing is numbered, told or logged: the caller gives every column, and history where there is to be one.
    """
    for start in range(0, len(cases), STEP):
        step = cases[start : start + STEP]
        rows = Case.objects.bulk_create([Case(**{name: getattr(case, name) for name in PARENT}) for case in step])
        for case, row in zip(step, rows, strict=True):
            case.pk = case.id = case.case_ptr_id = row.pk
            case._state.adding = False
        model = type(step[0])
        model._base_manager._insert(step, fields=model._meta.local_concrete_fields, using=Case.objects.db)


@transaction.atomic
def insert_with_history(cases: list[Case], steps: list[Sequence[Taken]], content: dict) -> None:
    """Writes cases that have gone these steps, the first of them a submission of this content (see insert).

    Status, version and the times of submission and end follow from the steps; the history proves as any other. Effects
    and guards of the steps are the caller's.
    """
    for case, taken in zip(cases, steps, strict=True):
        workflow = case.case_kind.workflow
        case.status = workflow.transitions[taken[-1].action].target
        case.version, case.submitted_at = len(taken), taken[0].at
        case.closed_at = taken[-1].at if workflow.statuses[case.status].is_final else None
    insert(cases)
    snapshots = Snapshot.objects.bulk_create(
        [history.frozen(case.pk, 1, content, at=case.submitted_at) for case in cases], batch_size=STEP
    )
    changes = []
    for case, taken, snapshot in zip(cases, steps, snapshots, strict=True):
        source, last = DRAFT, None
        for each in taken:
            transition = case.case_kind.workflow.transitions[each.action]
            change = StatusChange(
                case_id=case.pk,
                action=each.action,
                source=source,
                target=transition.target,
                by=transition.by,
                actor_id=each.actor_id,
                at=each.at,
                opinion=each.opinion,
                visible=transition.visible,
                snapshot=snapshot if last is None else None,
            )
            history.chain(change, last)
            changes.append(change)
            source, last = change.target, change
    StatusChange.objects.bulk_create(changes, batch_size=STEP)
