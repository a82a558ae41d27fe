"""Whose request is being answered, for entries that are written where no request is at hand."""

from contextvars import ContextVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse

from portal import client

_request: ContextVar[HttpRequest | None] = ContextVar("audited_request", default=None)


class CurrentRequest:
    """Middleware, behind the one that knows who is signed in."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = _request.set(request)
        try:
            return self.get_response(request)
        finally:
            _request.reset(token)


def actor() -> AbstractBaseUser | None:
    """Who is signed in; None for strangers, commands and jobs.

    A stranger's session is not touched: the page that a first visitor is sent would then depend on cookies and be kept
    for nobody.
    """
    request = _request.get()
    if request is None or request.session.is_empty():
        return None
    return request.user if request.user.is_authenticated else None


def address() -> str:
    """The client's address; "" outside a request."""
    request = _request.get()
    return client.address(request) if request is not None else ""
