"""Housekeeping for the packages the site is made of: what they would otherwise keep for ever."""

from datetime import timedelta

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from operations import background
from operations.jobs import job
from operations.safety import backups, restoring
from operations.safety.databases import Trouble

DAILY = timedelta(days=1)


@job("clear_sessions", label="清理过期会话", every=DAILY)
def clear_sessions() -> None:
    """Sessions that have run out."""
    call_command("clearsessions", verbosity=0)


@job("clean_captchas", label="清理过期验证码", every=timedelta(hours=1))
def clean_captchas() -> None:
    """Captchas that nobody answered in time."""
    call_command("captcha_clean", verbosity=0)


@job("prune_tasks", label="清理后台任务记录", every=DAILY)
def prune_tasks() -> None:
    """Records of background tasks done a month ago; failed ones stay for three."""
    call_command(
        "prune_db_task_results",
        "--backend=jobs",
        "--queue-name=*",
        "--min-age-days=30",
        "--failed-min-age-days=90",
        verbosity=0,
    )


@job("refresh_statistics", label="更新数据库统计", every=DAILY)
def refresh_statistics() -> None:
    """SQLite counts its rows only when it is told to, and without counts it may walk through a long history instead of
    using an index. PostgreSQL does it by itself.
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA analysis_limit=1000")
            cursor.execute("ANALYZE")


@job("revive_tasks", label="恢复卡住的后台任务", every=timedelta(minutes=5))
def revive_tasks() -> None:
    """Tasks whose worker has died."""
    background.revive()


@job("forget_searches", label="清理旧的检索统计", every=DAILY)
def forget_searches() -> None:
    """What readers searched for, a week after (Wagtail's WAGTAILSEARCH_HITS_MAX_AGE)."""
    call_command("searchpromotions_garbage_collect", verbosity=0)


def back_up() -> None:
    """A backup of the site."""
    backups.make()


def check_restore() -> None:
    """The proof that the latest backup can be restored. Trouble with everything that is wrong with it."""
    name, problems = restoring.check()
    if problems:
        raise Trouble(f"备份 {name} 不能完整恢复：{'；'.join(problems)}")


if settings.BACKUP_BY_SCHEDULER:
    job("backup", label="备份", every=DAILY, longest=timedelta(hours=6))(back_up)
    job("restore_check", label="恢复检查", every=timedelta(days=7), longest=timedelta(hours=6))(check_restore)
