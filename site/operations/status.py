"""How the site is doing, for those who run it: jobs, backups, background tasks, disks."""

import shutil
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from operations import background, registry
from operations.models import JobRun, SafetyAct, SafetyRun

SILENT_AFTER = timedelta(minutes=15)  # past its time by this much, a job counts as not run
WAITING_TOO_LONG = timedelta(minutes=30)
OLDEST = {SafetyAct.BACKUP: timedelta(hours=36), SafetyAct.RESTORE_CHECK: timedelta(days=8)}
LEAST_FREE = 0.10  # of a disk


@dataclass(frozen=True)
class Status:
    """Everything in plain values, and what is wrong as Chinese sentences."""

    at: datetime
    jobs: list[dict] = field(default_factory=list)
    safety: list[dict] = field(default_factory=list)
    tasks: dict = field(default_factory=dict)
    disks: list[dict] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        return not self.warnings


def read() -> Status:
    """The state of things now."""
    now = timezone.now()
    jobs, safety, tasks, disks = _jobs(now), _safety(now), _tasks(now), _disks()
    warnings = [
        *(f"定时任务“{each['label']}”{each['trouble']}" for each in jobs if each["trouble"]),
        *(each["trouble"] for each in safety if each["trouble"]),
        *tasks.pop("troubles"),
        *(f"磁盘 {each['path']} 只剩 {each['free_percent']}%" for each in disks if each["low"]),
    ]
    return Status(now, jobs, safety, tasks, disks, warnings)


def _jobs(now: datetime) -> list[dict]:
    runs = {run.name: run for run in JobRun.objects.all()}
    return [_job(each, runs.get(each.name), now) for each in registry.jobs.values()]


def _job(each: registry.Job, run: JobRun | None, now: datetime) -> dict:
    trouble = ""
    if run is None or run.last_started_at is None:
        trouble = "从来没有运行过"
    elif run.last_error:
        trouble = f"上次失败：{run.last_error}"
    elif run.next_due_at + SILENT_AFTER < now and not (run.held_until and run.held_until > now):
        trouble = "到时间没有运行"
    return {
        "name": each.name,
        "label": each.label,
        "every_seconds": int(each.every.total_seconds()),
        "last_started": run and run.last_started_at,
        "last_success": run and run.last_success_at,
        "next_due": run and run.next_due_at,
        "seconds": run and run.duration and round(run.duration.total_seconds(), 3),
        "trouble": trouble,
    }


def _safety(now: datetime) -> list[dict]:
    return [safety_state(act, now) for act in SafetyAct]


def safety_state(act: SafetyAct, now: datetime) -> dict:
    """When the backup, or the check that it can be restored, last succeeded, and what is wrong with that."""
    last = SafetyRun.objects.filter(act=act).first()
    good = SafetyRun.objects.filter(act=act, ok=True).first()
    trouble = ""
    if good is None:
        trouble = f"{act.label}从来没有成功过"
    elif good.finished_at + OLDEST[act] < now:
        trouble = f"{act.label}太旧：上次成功是 {timezone.localtime(good.finished_at):%Y-%m-%d %H:%M}"
    elif not last.ok:
        trouble = f"上次{act.label}失败：{last.report.splitlines()[0] if last.report else '原因不明'}"
    return {
        "act": act.value,
        "label": act.label,
        "last_success": good and good.finished_at,
        "last_name": good.name if good else "",
        "trouble": trouble,
    }


def _tasks(now: datetime) -> dict:
    """Background tasks of the worker: how many wait, have failed in the last day, or have lost their worker."""
    waiting = DBTaskResult.objects.ready()
    oldest = waiting.order_by("enqueued_at").values_list("enqueued_at", flat=True).first()
    failed = DBTaskResult.objects.failed().filter(finished_at__gt=now - timedelta(days=1)).count()
    stuck = background.stuck().count()
    troubles = []
    if oldest and oldest + WAITING_TOO_LONG < now:
        troubles.append(f"后台任务从 {timezone.localtime(oldest):%Y-%m-%d %H:%M} 等到现在：请检查后台进程是否在运行")
    if failed:
        troubles.append(f"后台任务一天内失败 {failed} 个")
    if stuck:
        troubles.append(f"后台任务卡住 {stuck} 个")
    return {
        "waiting": waiting.count(),
        "oldest_waiting": oldest,
        "failed": failed,
        "stuck": stuck,
        "troubles": troubles,
    }


def _disks() -> list[dict]:
    return [_disk(Path(path)) for path in dict.fromkeys([settings.DATA_DIR, settings.BACKUP_DIR])]


def _disk(path: Path) -> dict:
    place = next(each for each in [path, *path.parents] if each.exists())
    usage = shutil.disk_usage(place)
    free = usage.free / usage.total
    return {
        "path": str(path),
        "free_bytes": usage.free,
        "free_percent": int(free * 100),
        "low": free < LEAST_FREE,
    }
