"""Addresses that people write into pages: whether they lead to this site, and where."""

from urllib.parse import unquote, urlsplit

from django.conf import settings
from wagtail.models import Site


def own_hosts() -> set[str]:
    """The host names of this site, in small letters without port."""
    hosts = {urlsplit(settings.WAGTAILADMIN_BASE_URL).hostname or ""}
    return hosts | {name.lower() for name in Site.objects.values_list("hostname", flat=True)} - {"localhost"}


def local_path(address: str, hosts: set[str]) -> str | None:
    """The path on this site that the address leads to, percent signs decoded; None when it leads elsewhere or nowhere.

    Addresses of other schemes, other hosts, and those that are only a query or an anchor give None.
    """
    try:
        parts = urlsplit(address.strip())
        host = (parts.hostname or "").lower()
    except ValueError:
        return None
    if parts.scheme not in {"", "http", "https"} or (host and host not in hosts):
        return None
    return unquote(parts.path) if parts.path.startswith("/") else None
