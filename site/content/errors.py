"""The page for an unknown address: drawn once a generation, for strangers ask for thousands of them."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.template.loader import render_to_string

import page_cache
from content.display import reading_of
from page_cache.fragments import elsewhere, put_in


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404 in the site's design. Only the address in it differs from one request to the next."""
    if settings.SESSION_COOKIE_NAME in request.COOKIES or "messages" in request.COOKIES:
        return HttpResponseNotFound(render_to_string("404.html", request=request))
    key = ("not found", request.scheme, request.get_host(), reading_of(request))
    drawn = page_cache.kept(key, lambda: render_to_string("404.html", request=elsewhere(request)))
    return HttpResponseNotFound(put_in(drawn, request.path))
