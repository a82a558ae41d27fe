"""What papers need again and again."""

from datetime import timedelta

from operations.jobs import job
from paperwork.issuing import tasks


@job("take_up_papers", label="补做遗漏的文书", every=timedelta(minutes=10))
def take_up_papers() -> None:
    """Papers whose task got lost."""
    tasks.take_up()
