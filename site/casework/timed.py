"""Steps that time takes, and what time does to drafts: each case in its own transaction, one broken case alone."""

import logging
from collections.abc import Callable, Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from casework import deleted, drafts, kinds, services
from casework.errors import WrongStatus
from casework.kinds import CaseKind, Timed
from casework.models import Case, KeptForm

logger = logging.getLogger(__name__)


class SomeFailed(Exception):
    """Some cases could not be dealt with; the others were. Its words stand in the job's heartbeat."""

    def __init__(self, failures: list[tuple[Case, Exception]]):
        first, error = failures[0]
        super().__init__(f"{len(failures)} 件没有完成，第一件是 {first}（{type(error).__name__}: {error}）")


def run_timed(now: datetime | None = None) -> int:
    """Takes every step of every kind whose time has come, as SYSTEM; returns how many. Safe to repeat."""
    now = now or timezone.now()
    return _each(step for kind in kinds.case_kinds() for timed in kind.timed for step in _steps(kind, timed, now))


def _steps(kind: CaseKind, timed: Timed, now: datetime) -> Iterable[tuple[Case, Callable[[Case], object]]]:
    sources = kind.workflow.transitions[timed.action].sources
    due = timed.due(Case.objects.filter(kind=kind.name, status__in=sources), now)

    def step(case: Case) -> None:
        services.apply_transition(case, timed.action, actor=services.SYSTEM, seen_version=None, now=now)

    return [(case, step) for case in due.order_by("pk")]


def remind_of_drafts(now: datetime | None = None) -> int:
    """Reminds of every draft that has been left alone for long enough; returns how many."""
    now = now or timezone.now()
    found = (case for kind in kinds.case_kinds() for case in drafts.to_remind(kind, now).order_by("pk"))
    return _each((case, lambda case: drafts.remind(case, now=now)) for case in found)


def delete_old_drafts(now: datetime | None = None) -> int:
    """Deletes every draft whose time is over; returns how many."""
    now = now or timezone.now()
    found = (case for kind in kinds.case_kinds() for case in drafts.to_delete(kind, now).order_by("pk"))
    return _each((case, lambda case: drafts.delete_draft(case, user=services.SYSTEM)) for case in found)


def forget_deleted_drafts(now: datetime | None = None) -> int:
    """Deletes for good what people deleted a month ago; returns how many."""
    found = deleted.over(now or timezone.now()).order_by("pk")
    return _each((case, deleted.forget) for case in found)


def forget_kept_forms(now: datetime | None = None) -> int:
    """Deletes the forms that nobody came back for; returns how many."""
    return KeptForm.objects.filter(expires_at__lte=now or timezone.now()).delete()[0]


def _each(work: Iterable[tuple[Case, Callable[[Case], object]]]) -> int:
    """Does each piece in its own transaction. Raises SomeFailed after the last if any failed."""
    done, failures = 0, []
    for case, act in list(work):
        try:
            with transaction.atomic():
                act(case)
            done += 1
        except (WrongStatus, Case.DoesNotExist):
            continue  # somebody was faster: there is nothing left to do
        except Exception as error:
            logger.exception("timed work failed", extra={"case": case.pk})
            failures.append((case, error))
    if failures:
        raise SomeFailed(failures)
    return done
