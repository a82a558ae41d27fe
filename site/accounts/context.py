"""What every page shows of who is reading it."""

from django.conf import settings
from django.http import HttpRequest


def is_signed_in(request: HttpRequest) -> bool:
    """Whether somebody is; without a session cookie the session is not touched, so that pages stay shared."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated


def person(request: HttpRequest) -> dict[str, bool]:
    """signed_in: for the link in the header."""
    return {"signed_in": is_signed_in(request)}
