"""What the calendar does to documents."""

from datetime import timedelta

from operations.jobs import job
from policies import validity


@job("refresh_validity", label="按日期更新文件有效性", every=timedelta(hours=1))
def refresh_validity() -> None:
    """Documents end and repeal others on a day: within the hour after midnight their validity follows."""
    validity.refresh_by_date()
