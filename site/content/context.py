"""What every template may ask for."""

from wagtail.models import Site

import page_cache
from content.models import SiteSettings


def site(request) -> dict:
    """`site`: the settings of the site, read once a generation and only when asked for."""
    return {"site": _Lazy()}


class _Lazy:
    """The settings, found on first use: the admin's own pages never pay for them."""

    def __getattr__(self, name: str):
        if "_found" not in self.__dict__:
            self._found = site_settings()
        return getattr(self._found, name)


def site_settings() -> SiteSettings:
    """The settings of the default site, shared by all requests: for reading only."""
    return page_cache.kept("site settings", lambda: SiteSettings.for_site(Site.objects.get(is_default_site=True)))
