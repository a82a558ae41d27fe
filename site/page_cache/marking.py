"""How a view says that its answer is the same for every anonymous reader."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpResponse
from django.utils.cache import patch_cache_control

ATTRIBUTE = "public_page"


@dataclass(frozen=True)
class Public:
    """What the cache has to know of a public answer."""

    until: datetime | None
    parameters: frozenset[str]


def cacheable(
    response: HttpResponse, until: datetime | None = None, parameters: frozenset[str] | tuple[str, ...] = ()
) -> HttpResponse:
    """Marks the answer to an anonymous GET as public and returns it.

    It is kept until something public changes, and not beyond `until`, when the page changes by itself (an alert that
    starts, a notice that ends); called twice, the earlier moment holds. `parameters` names the query parameters that
    the answer depends on; others are ignored when the address is looked up, so the answer must not repeat them (no
    get_full_path in its template). The cache itself refuses answers that set a cookie or vary by it.
    """
    earlier = getattr(response, ATTRIBUTE, None)
    moments = [moment for moment in (until, earlier and earlier.until) if moment]
    names = frozenset(parameters) | (earlier.parameters if earlier else frozenset())
    setattr(response, ATTRIBUTE, Public(min(moments, default=None), names))
    patch_cache_control(response, public=True, no_cache=True)  # browsers ask each time, and mostly get 304
    return response
