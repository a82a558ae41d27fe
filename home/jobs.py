"""What the home app does again and again."""

from datetime import timedelta

from home.feedback import services
from operations.jobs import job


@job("sweep_unsent_feedback", label="清理没有提交的留言附件", every=timedelta(hours=6))
def sweep_unsent_feedback() -> None:
    """Files whose message never came."""
    services.sweep_unsent()
