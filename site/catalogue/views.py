"""What search engines ask for."""

from django.contrib.sitemaps import views as sitemap_views
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

import page_cache
from catalogue.sitemaps import SITEMAPS

CLOSED_TO_ROBOTS = ["/admin/", "/search/", "/my/", "/accounts/"]


@require_safe
def sitemap_index(request: HttpRequest) -> HttpResponse:
    """The list of the site map's files."""
    response = sitemap_views.index(request, sitemaps=SITEMAPS, sitemap_url_name="sitemap_section")
    return page_cache.cacheable(response)


@require_safe
def sitemap_section(request: HttpRequest, section: str) -> HttpResponse:
    """One file of the site map; 404 for a section or page that there is not."""
    return page_cache.cacheable(sitemap_views.sitemap(request, sitemaps=SITEMAPS, section=section), parameters=("p",))


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What robots are asked to leave alone, and where the site map is."""
    lines = [
        "User-agent: *",
        *(f"Disallow: {path}" for path in CLOSED_TO_ROBOTS),
        "",
        f"Sitemap: {request.build_absolute_uri(reverse('sitemap'))}",
        "",
    ]
    return page_cache.cacheable(HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8"))
