"""Site alerts: banners that hold between two moments on a page and on everything below it."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from wagtail.models import Page

import page_cache
from content import menus
from content.models import AlertLevel, SiteAlert

_URGENCY = [AlertLevel.URGENT, AlertLevel.WARNING, AlertLevel.INFO]


@dataclass(frozen=True)
class Alert:
    """What a page shows of an alert, and where and when it holds."""

    text: str
    level: str
    link: str
    branch: str
    starts_at: datetime
    ends_at: datetime | None

    @property
    def level_label(self) -> str:
        """The level in words, for colour alone says nothing to some readers."""
        return AlertLevel(self.level).label

    def holds(self, path: str, moment: datetime) -> bool:
        """Whether the alert is shown at that moment on the page with this tree path."""
        return (
            path.startswith(self.branch)
            and self.starts_at <= moment
            and (self.ends_at is None or moment < self.ends_at)
        )


def alerts_on(page: Page | None) -> list[Alert]:
    """The alerts that hold now on the page, the most urgent first; for no page, those of the whole site."""
    path = (page.path if page is not None else "") or menus.root_page().path
    now = timezone.now()
    return [alert for alert in _alerts() if alert.holds(path, now)]


def next_change() -> datetime | None:
    """The next moment at which some alert begins or ends by itself."""
    now = timezone.now()
    moments = (moment for alert in _alerts() for moment in (alert.starts_at, alert.ends_at))
    return min((moment for moment in moments if moment and moment > now), default=None)


def _alerts() -> list[Alert]:
    return page_cache.kept("alerts", _read_alerts)


def _read_alerts() -> list[Alert]:
    rows = SiteAlert.objects.select_related("page", "link").exclude(ends_at__lte=timezone.now())
    return [
        Alert(
            text=row.text,
            level=row.level,
            link=(row.link.url or "") if row.link and row.link.live else "",
            branch=row.page.path,
            starts_at=row.starts_at,
            ends_at=row.ends_at,
        )
        for row in sorted(rows, key=lambda row: _URGENCY.index(row.level))
    ]
