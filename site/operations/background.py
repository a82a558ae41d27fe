"""Background tasks whose worker has died: they would stay "running" for ever, for no other worker takes them up."""

import logging
from datetime import timedelta

from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

logger = logging.getLogger(__name__)

STUCK_AFTER = timedelta(minutes=30)  # no task of this site may take longer
MOST_STARTS = 3  # a task that takes its worker down with it is not given to a fourth


def stuck():
    """The tasks that have been running for longer than any may."""
    return DBTaskResult.objects.running().filter(started_at__lt=timezone.now() - STUCK_AFTER)


def revive() -> int:
    """Puts stuck tasks back in the queue, or gives them up after three starts; returns how many were found.

    Tasks are written so that running one twice does no harm.
    """
    found = 0
    for task in stuck():
        # Only while it is still as we saw it: its worker may be alive after all and have finished it.
        unchanged = DBTaskResult.objects.running().filter(pk=task.pk, started_at=task.started_at)
        if len(task.worker_ids) < MOST_STARTS:
            found += unchanged.update(status=TaskResultStatus.READY, started_at=None)
        else:
            found += unchanged.update(
                status=TaskResultStatus.FAILED,
                finished_at=timezone.now(),
                exception_class_path="operations.background.WorkerDied",
                traceback=f"The worker died {MOST_STARTS} times while running this task.",
            )
        logger.warning("stuck background task", extra={"task": task.task_path, "starts": len(task.worker_ids)})
    return found


class WorkerDied(Exception):
    """Stands in the record of a task that was given up."""
