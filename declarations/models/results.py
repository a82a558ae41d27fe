"""What becomes of declarations in the office: buildings declared, experts' results, batches of a year, and 公示."""

from datetime import date

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.models import Page

from audit.append_only import AppendOnly
from casework.attachments import storage
from casework.models import Case, StatusChange
from catalogue.enums import Kind
from catalogue.facts import Facts
from content.pages import ArticlePage, today
from declarations.models.calls import KINDS
from paperwork.models import IssuedPaper

YEARS = [MinValueValidator(2000), MaxValueValidator(2100)]


class DeclaredBuilding(models.Model):
    """A building that a declaration names, as of its newest submission; by the number's key doubles are found."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="declared_buildings")
    project = models.ForeignKey("projects.Project", on_delete=models.PROTECT, related_name="declared_buildings")
    number = models.CharField("楼号", max_length=50)
    key = models.CharField(max_length=350)

    class Meta:
        verbose_name = "申报的单体"
        verbose_name_plural = "申报的单体"
        ordering = ["case", "pk"]
        constraints = [models.UniqueConstraint(fields=["case", "key"], name="declared_building_once")]
        indexes = [models.Index(fields=["project", "key"], name="declared_building_key")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.number}"


class ExpertResult(AppendOnly):
    """What the experts said of a demonstration project, as an officer entered it with the step that it led to."""

    change = models.OneToOneField(StatusChange, on_delete=models.PROTECT, related_name="expert_result")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="expert_results")
    held_on = models.DateField("评审日期")
    experts = models.PositiveSmallIntegerField("专家人数")
    leader = models.CharField("专家组长", max_length=50, blank=True)

    class Meta:
        verbose_name = "专家评审结果"
        verbose_name_plural = "专家评审结果"
        ordering = ["case", "pk"]

    def __str__(self) -> str:
        return f"{self.case_id} {self.held_on}"


class SignedOpinion(AppendOnly):
    """A signed opinion of the experts, scanned; byte for byte as it was handed over. No applicant sees it."""

    result = models.ForeignKey(ExpertResult, on_delete=models.PROTECT, related_name="opinions")
    name = models.CharField("文件名", max_length=200)
    file = models.FileField(storage=storage.private, upload_to=storage.random_name, max_length=200)
    size = models.PositiveBigIntegerField("大小（字节）")
    sha256 = models.CharField("SHA-256", max_length=64)

    class Meta:
        verbose_name = "签字的评审意见"
        verbose_name_plural = "签字的评审意见"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


class YearBudget(models.Model):
    """年度预算: how much money a year has for rewards, in 元."""

    year = models.PositiveSmallIntegerField("年度", unique=True, validators=YEARS)
    amount = models.DecimalField("预算（元）", max_digits=16, decimal_places=2, validators=[MinValueValidator(0)])
    source = models.CharField("依据", max_length=200, blank=True, help_text="下达预算的文件。")

    class Meta:
        verbose_name = "年度预算"
        verbose_name_plural = "年度预算"
        ordering = ["-year"]
        constraints = [models.CheckConstraint(condition=Q(amount__gte=0), name="year_budget_not_negative")]

    def __str__(self) -> str:
        return f"{self.year} 年 {self.amount:,} 元"


class Batch(models.Model):
    """批次: approved declarations of a kind that go forward together in a year."""

    kind = models.CharField("业务", max_length=30, choices=KINDS)
    year = models.PositiveSmallIntegerField("年度", validators=YEARS)
    name = models.CharField("名称", max_length=60, help_text="例如：第一批。")
    note = models.CharField("说明", max_length=200, blank=True)
    created_at = models.DateTimeField("建立时间", auto_now_add=True)

    class Meta:
        verbose_name = "批次"
        verbose_name_plural = "批次"
        ordering = ["-year", "kind", "pk"]
        constraints = [models.UniqueConstraint(fields=["kind", "year", "name"], name="batch_once")]

    def __str__(self) -> str:
        return f"{self.year} 年 {self.get_kind_display()} {self.name}"


class BatchEntry(models.Model):
    """A declaration in a batch; it stands in one at most."""

    batch = models.ForeignKey(Batch, verbose_name="批次", on_delete=models.PROTECT, related_name="entries")
    case = models.OneToOneField(Case, verbose_name="办件", on_delete=models.PROTECT, related_name="batch_entry")
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="列入人", on_delete=models.PROTECT, related_name="+"
    )
    added_at = models.DateTimeField("列入时间", auto_now_add=True)

    class Meta:
        verbose_name = "批次中的申报"
        verbose_name_plural = "批次中的申报"
        ordering = ["batch", "pk"]

    def __str__(self) -> str:
        return f"{self.batch_id} / {self.case_id}"


class PublicityPage(ArticlePage):
    """公示: approved results, shown to everybody for some working days. Made from results by one act, never by hand.

    ends_on: the last day. After it the page is taken down by the system and stays in the archive with its entries.
    """

    catalogue_kind = Kind.NOTICE
    is_creatable = False
    parent_page_types = ["policies.NoticeIndexPage"]
    subpage_types = []
    template = "declarations/publicity_page.html"

    case_kind = models.CharField("业务", max_length=30, choices=KINDS)
    starts_on = models.DateField("公示开始")
    ends_on = models.DateField("公示结束")
    taken_down_at = models.DateTimeField("撤下时间", null=True, editable=False)

    content_panels = [
        *Page.content_panels,
        FieldPanel("summary"),
        MultiFieldPanel(
            [
                *ArticlePage.metadata_panels,
                FieldRowPanel([FieldPanel("starts_on", read_only=True), FieldPanel("ends_on", read_only=True)]),
            ],
            "公示",
        ),
        FieldPanel("body"),
    ]

    class Meta:
        verbose_name = "公示"
        verbose_name_plural = "公示"
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="publicity_ends_after_start")
        ]

    @property
    def has_ended(self) -> bool:
        """Whether its last day is over."""
        return self.ends_on < today()

    @property
    def paper_subject(self) -> str:
        """By what its sealed table is numbered."""
        return f"GS{self.starts_on:%Y%m%d}{self.pk}"

    @property
    def table(self) -> IssuedPaper | None:
        """Its sealed table; None while the worker has not made it, or when it was withdrawn."""
        found = IssuedPaper.objects.filter(kind="publicity", request__subject=self.paper_subject, withdrawal=None)
        return found.first()

    def is_over(self, day: date) -> bool:
        """Whether its last day lies before that day."""
        return self.ends_on < day

    def catalogue_facts(self) -> Facts:
        return Facts(
            kind=self.catalogue_kind,
            published_on=self.published_on,
            summary=self.summary,
            ended_on=self.ends_on,
        )


class PublicityEntry(models.Model):
    """A declaration in a 公示: what stood on the page, frozen and masked.

    row: [label, text] of each column, in the order of the table. upheld_at: when an objection to it was upheld.
    """

    page = models.ForeignKey(PublicityPage, verbose_name="公示", on_delete=models.PROTECT, related_name="entries")
    case = models.ForeignKey(Case, verbose_name="办件", on_delete=models.PROTECT, related_name="publicity_entries")
    position = models.PositiveSmallIntegerField("序号")
    row = models.JSONField("内容")
    upheld_at = models.DateTimeField("异议成立时间", null=True)

    class Meta:
        verbose_name = "公示的申报"
        verbose_name_plural = "公示的申报"
        ordering = ["page", "position"]
        constraints = [models.UniqueConstraint(fields=["page", "case"], name="publicity_entry_once")]

    def __str__(self) -> str:
        return f"{self.page_id} / {self.case_id}"
