"""Who is at the other end of a request, as far as limits against abuse need to know it."""

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac


def address(request: HttpRequest) -> str:
    """The client's IP address; behind our own proxy (BEHIND_PROXY) the last one that the proxy wrote down."""
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "")
    if settings.BEHIND_PROXY and forwarded:
        return forwarded.rsplit(",", 1)[-1].strip()
    return request.META.get("REMOTE_ADDR", "")


def too_often(request: HttpRequest, action: str, *, limit: int, seconds: int) -> bool:
    """Counts one more `action` from this address and says whether it is past `limit` within `seconds`.

    The address is kept only as a keyed digest, and only until the time is over.
    """
    key = f"often:{action}:{salted_hmac('portal.client', address(request)).hexdigest()[:24]}"
    if cache.add(key, 1, seconds):
        return limit < 1
    try:
        return cache.incr(key) > limit
    except ValueError:  # the time ran out between the two calls
        return False
