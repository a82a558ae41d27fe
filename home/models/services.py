"""Services: the page around a form. The page belongs to editors, the form to the kind that the page names."""

from django.db import models
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, PageChooserPanel
from wagtail.models import Orderable, Page
from wagtail.search import index

from casework import kinds
from catalogue.enums import Kind
from content.pages import ArticlePage, IndexPage
from policies.models import PolicyPage

ICONS = [
    ("calendar", "日历"),
    ("coins", "资金"),
    ("cpu", "技术"),
    ("building", "建筑"),
    ("calculator", "计算"),
    ("file-search", "查阅"),
    ("archive", "移交"),
    ("message", "咨询"),
]


class ServiceIndexPage(IndexPage):
    """办事服务."""

    fixed_slug = "services"
    max_count = 1
    parent_page_types = ["home.HomePage"]
    subpage_types = ["home.ServicePage"]
    template = "home/service_index_page.html"

    class Meta:
        verbose_name = "办事服务栏目"


class ServicePage(ArticlePage):
    """One service: what it is, who may apply, what is needed, how long it takes, and where to begin."""

    catalogue_kind = Kind.SERVICE
    expected_metadata = ("summary", "who", "materials", "duration", "fee")

    kind = models.CharField(
        "业务",
        max_length=30,
        blank=True,
        choices=kinds.choices,
        help_text="申请表由所选业务提供；业务尚未开通时页面显示“即将开通”。",
    )
    icon = models.CharField("图标", max_length=20, choices=ICONS, default="file-search")
    who = models.TextField("谁可以申请", max_length=1000, blank=True)
    materials = models.TextField("需要的材料", max_length=2000, blank=True, help_text="一行一项。")
    duration = models.CharField("办理时限", max_length=200, blank=True)
    fee = models.CharField("收费", max_length=200, blank=True)

    parent_page_types = ["home.ServiceIndexPage"]
    subpage_types = []
    template = "home/service_page.html"

    content_panels = [
        *Page.content_panels,
        FieldPanel("summary"),
        MultiFieldPanel([FieldPanel("kind"), FieldPanel("icon")], "业务"),
        MultiFieldPanel(
            [FieldPanel("who"), FieldPanel("materials"), FieldPanel("duration"), FieldPanel("fee")], "办理须知"
        ),
        FieldPanel("body"),
        InlinePanel("basis", label="政策依据"),
        InlinePanel("attachments", label="附件"),
        MultiFieldPanel(ArticlePage.metadata_panels, "发布信息"),
    ]
    search_fields = [*ArticlePage.search_fields, index.SearchField("who"), index.SearchField("materials")]

    class Meta:
        verbose_name = "办事服务"
        verbose_name_plural = "办事服务"

    @property
    def service_kind(self) -> kinds.ServiceKind | None:
        """The registered kind this page names."""
        return kinds.get(self.kind)

    @property
    def is_open(self) -> bool:
        """Whether one can apply now."""
        kind = self.service_kind
        return bool(kind and kind.is_open)

    @property
    def material_lines(self) -> list[str]:
        """The materials, one by one."""
        return [line.strip() for line in self.materials.splitlines() if line.strip()]


class ServiceBasis(Orderable):
    """The policy a service rests on, shown on both pages."""

    page = ParentalKey(ServicePage, on_delete=models.CASCADE, related_name="basis")
    policy = models.ForeignKey(
        PolicyPage, verbose_name="政策文件", on_delete=models.CASCADE, related_name="service_links"
    )

    panels = [PageChooserPanel("policy", "policies.PolicyPage")]

    class Meta(Orderable.Meta):
        verbose_name = "政策依据"
        verbose_name_plural = "政策依据"
        constraints = [models.UniqueConstraint(fields=["page", "policy"], name="service_basis_once")]

    def __str__(self) -> str:
        return str(self.policy)
