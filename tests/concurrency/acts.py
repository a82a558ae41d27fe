"""What a process of the crowd does; arguments and results are plain JSON."""

import time
from datetime import timedelta
from pathlib import Path

from django.utils import timezone

from accounts.models import User
from casework import kinds, services, timed
from casework.models import Case, NumberSeries
from operations import jobs, registry
from operations.models import JobRun
from tests.casework.conftest import CONTENT, KIND

kinds._kinds.setdefault("engine", KIND)
ALL_HERE = 60  # seconds until everybody must have come
everybody = None  # the barrier at which all processes of the crowd meet


def meet() -> None:
    """Waits until all processes have come here: what careless code has read by then, all have read."""
    everybody.wait(ALL_HERE)


def submit(case: int, user: int) -> str:
    """Hands in a draft and returns its number."""
    draft = Case.objects.get(pk=case)
    return services.submit(
        draft, "send", actor=User.objects.get(pk=user), seen_version=draft.version, content=CONTENT
    ).number


def number_carelessly(prefix: str) -> int:
    """What a number would be without the lock on its series."""
    last = NumberSeries.objects.get(prefix=prefix).last
    meet()
    NumberSeries.objects.filter(prefix=prefix).update(last=last + 1)
    return last + 1


def step(case: int, action: str, user: int, seen: int) -> str:
    """Takes a step of staff from a page that showed the version, and returns the status."""
    officer = User.objects.get(pk=user)
    found = Case.objects.get(pk=case)
    return services.apply_transition(found, action, actor=officer, seen_version=seen, opinion="意见").status


def step_carelessly(case: int, action: str, user: int, seen: int) -> str:
    """The same without the lock: look whether the page is still right, then write."""
    found = Case.objects.get(pk=case)
    if found.version != seen:
        return "stale"
    meet()
    target = KIND.workflow.transitions[action].target
    Case.objects.filter(pk=case).update(status=target, version=seen + 1, assignee=user)
    return target


def run_due(file: str, guarded: bool) -> int:
    """Runs what is due, where one job writes a line to the file; without its lock if not guarded. Returns how many ran."""

    def work() -> None:
        with Path(file).open("a") as lines:
            lines.write("done\n")
        time.sleep(0.3)  # long enough for the other to come while this one holds the lock

    registry.jobs.clear()
    registry.jobs["line"] = registry.Job("line", "写一行", timedelta(hours=1), timedelta(minutes=1), work)
    if not guarded:
        jobs._claim = _claim_carelessly
    return len(list(jobs.run_due()))


def _claim_carelessly(each: registry.Job, now, *, anytime: bool) -> str:
    """Look whether the job is due and free, then take it."""
    run = JobRun.objects.get(name=each.name)
    meet()
    if run.next_due_at > now or run.held_until:
        return ""
    JobRun.objects.filter(name=each.name).update(holder="careless", held_until=now + each.longest)
    return "careless"


def take_timed_steps() -> int:
    """The steps that time takes, without the job's lock around them; returns how many this process took."""
    return timed.run_timed(timezone.now())


def lapse_carelessly() -> int:
    """The same without locking each case: see what is due, then do it."""
    due = list(Case.objects.filter(kind="org_claim", status="withdrawn"))
    meet()
    for case in due:
        Case.objects.filter(pk=case.pk).update(title="逾期关闭")
    return len(due)
