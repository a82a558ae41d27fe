"""A session ends when nobody has used it for SESSION_COOKIE_AGE seconds; people are told when, and can make it longer."""

from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

KEY = "ends_at"
PLACES = ("/my/", "/accounts/", "/admin/")  # reading public pages writes nothing
RENEWED_AFTER = timedelta(minutes=1)
ONLY_ASKS = "session_end"  # the address that tells the end, and must not put it off by being asked


def ends_at(request: HttpRequest) -> datetime | None:
    """When the session ends if nothing more happens; None without a session of somebody signed in."""
    kept = request.session.get(KEY)
    return datetime.fromisoformat(kept) if kept else None


def renew(request: HttpRequest) -> None:
    """Lets the session last its full time from now."""
    request.session[KEY] = (timezone.now() + timedelta(seconds=settings.SESSION_COOKIE_AGE)).isoformat()


class SlidingSession:
    """Renews the session of somebody who is at work, once a minute at most."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view_func, view_args, view_kwargs) -> None:
        if not request.path_info.startswith(PLACES) or not request.user.is_authenticated:
            return
        if request.method == "GET" and request.resolver_match.url_name == ONLY_ASKS:
            return
        end = ends_at(request)
        full = timedelta(seconds=settings.SESSION_COOKIE_AGE)
        if end is None or timezone.now() + full - end >= RENEWED_AFTER:
            renew(request)
