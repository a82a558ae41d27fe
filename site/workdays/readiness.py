"""What the readiness report says of working days."""

from collections.abc import Iterator

from operations.readiness import Finding, Level, check
from workdays.models import AnnouncedYear
from workdays.services import today


@check("节假日安排")
def notices() -> Iterator[Finding]:
    """This year's notice must be loaded; next year's is asked for from 1 November, when it usually appears."""
    now = today()
    wanted = [now.year] if now.month < 11 else [now.year, now.year + 1]
    loaded = set(AnnouncedYear.objects.filter(year__in=wanted).values_list("year", flat=True))
    for year in wanted:
        if year not in loaded:
            yield Finding(
                Level.BLOCKER if year == now.year else Level.WARNING,
                f"没有载入 {year} 年的节假日安排",
                f"国务院办公厅公布后，在“工作日 → 载入通知”上传 {year} 年的安排；在此之前按周一至周五和法定节日推算。",
            )
