"""Small views that belong to every page: how it is read, how it is shared, and the map of them all."""

from functools import lru_cache
from io import BytesIO
from urllib.parse import urlsplit

import segno
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

import page_cache
from content import display, site_map
from content.pages import next_change

LONGEST_PATH = 500
DAY = 24 * 3600


@csrf_exempt  # sets a preference and nothing else; pages that come from the cache can carry no token
@require_POST
def set_reading(request: HttpRequest) -> HttpResponse:
    """Keeps mode (standard, elder) and size in cookies for a year and goes back to the page.

    The way back is the address the reader came from, with its query, else `next`; neither leads off this site. Values
    that are not offered change nothing.
    """
    response = HttpResponseRedirect(_way_back(request))
    offered = {display.MODE_COOKIE: {display.ELDER, display.STANDARD}, display.SIZE_COOKIE: set(dict(display.SIZES))}
    plain = {display.STANDARD, display.SIZES[0][0]}
    for cookie, values in offered.items():
        value = request.POST.get(cookie)
        if value not in values:
            continue
        if value in plain:
            response.delete_cookie(cookie, samesite="Lax")
        else:
            response.set_cookie(
                cookie, value, max_age=display.YEAR, httponly=True, samesite="Lax", secure=request.is_secure()
            )
    return response


def _way_back(request: HttpRequest) -> str:
    came_from = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(came_from, allowed_hosts={request.get_host()}):
        parts = urlsplit(came_from)
        came_from = parts.path + (f"?{parts.query}" if parts.query else "")
    else:
        came_from = ""
    for target in (came_from, request.POST.get("next", "")):
        if _is_own_path(target):
            return target
    return "/"


def _is_own_path(path: str) -> bool:
    """Whether it begins with one slash and cannot be taken for the address of another site."""
    return path.startswith("/") and url_has_allowed_host_and_scheme(path, allowed_hosts=None)


@require_safe
def share_qr(request: HttpRequest) -> HttpResponse:
    """The QR code (SVG) of `path` on this site; 400 for any other address, for nobody's link may look like ours."""
    path = request.GET.get("path", "")
    if not _is_own_path(path) or len(path) > LONGEST_PATH:
        return HttpResponseBadRequest("二维码只能指向本网站的地址。", content_type="text/plain; charset=utf-8")
    response = HttpResponse(_qr(request.build_absolute_uri(path)), content_type="image/svg+xml")
    patch_cache_control(response, public=True, max_age=DAY)
    return response


@lru_cache(maxsize=500)
def _qr(address: str) -> bytes:
    drawn = BytesIO()
    segno.make(address, error="m", micro=False).save(
        drawn,
        kind="svg",
        border=2,
        dark="#000",
        light="#fff",
        xmldecl=False,
        svgclass=None,
        lineclass=None,
        omitsize=True,
    )
    return drawn.getvalue()


@require_safe
def show_site_map(request: HttpRequest) -> HttpResponse:
    """网站地图: the columns with their newest pages, for people; machines read /sitemap.xml."""
    response = render(request, "content/site_map.html", {"columns": site_map.columns()})
    return page_cache.cacheable(response, until=next_change())
