"""The first page, composed by editors from ready sections."""

from datetime import timedelta

from django.db import models
from wagtail.admin.panels import FieldPanel

from content.fields import BodyField
from content.pages import FixedAddressMixin, SitePage
from home.blocks import HomeBlock


class SectionsField(BodyField):
    """The sections of the home page, kept out of migrations like the body of an article."""

    def __init__(self, *args, **kwargs):
        super().__init__(*(args or (HomeBlock(),)), **kwargs)


class HomePage(SitePage):
    """首页 (there is one)."""

    is_column = True
    stale_after = timedelta(days=14)  # 国办秘函〔2019〕19号: nothing new on the home page for two weeks
    max_count = 1
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = [
        "home.ServiceIndexPage",
        "policies.PolicyIndexPage",
        "policies.NoticeIndexPage",
        "home.GuideIndexPage",
        "home.DownloadIndexPage",
        "home.CaseIndexPage",
        "home.ContactPage",
    ]
    template = "home/home_page.html"
    promote_panels = FixedAddressMixin.promote_panels

    banner_title = models.CharField("横幅标题", max_length=50, blank=True)
    banner_text = models.CharField("横幅文字", max_length=200, blank=True)
    sections = SectionsField(verbose_name="版块", blank=True)

    content_panels = [
        FixedAddressMixin.title_panel,
        FieldPanel("banner_title"),
        FieldPanel("banner_text"),
        FieldPanel("sections"),
    ]

    class Meta:
        verbose_name = "首页"
