"""The page for an unknown address: drawn once a generation, for strangers ask for thousands of them."""

import copy
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound, QueryDict
from django.template.loader import render_to_string
from django.utils.html import escape

import page_cache
from content.display import reading_of

_NAME = "this-address-is-put-in-later"
_PATH = f"/{_NAME}/"


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404 in the site's design. Only the address in it differs from one request to the next."""
    if settings.SESSION_COOKIE_NAME in request.COOKIES or "messages" in request.COOKIES:
        return HttpResponseNotFound(render_to_string("404.html", request=request))
    key = ("not found", request.scheme, request.get_host(), reading_of(request))
    body = page_cache.kept(key, lambda: _draw(request))
    body = body.replace(quote(_PATH, safe=""), quote(request.path, safe=""))
    return HttpResponseNotFound(body.replace(_PATH, escape(quote(request.path))))


def _draw(request: HttpRequest) -> str:
    """The page with a stand-in for the address."""
    other = copy.copy(request)
    other.path = other.path_info = _PATH
    other.GET = QueryDict()
    return render_to_string("404.html", request=other)
