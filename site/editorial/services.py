"""Keeping what the checks found on live pages, for the report."""

from wagtail.models import Page

from editorial import checks
from editorial.models import PageFinding


def record_findings(page: Page) -> None:
    """Examines the live page anew and keeps what was found; forgets it of a page that is not live."""
    found = checks.examine(page.specific) if page.live else []
    PageFinding.objects.filter(page_id=page.pk).delete()
    PageFinding.objects.bulk_create(
        PageFinding(page_id=page.pk, check_name=each.check, message=each.message[:300]) for each in found
    )


def record_all_findings() -> int:
    """Examines every live page: links die and files are read without the page being touched. Returns how many."""
    count = 0
    for page in Page.objects.live().filter(depth__gt=1).specific().iterator(chunk_size=100):
        record_findings(page)
        count += 1
    return count
