"""What every template may ask for."""

from content.models import SiteSettings


def site(request) -> dict:
    """`site`: the settings of the site, read once a request and only when asked for."""
    return {"site": _Lazy(request)}


class _Lazy:
    """The settings, found on first use: the admin's own pages never pay for them."""

    def __init__(self, request):
        self._request = request

    def __getattr__(self, name):
        return getattr(SiteSettings.for_request(self._request), name)
