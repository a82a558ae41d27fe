"""What casework does again and again."""

from datetime import timedelta

from casework import anchors, notices, timed
from casework.attachments import uploads
from operations.jobs import job


@job("anchor_history", label="办理记录存证", every=timedelta(hours=1))
def anchor_history() -> None:
    """Signs the newest digests of every case that changed."""
    anchors.drop_anchor()


@job("take_timed_steps", label="到期的办件", every=timedelta(minutes=1))
def take_timed_steps() -> None:
    """The steps that time takes, of every kind."""
    timed.run_timed()


@job("remind_of_drafts", label="提醒未提交的草稿", every=timedelta(hours=1))
def remind_of_drafts() -> None:
    """Drafts left alone for long."""
    timed.remind_of_drafts()


@job("delete_old_drafts", label="清理过期的草稿", every=timedelta(hours=1))
def delete_old_drafts() -> None:
    """Drafts left alone for too long."""
    timed.delete_old_drafts()


@job("forget_deleted_drafts", label="清理已删除的草稿", every=timedelta(hours=6))
def forget_deleted_drafts() -> None:
    """Drafts that people deleted a month ago."""
    timed.forget_deleted_drafts()


@job("forget_kept_forms", label="清理登录过期时暂存的表单", every=timedelta(minutes=30))
def forget_kept_forms() -> None:
    """Forms that nobody came back for."""
    timed.forget_kept_forms()


@job("forget_readings", label="清理没有同意的须知阅读记录", every=timedelta(days=1))
def forget_readings() -> None:
    """Notices that somebody opened and did not agree to."""
    notices.forget_unused()


@job("sweep_uploads", label="清理没有传完的文件", every=timedelta(hours=6))
def sweep_uploads() -> None:
    """What nobody has gone on with for some days."""
    uploads.sweep()
