"""What every template may ask for."""

from django.utils.functional import SimpleLazyObject
from wagtail.models import Site

import page_cache
from content.models import SiteSettings


def site(request) -> dict:
    """`site`: the settings of the site, read once a generation and only when asked for."""
    return {"site": SimpleLazyObject(site_settings)}


def site_settings() -> SiteSettings:
    """The settings of the default site, shared by all requests: for reading only."""
    return page_cache.kept("site settings", lambda: SiteSettings.for_site(Site.objects.get(is_default_site=True)))
