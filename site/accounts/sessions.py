"""When a session ends: told to people, so that they can make it longer in time."""

from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone


def ends_at(request: HttpRequest) -> datetime | None:
    """When the session ends if nothing more happens (see accounts.middleware.SlidingSession); None without one."""
    seen_at = request.session.get("seen_at")
    if seen_at is None:
        return None
    seen = datetime.fromtimestamp(seen_at, tz=timezone.get_default_timezone())
    return seen + timedelta(seconds=settings.SESSION_COOKIE_AGE)
