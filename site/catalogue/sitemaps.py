"""/sitemap.xml: every public page for search engines, in files of at most ten thousand addresses."""

from datetime import datetime

from django.contrib.sitemaps import Sitemap
from django.db.models import Max, QuerySet
from django.utils.encoding import iri_to_uri
from wagtail.models import Page, Site

from catalogue.models import CatalogueEntry


class EntrySitemap(Sitemap):
    """What the catalogue holds."""

    limit = 10_000

    def items(self) -> QuerySet[CatalogueEntry]:
        return CatalogueEntry.objects.order_by("page").only("path", "changed_at")

    def location(self, item: CatalogueEntry) -> str:
        return iri_to_uri(item.path)

    def lastmod(self, item: CatalogueEntry) -> datetime:
        return item.changed_at

    def get_latest_lastmod(self) -> datetime | None:
        """Asked of the database: Django's own way reads every entry."""
        return CatalogueEntry.objects.aggregate(latest=Max("changed_at"))["latest"]


class ColumnSitemap(Sitemap):
    """The home page and the columns below it, which have no entry of their own."""

    def items(self) -> list[tuple[str, datetime | None]]:
        site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
        if site is None:
            return []
        home = site.root_page
        pages = Page.objects.live().public().filter(catalogue_entry=None)
        columns = pages.filter(pk=home.pk) | pages.child_of(home)
        start = len(home.url_path)
        return [("/" + page.url_path[start:], page.last_published_at) for page in columns.order_by("path")]

    def location(self, item: tuple[str, datetime | None]) -> str:
        return iri_to_uri(item[0])

    def lastmod(self, item: tuple[str, datetime | None]) -> datetime | None:
        return item[1]


SITEMAPS = {"columns": ColumnSitemap, "pages": EntrySitemap}
