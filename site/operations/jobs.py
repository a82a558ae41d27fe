"""Jobs that come round again: how an app registers one, and how those that are due are run.

An app writes them in its `jobs.py`, which is found by itself:

    @job("publish_scheduled", label="定时发布与到期下线", every=timedelta(minutes=1))
    def publish_scheduled() -> None: ...

A job may be run late, twice or after a crash, so it must be safe to repeat.
"""

import logging
import os
import socket
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from uuid import uuid4

from django.db import connection
from django.db.models import Q
from django.utils import timezone

from operations import registry
from operations.logs import mask
from operations.models import JobRun

logger = logging.getLogger(__name__)

RETRY_AFTER = timedelta(minutes=15)  # a job that failed is tried again no later than this
ERROR_LENGTH = 500


def job(name: str, *, label: str, every: timedelta, longest: timedelta = timedelta(minutes=10)) -> Callable:
    """Registers the decorated function as a job. label is Chinese; longest is how long a run may take at most."""

    def register(function: Callable[[], object]) -> Callable[[], object]:
        registry.add(registry.jobs, name, registry.Job(name, label, every, longest, function))
        return function

    return register


def run_due(only: str = "") -> Iterator[JobRun]:
    """Runs each job whose time has come and that nobody else is running, one at each step; yields its record.

    only names one job, which then runs even before its time. A failing job is recorded and the next one runs.
    """
    _make_records()
    for each in list(registry.jobs.values()):
        if only and each.name != only:
            continue
        if holder := _claim(each, timezone.now(), anytime=bool(only)):
            _run(each, holder)
            yield JobRun.objects.get(name=each.name)


def _make_records() -> None:
    known = set(JobRun.objects.values_list("name", flat=True))
    missing = [JobRun(name=name) for name in registry.jobs if name not in known]
    JobRun.objects.bulk_create(missing, ignore_conflicts=True)


def _claim(each: registry.Job, now: datetime, *, anytime: bool) -> str:
    """Takes the job's lock with one UPDATE, which SQLite and PostgreSQL both let only one process win; "" if taken."""
    holder = f"{socket.gethostname()[:80]}:{os.getpid()}:{uuid4().hex[:12]}"
    free = JobRun.objects.filter(Q(held_until=None) | Q(held_until__lt=now), name=each.name)
    if not anytime:
        free = free.filter(next_due_at__lte=now)
    won = free.update(holder=holder, held_until=now + each.longest, last_started_at=now)
    return holder if won else ""


def _run(each: registry.Job, holder: str) -> None:
    began = time.monotonic()
    error = ""
    try:
        each.run()
    except Exception as problem:
        error = mask(f"{type(problem).__name__}: {problem}")[:ERROR_LENGTH]
        logger.exception("job failed", extra={"job": each.name})
        if connection.connection is not None and not connection.in_atomic_block and not connection.is_usable():
            connection.close()
    duration = timedelta(seconds=time.monotonic() - began)
    now = timezone.now()
    outcome = {"next_due_at": now + min(each.every, RETRY_AFTER)} if error else {"last_success_at": now}
    outcome.setdefault("next_due_at", now - duration + each.every)
    # Only while the lock is still ours: a run that took too long must not write over its successor's.
    JobRun.objects.filter(name=each.name, holder=holder).update(
        held_until=None, holder="", last_finished_at=now, last_error=error, duration=duration, **outcome
    )
    if not error:
        logger.info("job done", extra={"job": each.name, "seconds": round(duration.total_seconds(), 3)})
