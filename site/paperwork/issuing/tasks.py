"""Papers made in the background, each as a task of its own: a hundred at once keep nobody waiting and no memory."""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import DatabaseError
from django.db.models import F
from django.utils import timezone
from django_tasks import task

from paperwork.enums import Making
from paperwork.issuing import services
from paperwork.models import PaperRequest

logger = logging.getLogger(__name__)

ATTEMPTS = 6
FIRST_PAUSE = timedelta(seconds=30)  # doubled each time: the last attempt comes about a quarter of an hour later
LOST_AFTER = timedelta(minutes=30)
MOST_AT_ONCE = 500
UNKNOWN_PROBLEM = "制作时出错，已记入日志，请联系系统管理员。"


@task(backend="jobs")
def make_paper(request_id: int, attempt: int = 1) -> None:
    """Makes a paper that still waits. When it cannot be made it is tried again after a longer and longer pause, and
    after the last attempt it stands as failed until somebody has it made again. Running twice does no harm."""
    request = PaperRequest.objects.select_related("case", "snapshot", "change").get(pk=request_id)
    if request.state == Making.DONE:
        return
    try:
        services.make(request)
    except (services.NotMade, OSError, DatabaseError) as problem:
        _again(request, attempt, str(problem) if isinstance(problem, services.NotMade) else UNKNOWN_PROBLEM)
        if not isinstance(problem, services.NotMade):
            raise
    except Exception:
        _note(request, Making.FAILED, UNKNOWN_PROBLEM)  # a fault of the layout: a second try would find it too
        raise


def enqueue(requests: Iterable[PaperRequest]) -> None:
    """Hands papers to the worker; the tasks are part of the caller's transaction and go back with it."""
    for request in requests:
        make_paper.enqueue(request.pk)


def make_again(request: PaperRequest) -> bool:
    """Has a failed paper made again; False when it had not failed (any more)."""
    failed = PaperRequest.objects.filter(pk=request.pk, state=Making.FAILED)
    if not failed.update(state=Making.WAITING, attempts=0, problem="", changed_at=timezone.now()):
        return False
    enqueue([request])
    return True


def take_up(now: datetime | None = None) -> int:
    """Hands papers to the worker that have waited longer than any pause between two attempts, and says how many: their
    task was lost, or who wanted them at once (a receipt) was told to come back."""
    lost = PaperRequest.objects.filter(state=Making.WAITING, changed_at__lt=(now or timezone.now()) - LOST_AFTER)
    found = list(lost.order_by("changed_at")[:MOST_AT_ONCE])
    PaperRequest.objects.filter(pk__in=[each.pk for each in found]).update(changed_at=now or timezone.now())
    enqueue(found)
    return len(found)


def _again(request: PaperRequest, attempt: int, problem: str) -> None:
    last = attempt >= ATTEMPTS
    _note(request, Making.FAILED if last else Making.WAITING, problem)
    if not last:
        _enqueue_later(request, timezone.now() + FIRST_PAUSE * 2 ** (attempt - 1), attempt + 1)


def _enqueue_later(request: PaperRequest, at: datetime, attempt: int) -> None:
    make_paper.using(run_after=at).enqueue(request.pk, attempt)


def _note(request: PaperRequest, state: Making, problem: str) -> None:
    waiting = PaperRequest.objects.filter(pk=request.pk).exclude(state=Making.DONE)
    waiting.update(state=state, problem=problem[:300], attempts=F("attempts") + 1, changed_at=timezone.now())
    logger.warning("paper not made", extra={"request": request.pk, "kind": request.kind})
