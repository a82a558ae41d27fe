"""Policy documents, their interpretations, and notices."""

from dataclasses import dataclass
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.forms import CheckboxSelectMultiple
from django.utils.functional import cached_property
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, PageChooserPanel
from wagtail.models import Orderable, Page
from wagtail.search import index

from catalogue.enums import NO_LONGER_VALID, Kind, Validity
from catalogue.facts import Facts
from catalogue.models import Issuer, Topic
from catalogue.queries import full_topic_names
from content.models import Attachment
from content.pages import ArticlePage, IndexPage, today
from page_cache.prepared import Prepared
from policies import listing, numbers
from policies.enums import Disclosure, DocumentType, RelationKind, StatedValidity

# 国办秘函〔2019〕19号: 通知公告 and 政策文件 without anything new for six months.
STALE_AFTER = timedelta(days=182)


class PolicyIndexPage(IndexPage):
    """政策文件: every policy document, with facets."""

    fixed_slug = "policies"
    stale_after = STALE_AFTER
    max_count = 1
    parent_page_types = ["home.HomePage"]
    subpage_types = ["policies.PolicyPage", "policies.InterpretationPage"]
    template = "policies/policy_index_page.html"
    public_parameters = listing.POLICY_PARAMETERS

    class Meta:
        verbose_name = "政策文件栏目"

    def get_context(self, request, *args, **kwargs):
        return super().get_context(request, *args, **kwargs) | {"listing": listing.policies(request.GET)}


class PolicyPage(ArticlePage):
    """One policy document with the metadata that gov.cn shows (国办发〔2017〕47号 and its practice)."""

    catalogue_kind = Kind.POLICY
    expected_metadata = ("summary", "index_number", "number", "issuers", "topic", "document_type", "issued_on")

    index_number = models.CharField("索引号", max_length=40, blank=True, help_text="形如 000014349/2017-00110。")
    topic = models.ForeignKey(
        Topic, verbose_name="主题分类", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    issuers = ParentalManyToManyField(Issuer, verbose_name="发文机关", blank=True, related_name="+")
    number = models.CharField(
        "发文字号",
        max_length=100,
        blank=True,
        help_text="形如 京建法〔2018〕6号、建设部令第136号、GB/T 51129-2017。各种括号都可以，保存时自动规范。",
    )
    number_agency = models.CharField(max_length=40, blank=True, editable=False)
    number_year = models.PositiveSmallIntegerField(null=True, editable=False)
    number_serial = models.PositiveIntegerField(null=True, editable=False)
    number_key = models.CharField(max_length=100, blank=True, editable=False, db_index=True)
    document_type = models.CharField("公文种类", max_length=20, choices=DocumentType, blank=True)
    issued_on = models.DateField("成文日期", null=True, blank=True, help_text="文件落款的日期。")
    effective_on = models.DateField("实施日期", null=True, blank=True)
    ended_on = models.DateField("失效/废止日期", null=True, blank=True)
    stated_validity = models.CharField(
        "有效性",
        max_length=12,
        choices=StatedValidity,
        default=StatedValidity.UNVERIFIED,
        help_text="被本站其他文件废止或修改时自动改变，不必在这里改。",
    )
    validity = models.CharField(max_length=12, choices=Validity, default=Validity.UNVERIFIED, editable=False)
    disclosure = models.CharField("公开属性", max_length=12, choices=Disclosure, default=Disclosure.PROACTIVE)
    responsible_authority = models.CharField(
        "负责部门", max_length=100, blank=True, help_text="对本文件负责解释的部门。"
    )

    parent_page_types = ["policies.PolicyIndexPage"]
    subpage_types = []
    template = "policies/policy_page.html"

    content_panels = [
        *Page.content_panels,
        FieldPanel("summary"),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("number"), FieldPanel("index_number")]),
                FieldPanel("issuers", widget=CheckboxSelectMultiple),
                FieldRowPanel([FieldPanel("topic"), FieldPanel("document_type")]),
                FieldRowPanel([FieldPanel("issued_on"), FieldPanel("published_on")]),
                FieldRowPanel([FieldPanel("effective_on"), FieldPanel("ended_on")]),
                FieldRowPanel([FieldPanel("stated_validity"), FieldPanel("disclosure")]),
                FieldRowPanel([FieldPanel("responsible_authority"), FieldPanel("source")]),
            ],
            "文件信息",
        ),
        InlinePanel("relations", label="与其他文件的关系"),
        FieldPanel("body"),
        InlinePanel("attachments", label="附件"),
    ]
    search_fields = [
        *ArticlePage.search_fields,
        index.SearchField("number", boost=5),
        index.AutocompleteField("number"),
        index.SearchField("index_number"),
        index.RelatedFields("issuers", [index.SearchField("name")]),
    ]

    class Meta:
        verbose_name = "政策文件"
        verbose_name_plural = "政策文件"

    def clean(self) -> None:
        super().clean()
        errors = {}
        if self.effective_on and self.issued_on and self.effective_on < self.issued_on:
            errors["effective_on"] = "实施日期不能早于成文日期。"
        if self.ended_on and self.effective_on and self.ended_on < self.effective_on:
            errors["ended_on"] = "失效/废止日期不能早于实施日期。"
        if errors:
            raise ValidationError(errors)
        self.read_number()

    @cached_property
    def issuer_names(self) -> str:
        """The issuers as they are written in one line; one query, however often the page shows them."""
        if self.is_as_stored:
            return "、".join(name for (name,) in _issuers_of(self.pk))
        return "、".join(issuer.name for issuer in self.issuers.all())

    @property
    def topic_label(self) -> str:
        """The subject class with the class above it; no query."""
        return full_topic_names().get(self.topic_id, "")

    def has_attachments(self) -> bool:
        return self.ties.attached

    @cached_property
    def ties(self) -> "Ties":
        """What the page as stored is tied to: one query, so that a page asks only for what it has."""
        return Ties(*_ties_of(self.pk)[0])

    def read_number(self) -> None:
        """Brings the number to its normal spelling and fills the columns by which it is sorted and found."""
        parsed = numbers.parse(self.number)
        self.number = parsed.text if parsed else self.number.strip()
        self.number_agency = parsed.agency if parsed else ""
        self.number_year = parsed.year if parsed else None
        self.number_serial = parsed.serial if parsed else None
        self.number_key = numbers.number_key(self.number)

    def catalogue_facts(self) -> Facts:
        return Facts(
            kind=self.catalogue_kind,
            published_on=self.published_on,
            summary=self.summary,
            topic=self.topic,
            issuers=list(self.issuers.all()),
            number=self.number,
            number_key=self.number_key,
            number_agency=self.number_agency,
            number_year=self.number_year,
            document_year=self.issued_on.year if self.issued_on else self.number_year,
            number_serial=self.number_serial,
            document_type=self.document_type,
            validity=self.validity,
            ended_on=self.ended_on,
        )


@dataclass(frozen=True)
class Ties:
    """What a document has: relations to others, interpretations, services that rest on it, files, stale citations."""

    related: bool
    interpreted: bool
    served: bool
    attached: bool
    citing_stale: bool


def stale_citations(page_id) -> models.QuerySet:
    """What a page cites that is live and no longer in force."""
    return Citation.objects.filter(page=page_id, target__live=True, target__validity__in=NO_LONGER_VALID)


def _ask_ties(policy_id: int) -> models.QuerySet:
    services = PolicyPage._meta.get_field("service_links").related_model
    relations = PolicyRelation.objects.filter(Q(page=OuterRef("pk")) | Q(target=OuterRef("pk")))
    return PolicyPage._base_manager.filter(pk=policy_id).values_list(
        Exists(relations),
        Exists(InterpretedPolicy.objects.filter(policy=OuterRef("pk"))),
        Exists(services.objects.filter(policy=OuterRef("pk"))),
        Exists(Attachment.objects.filter(page=OuterRef("pk"))),
        Exists(stale_citations(OuterRef("pk"))),
    )


_ties_of = Prepared(_ask_ties)
_issuers_of = Prepared(
    lambda policy_id: (
        PolicyPage.issuers.through.objects.filter(policypage=policy_id)
        .order_by("issuer__name")
        .values_list("issuer__name")
    )
)


class PolicyRelation(Orderable):
    """What one document does to another: 本文件 废止 那个文件."""

    page = ParentalKey(PolicyPage, on_delete=models.CASCADE, related_name="relations")
    kind = models.CharField("关系", max_length=10, choices=RelationKind)
    target = models.ForeignKey(
        PolicyPage, verbose_name="文件", on_delete=models.CASCADE, related_name="inverse_relations"
    )
    note = models.CharField("说明", max_length=200, blank=True, help_text="例如：第三条除外。")

    panels = [FieldPanel("kind"), PageChooserPanel("target", "policies.PolicyPage"), FieldPanel("note")]

    class Meta(Orderable.Meta):
        verbose_name = "文件关系"
        constraints = [
            models.UniqueConstraint(fields=["page", "kind", "target"], name="policy_relation_once"),
            models.CheckConstraint(condition=~models.Q(page=models.F("target")), name="policy_relation_not_to_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.target}"

    def clean(self) -> None:
        if self.page_id and self.page_id == self.target_id:
            raise ValidationError({"target": "文件不能与自己建立关系。"})


class Citation(models.Model):
    """One live page that links to a policy or names its number; kept by `policies.citations` on publishing."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="citations")
    number_key = models.CharField(max_length=100, blank=True, db_index=True)
    target = models.ForeignKey(PolicyPage, null=True, on_delete=models.SET_NULL, related_name="citations_of")

    class Meta:
        verbose_name = "引用"
        verbose_name_plural = "引用"
        constraints = [
            models.UniqueConstraint(
                fields=["page", "number_key"], condition=~models.Q(number_key=""), name="citation_number_once"
            ),
            models.UniqueConstraint(
                fields=["page", "target"], condition=models.Q(number_key=""), name="citation_link_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.page_id} → {self.number_key or self.target_id}"


class InterpretationPage(ArticlePage):
    """政策解读: text, pictures, questions and answers about one or more documents."""

    catalogue_kind = Kind.INTERPRETATION

    parent_page_types = ["policies.PolicyIndexPage"]
    subpage_types = []
    template = "policies/interpretation_page.html"

    content_panels = [
        *Page.content_panels,
        FieldPanel("summary"),
        InlinePanel("interpreted", label="解读的文件", min_num=1),
        MultiFieldPanel(ArticlePage.metadata_panels, "发布信息"),
        FieldPanel("body"),
        InlinePanel("attachments", label="附件"),
    ]

    class Meta:
        verbose_name = "政策解读"
        verbose_name_plural = "政策解读"


class InterpretedPolicy(Orderable):
    """The link between an interpretation and a document, shown on both."""

    page = ParentalKey(InterpretationPage, on_delete=models.CASCADE, related_name="interpreted")
    policy = models.ForeignKey(
        PolicyPage, verbose_name="政策文件", on_delete=models.CASCADE, related_name="interpretation_links"
    )

    panels = [PageChooserPanel("policy", "policies.PolicyPage")]

    class Meta(Orderable.Meta):
        verbose_name = "解读的文件"
        verbose_name_plural = "解读的文件"
        constraints = [models.UniqueConstraint(fields=["page", "policy"], name="interpreted_policy_once")]

    def __str__(self) -> str:
        return str(self.policy)


class NoticeIndexPage(IndexPage):
    """通知公告."""

    fixed_slug = "notices"
    stale_after = STALE_AFTER
    max_count = 1
    parent_page_types = ["home.HomePage"]
    subpage_types = ["policies.NoticePage", "declarations.PublicityPage"]
    template = "policies/notice_index_page.html"
    public_parameters = listing.NOTICE_PARAMETERS

    class Meta:
        verbose_name = "通知公告栏目"

    def get_context(self, request, *args, **kwargs):
        return super().get_context(request, *args, **kwargs) | {"listing": listing.notices(request.GET, today())}


class NoticePage(ArticlePage):
    """A notice that holds from one day to another; after that it is withdrawn from lists but still reachable."""

    catalogue_kind = Kind.NOTICE

    valid_from = models.DateField("有效期起", default=today)
    valid_until = models.DateField("有效期止", null=True, blank=True, help_text="过了这一天从列表撤下，地址仍可打开。")
    pinned = models.BooleanField("置顶", default=False)

    parent_page_types = ["policies.NoticeIndexPage"]
    subpage_types = []
    template = "policies/notice_page.html"

    content_panels = [
        *Page.content_panels,
        FieldPanel("summary"),
        MultiFieldPanel(
            [
                *ArticlePage.metadata_panels,
                FieldRowPanel([FieldPanel("valid_from"), FieldPanel("valid_until")]),
                FieldPanel("pinned"),
            ],
            "发布信息",
        ),
        FieldPanel("body"),
        InlinePanel("attachments", label="附件"),
    ]

    class Meta:
        verbose_name = "通知公告"
        verbose_name_plural = "通知公告"

    def clean(self) -> None:
        super().clean()
        if self.valid_until and self.valid_from and self.valid_until < self.valid_from:
            raise ValidationError({"valid_until": "有效期止不能早于有效期起。"})

    @property
    def has_ended(self) -> bool:
        """Whether the notice no longer holds today."""
        return bool(self.valid_until and self.valid_until < today())

    def catalogue_facts(self) -> Facts:
        return Facts(
            kind=self.catalogue_kind,
            published_on=self.published_on,
            summary=self.summary,
            pinned=self.pinned,
            ended_on=self.valid_until,
        )
