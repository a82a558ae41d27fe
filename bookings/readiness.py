"""What the readiness report says of the reading room."""

from collections.abc import Iterator

from operations.models import JobRun
from operations.readiness import Finding, Level, check


@check("查档预约")
def places() -> Iterator[Finding]:
    """Whether places and bookings agree is proved every day by a job."""
    run = JobRun.objects.filter(name="verify_bookings").first()
    if run and run.last_error:
        yield Finding(
            Level.BLOCKER,
            "上次核对查档预约发现矛盾，或者没有完成",
            "运行 manage.py verify_bookings 查看全部矛盾，查明原因。",
        )
