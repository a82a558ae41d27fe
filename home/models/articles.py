"""Guides, downloads, cases and the contact page."""

from django.db import models
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.search import index

from catalogue import listing
from catalogue.enums import Kind
from content.pages import ArticlePage, FixedAddressMixin, IndexPage


class GuideIndexPage(IndexPage):
    """操作指引."""

    fixed_slug = "guides"
    max_count = 1
    parent_page_types = ["home.HomePage"]
    subpage_types = ["home.GuidePage"]
    template = "home/guide_index_page.html"
    public_parameters = ("page",)

    class Meta:
        verbose_name = "操作指引栏目"

    def get_context(self, request, *args, **kwargs):
        return super().get_context(request, *args, **kwargs) | {"listing": listing.plain(Kind.GUIDE, request.GET)}


class GuidePage(ArticlePage):
    """How something is done, step by step."""

    catalogue_kind = Kind.GUIDE
    parent_page_types = ["home.GuideIndexPage"]
    subpage_types = []
    template = "home/article_page.html"

    class Meta:
        verbose_name = "操作指引"
        verbose_name_plural = "操作指引"


class CaseIndexPage(IndexPage):
    """经验做法."""

    fixed_slug = "cases"
    max_count = 1
    parent_page_types = ["home.HomePage"]
    subpage_types = ["home.CasePage"]
    template = "home/case_index_page.html"
    public_parameters = ("page",)

    class Meta:
        verbose_name = "经验做法栏目"

    def get_context(self, request, *args, **kwargs):
        return super().get_context(request, *args, **kwargs) | {"listing": listing.plain(Kind.CASE, request.GET)}


class CasePage(ArticlePage):
    """How another archive does it (001（十五）: 可复制、可推广的经验做法和典型案例)."""

    catalogue_kind = Kind.CASE
    parent_page_types = ["home.CaseIndexPage"]
    subpage_types = []
    template = "home/article_page.html"

    recommended_by = models.CharField("推荐单位", max_length=100, blank=True)

    content_panels = [
        *ArticlePage.content_panels[:-2],
        FieldPanel("recommended_by"),
        *ArticlePage.content_panels[-2:],
    ]

    class Meta:
        verbose_name = "经验做法"
        verbose_name_plural = "经验做法"


class DownloadIndexPage(IndexPage):
    """资料下载: the files themselves, with size and type."""

    fixed_slug = "downloads"
    max_count = 1
    catalogue_kind = Kind.DOWNLOAD
    parent_page_types = ["home.HomePage"]
    subpage_types = []
    template = "home/download_index_page.html"

    content_panels = [*IndexPage.content_panels, InlinePanel("attachments", label="资料")]

    search_fields = [*IndexPage.search_fields, index.SearchField("attachments_text")]

    class Meta:
        verbose_name = "资料下载栏目"


class ContactPage(FixedAddressMixin, ArticlePage):
    """技术支持: whom to ask; telephone, address and hours come from the site's settings."""

    fixed_slug = "contact"
    max_count = 1
    catalogue_kind = Kind.PAGE
    parent_page_types = ["home.HomePage"]
    subpage_types = []
    template = "home/contact_page.html"
    content_panels = [FixedAddressMixin.title_panel, *ArticlePage.content_panels[1:]]

    class Meta:
        verbose_name = "技术支持"
