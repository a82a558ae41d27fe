"""What the site's page types have in common: small abstract classes, each with its own panels."""

from datetime import datetime, timedelta
from functools import cache

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.functional import cached_property
from django.utils.safestring import mark_safe
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.models import Page, PageViewRestriction
from wagtail.search import index

import page_cache
from catalogue.enums import Kind
from catalogue.facts import Facts
from content import alerts
from content.fields import BodyField
from content.models import Attachment
from content.outline import Entry, outline
from editorial.guard import GuardedPageMixin
from page_cache.prepared import Prepared


def today():
    """Today's date in the archive's own time zone."""
    return timezone.localdate()


def next_change() -> datetime:
    """When pages next change by themselves: an alert begins or ends, or a new day makes a date past."""
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    return min(midnight, alerts.next_change() or midnight)


@cache
def _no_restrictions() -> QuerySet[PageViewRestriction]:
    none = PageViewRestriction.objects.none()
    len(none)  # evaluated once, for Django works out the SQL even of nothing
    return none


def _restricted_branches() -> list[str]:
    """Tree paths of the pages that have a restriction of their own, or may take one over from the page they mirror."""
    pages = Page.objects.filter(Q(view_restrictions__isnull=False) | Q(alias_of__isnull=False))
    return list(pages.order_by().values_list("path", flat=True).distinct())


_attachments_of = Prepared(lambda page_id: Attachment.objects.filter(page=page_id).order_by().values_list("pk")[:1])


class SitePage(GuardedPageMixin, Page):
    """Any page of the public site."""

    catalogue_kind: Kind | None = None
    public_parameters: tuple[str, ...] = ("print",)  # the query parameters on which the page as shown depends

    class Meta:
        abstract = True

    def serve(self, request, *args, **kwargs):
        response = super().serve(request, *args, **kwargs)
        if not self.is_shared(request):
            patch_cache_control(response, private=True, no_store=True)
            return response
        return page_cache.cacheable(response, until=next_change(), parameters=self.public_parameters)

    def is_shared(self, request) -> bool:
        """Whether the page as this reader sees it may be kept for others; False where it holds something of theirs."""
        return True

    @cached_property
    def files(self) -> list:
        """The attachments with their documents: one query, however often they are named on the page."""
        if self.is_as_stored and not self.has_attachments():
            return []
        return list(self.attachments.select_related("document"))

    def has_attachments(self) -> bool:
        """Whether the page as stored has files."""
        return bool(_attachments_of(self.pk))

    @property
    def is_as_stored(self) -> bool:
        """Whether the page is as the database has it; a draft in memory (preview) holds its rows itself."""
        return self.pk is not None and not getattr(self, "_cluster_related_objects", None)

    def get_view_restrictions(self):
        """As Wagtail's, without a query for a page that stands below nothing restricted."""
        branches = page_cache.kept("restricted branches", _restricted_branches)
        if any(self.path.startswith(branch) for branch in branches):
            return super().get_view_restrictions()
        return _no_restrictions()

    def catalogue_facts(self) -> Facts | None:
        """What the catalogue keeps of this page; None keeps it out."""
        if self.catalogue_kind is None:
            return None
        published = self.first_published_at or timezone.now()
        return Facts(
            kind=self.catalogue_kind,
            published_on=timezone.localtime(published).date(),
            summary=self.search_description,
        )

    @property
    def attachments_text(self) -> str:
        """The words of the files attached to the page and put into its body, as far as they have been read."""
        files = [(each.label, each.document) for each in self.attachments.select_related("document")]
        if body := getattr(self, "body", None):
            files += [(block.value.title, block.value) for block in body.blocks_by_name("attachment") if block.value]
        return "\n".join(f"{label}\n{document.text}" for label, document in files)


class FixedAddressMixin:
    """A page whose address other systems rely on: there is one of it, and editors cannot change its slug."""

    fixed_slug: str

    # Wagtail's own panel for titles fills the slug field in, which these pages do not show.
    title_panel = FieldPanel("title", classname="title")
    promote_panels = [MultiFieldPanel([FieldPanel("seo_title"), FieldPanel("search_description")], "搜索引擎")]

    def full_clean(self, *args, **kwargs) -> None:
        self.slug = self.fixed_slug
        super().full_clean(*args, **kwargs)


class IndexPage(FixedAddressMixin, SitePage):
    """A column (栏目): a fixed address with the list of what stands below it.

    stale_after: how long an inspection lets it go without anything new; None where it sets no term.
    """

    is_column = True
    stale_after: timedelta | None = None

    intro = models.CharField("栏目说明", max_length=300, blank=True, help_text="显示在栏目标题下面，一两句话。")

    content_panels = [FixedAddressMixin.title_panel, FieldPanel("intro")]
    search_fields = [*Page.search_fields, index.SearchField("intro")]

    class Meta:
        abstract = True


class ArticlePage(SitePage):
    """A page that is read: summary, body, attachments, and the dates and source a government site must show."""

    expected_metadata: tuple[str, ...] = ("summary",)  # what editors are reminded of when it is empty

    summary = models.TextField("摘要", max_length=500, blank=True, help_text="一到三句话；显示在列表和检索结果中。")
    published_on = models.DateField("发布日期", default=today, help_text="在本网站发布的日期。")
    source = models.CharField("来源", max_length=100, blank=True, help_text="从别处转载时写明原发布单位。")
    body = BodyField(verbose_name="正文", blank=True)

    metadata_panels = [FieldPanel("published_on"), FieldPanel("source")]
    content_panels = [
        *Page.content_panels,
        FieldPanel("summary"),
        MultiFieldPanel(metadata_panels, "发布信息"),
        FieldPanel("body"),
        InlinePanel("attachments", label="附件"),
    ]
    search_fields = [
        *Page.search_fields,
        index.SearchField("summary", boost=2),
        index.SearchField("body_text"),
        index.SearchField("attachments_text"),
    ]

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        if len(self.title) > 255:
            raise ValidationError({"title": "标题最多 255 个字。"})

    def catalogue_facts(self) -> Facts | None:
        return Facts(kind=self.catalogue_kind, published_on=self.published_on, summary=self.summary)

    @cached_property
    def _outlined(self) -> tuple[str, list[Entry]]:
        return outline(str(self.body.render_as_block()) if self.body else "")

    @property
    def body_html(self) -> str:
        """The body as HTML with its anchors."""
        return mark_safe(self._outlined[0])  # noqa: S308  rendered by the blocks' own templates, which escape

    @property
    def contents(self) -> list[Entry]:
        """The headings of the body, for the list of contents."""
        return self._outlined[1]

    @property
    def body_text(self) -> str:
        """The words of the body without markup, for search, checks and citations."""
        return "\n".join(self.body.stream_block.get_searchable_content(self.body)) if self.body else ""
