"""What the clock does: publishing, taking down, looking again."""

from datetime import timedelta

from editorial import publication, services
from operations.jobs import job


@job("publish_scheduled", label="定时发布与到期下线", every=timedelta(minutes=1))
def publish_scheduled() -> None:
    """Publishes what was signed for now and takes down what has expired; what is held waits for the next run."""
    for _ in publication.run_clock():
        pass


@job("check_pages", label="检查已发布页面", every=timedelta(days=1), longest=timedelta(hours=2))
def check_pages() -> None:
    """Looks at every live page again for the report: links die without the page being touched."""
    services.record_all_findings()
