"""Parts of pages drawn once although they name the page's address: drawn with a stand-in that is replaced each time."""

import copy
from urllib.parse import quote

from django.http import HttpRequest, QueryDict
from django.utils.html import escape

_STAND_IN = "/this-address-is-put-in-later/"
_STAND_IN_QUOTED = quote(_STAND_IN, safe="")


def elsewhere(request: HttpRequest) -> HttpRequest:
    """The request as if it had asked for the stand-in, without its query."""
    other = copy.copy(request)
    other.path = other.path_info = _STAND_IN
    other.GET = QueryDict()
    return other


def put_in(drawn: str, path: str) -> str:
    """What was drawn for the stand-in, for the real path: as text or attribute, and as a value in a query (urlencode:'')."""
    if _STAND_IN_QUOTED in drawn:
        drawn = drawn.replace(_STAND_IN_QUOTED, quote(path, safe=""))
    return drawn.replace(_STAND_IN, escape(quote(path))) if _STAND_IN in drawn else drawn
