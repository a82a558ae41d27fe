"""What every page shows of who is reading it."""

from django.conf import settings
from django.http import HttpRequest


def person(request: HttpRequest) -> dict[str, bool]:
    """signed_in: for the link in the header. Without a session cookie the session is not touched: pages stay shared."""
    return {"signed_in": settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated}
