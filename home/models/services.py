"""Services: the page around a form. The page belongs to editors, the form to the kind that the page names."""

from django.db import models
from django.http import HttpRequest
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, PageChooserPanel
from wagtail.fields import RichTextField
from wagtail.models import Orderable, Page
from wagtail.rich_text import get_text_for_indexing
from wagtail.search import index

from accounts.context import is_signed_in
from accounts.models.notices import FEATURES
from casework import consents, kinds
from casework.my.beginning import with_notice
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
    notice = RichTextField(
        "须知",
        blank=True,
        features=FEATURES,
        help_text="要先阅读须知的业务：申请前必须阅读；改动并发布后成为新的一版，没有提交的申请要重新同意。",
    )

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
        FieldPanel("notice"),
        FieldPanel("body"),
        InlinePanel("basis", label="政策依据"),
        InlinePanel("attachments", label="附件"),
        MultiFieldPanel(ArticlePage.metadata_panels, "发布信息"),
    ]
    search_fields = [
        *ArticlePage.search_fields,
        index.SearchField("who"),
        index.SearchField("materials"),
        index.SearchField("notice_text"),
    ]

    class Meta:
        verbose_name = "办事服务"
        verbose_name_plural = "办事服务"

    @property
    def expected_metadata(self) -> tuple[str, ...]:
        """What editors are reminded of; without a notice nobody can apply where the kind asks for one."""
        return ("summary", "who", "materials", "duration", "fee", *(["notice"] if self.kind_with_notice else []))

    def is_shared(self, request: HttpRequest) -> bool:
        """With a form in it the page is the reader's own."""
        return not (self.kind_with_notice and is_signed_in(request))

    def get_context(self, request: HttpRequest, *args, **kwargs) -> dict:
        """Where the kind has a notice: the version that holds, and for who is signed in the form below it."""
        context = super().get_context(request, *args, **kwargs)
        if self.service_kind and (part := self.service_kind.page_part):
            context |= {"page_part": part, "part": part.read()}
        kind = self.kind_with_notice
        if kind is None:
            return context
        if getattr(request, "is_preview", False):
            context["notice"] = {"body": self.notice}
        elif is_signed_in(request):
            context["beginning"] = with_notice(kind, request.user)
        else:
            context["notice"] = consents.current(kind.name)
        return {**context, "notice_title": consents.title(kind)}

    @property
    def kind_with_notice(self) -> kinds.CaseKind | None:
        """The kind this page names, if its notice must be read before one applies."""
        kind = self.service_kind
        return kind if isinstance(kind, kinds.CaseKind) and kind.sections and kind.notice_seconds else None

    @property
    def notice_text(self) -> str:
        """The words of the notice without markup, for search."""
        return " ".join(get_text_for_indexing(self.notice).split()) if self.notice else ""

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
