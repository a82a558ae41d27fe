"""/feeds/policies.xml and /feeds/notices.xml: the newest documents and notices as Atom."""

from datetime import datetime, time

from django.contrib.syndication.views import Feed
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.views.decorators.http import require_safe

import page_cache
from catalogue import queries
from catalogue.enums import Kind
from catalogue.models import CatalogueEntry
from catalogue.services import printable
from content.context import site_settings
from content.models import SiteSettings
from content.pages import next_change, today

SHOWN = 50


class CatalogueFeed(Feed):
    """The newest entries of one kind."""

    feed_type = Atom1Feed
    language = "zh-Hans"
    kind: Kind

    def get_object(self, request: HttpRequest) -> SiteSettings:
        return site_settings()

    def title(self, site: SiteSettings) -> str:
        return printable(f"{self.kind.label} - {site.name}" if site.name else self.kind.label)

    def author_name(self, site: SiteSettings) -> str:
        return printable(site.sponsor or site.name or self.kind.label)

    def items(self) -> QuerySet[CatalogueEntry]:
        return queries.entries(self.kind).order_by(*queries.newest_first())[:SHOWN]

    def item_title(self, item: CatalogueEntry) -> str:
        return item.title

    def item_description(self, item: CatalogueEntry) -> str:
        return item.summary or item.title

    def item_link(self, item: CatalogueEntry) -> str:
        return item.path

    def item_pubdate(self, item: CatalogueEntry) -> datetime:
        return timezone.make_aware(datetime.combine(item.published_on, time.min))

    def item_updateddate(self, item: CatalogueEntry) -> datetime:
        return item.changed_at

    def item_categories(self, item: CatalogueEntry) -> list[str]:
        return [item.get_validity_display()] if item.validity else []


class PolicyFeed(CatalogueFeed):
    """政策文件."""

    kind = Kind.POLICY
    link = "/policies/"


class NoticeFeed(CatalogueFeed):
    """通知公告, without those that have ended."""

    kind = Kind.NOTICE
    link = "/notices/"

    def items(self) -> QuerySet[CatalogueEntry]:
        current = queries.entries(self.kind).filter(queries.current(today()))
        return current.order_by(*queries.newest_first())[:SHOWN]


@require_safe
def policies(request: HttpRequest) -> HttpResponse:
    """The policies' feed."""
    return page_cache.cacheable(PolicyFeed()(request))


@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """The notices' feed, which changes when a notice ends."""
    return page_cache.cacheable(NoticeFeed()(request), until=next_change())
