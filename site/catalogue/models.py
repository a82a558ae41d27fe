"""The catalogue: one row for each page that everybody may read, and the vocabularies it is ordered by.

A page has an entry if and only if it is live and public. Listings, search, feeds, open data and the site map read
entries and nothing else, so that what is not public cannot appear in any of them.
"""

from django.core.exceptions import ValidationError
from django.db import models
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page

from catalogue.enums import NO_LONGER_VALID, Kind, Validity


class Topic(models.Model):
    """A subject class (主题分类) of gov.cn's tree: first-level classes have no parent."""

    name = models.CharField("名称", max_length=50)
    parent = models.ForeignKey(
        "self", verbose_name="上级分类", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    position = models.PositiveSmallIntegerField("顺序", default=0, help_text="数字小的排在前面。")

    panels = [FieldPanel("name"), FieldPanel("parent"), FieldPanel("position")]

    class Meta:
        verbose_name = "主题分类"
        verbose_name_plural = "主题分类"
        ordering = ["parent__position", "parent_id", "position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["parent", "name"], name="topic_name_unique_below_parent"),
            models.UniqueConstraint(
                fields=["name"], condition=models.Q(parent=None), name="topic_name_unique_on_first_level"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.parent.name}\\{self.name}" if self.parent_id else self.name

    def clean(self) -> None:
        if self.parent_id and (self.parent_id == self.pk or self.parent.parent_id):
            raise ValidationError({"parent": "主题分类只有两级：请选择一个一级分类作为上级。"})
        if self.parent_id and self.pk and self.children.exists():
            raise ValidationError({"parent": "这个分类自己还有下级分类，不能再放到别的分类之下。"})

    @property
    def top_id(self) -> int:
        """The first-level class, which the facet counts."""
        return self.parent_id or self.pk


class Issuer(models.Model):
    """An authority that issues documents (发文机关)."""

    name = models.CharField("名称", max_length=100, unique=True)
    short_name = models.CharField("简称", max_length=30, blank=True, help_text="列表中地方不够时使用。")

    panels = [FieldPanel("name"), FieldPanel("short_name")]

    class Meta:
        verbose_name = "发文机关"
        verbose_name_plural = "发文机关"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class CatalogueEntry(models.Model):
    """What a listing needs to know of one public page, so that it reads one table and no page."""

    page = models.OneToOneField(Page, on_delete=models.CASCADE, primary_key=True, related_name="catalogue_entry")
    kind = models.CharField("类型", max_length=15, choices=Kind)
    title = models.CharField("标题", max_length=255)
    summary = models.TextField("摘要", blank=True)
    path = models.CharField("地址", max_length=2000, help_text="从网站根开始，以 / 开头和结尾。")
    published_on = models.DateField("发布日期")
    year = models.PositiveSmallIntegerField("年份")
    changed_at = models.DateTimeField("更新时间")
    topic = models.ForeignKey(Topic, verbose_name="主题", null=True, on_delete=models.PROTECT, related_name="+")
    top_topic = models.ForeignKey(Topic, verbose_name="一级主题", null=True, on_delete=models.PROTECT, related_name="+")
    issuer_key = models.TextField(blank=True, help_text="发文机关的编号，升序，前后都有逗号：,3,17,")
    issuer_names = models.CharField("发文机关", max_length=500, blank=True)
    number = models.CharField("发文字号", max_length=100, blank=True)
    number_key = models.CharField(max_length=100, blank=True, db_index=True)
    number_sort = models.CharField(
        max_length=60, blank=True, help_text="按机关代字、年份、序号排列，没有字号的排在最后。"
    )
    document_type = models.CharField("公文种类", max_length=20, blank=True)
    validity = models.CharField("有效性", max_length=12, choices=Validity, blank=True)
    pinned = models.BooleanField("置顶", default=False)
    ended_on = models.DateField("有效期止", null=True)

    class Meta:
        verbose_name = "目录条目"
        verbose_name_plural = "目录条目"
        ordering = ["-published_on", "-page_id"]
        indexes = [
            # One for each order and each single filter: a list reads its twenty rows from the front of one of them.
            models.Index(fields=["kind", "-published_on", "-page"], name="catalogue_kind_date"),
            models.Index(
                fields=["kind", "-pinned", "-published_on", "-page", "ended_on"], name="catalogue_kind_pinned"
            ),
            models.Index(fields=["kind", "number_sort", "-page"], name="catalogue_kind_number"),
            models.Index(fields=["kind", "year", "-published_on", "-page"], name="catalogue_kind_year"),
            models.Index(fields=["kind", "top_topic", "-published_on", "-page", "year"], name="catalogue_kind_topic"),
            models.Index(fields=["kind", "validity", "-published_on", "-page", "year"], name="catalogue_kind_validity"),
            models.Index(
                fields=["kind", "document_type", "-published_on", "-page", "year"], name="catalogue_kind_type"
            ),
            # All that facets count, for counts under several choices.
            models.Index(
                fields=["kind", "top_topic", "validity", "document_type", "year", "issuer_key"],
                name="catalogue_facets",
            ),
            # All that a search reads of its hits.
            models.Index(
                fields=["page", "kind", "top_topic", "issuer_key", "year", "validity", "published_on"],
                name="catalogue_hits",
            ),
            models.Index(fields=["-published_on", "-page"], name="catalogue_date"),
            models.Index(fields=["-changed_at"], name="catalogue_changed"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def issuer_ids(self) -> list[int]:
        """The numbers of the issuers."""
        return [int(number) for number in self.issuer_key.split(",") if number]

    @property
    def is_no_longer_valid(self) -> bool:
        """Whether the document has been repealed or has expired."""
        return self.validity in NO_LONGER_VALID


class EntryIssuer(models.Model):
    """One issuer of one entry, with the entry's date: the list of an issuer is read off one index."""

    entry = models.ForeignKey(CatalogueEntry, on_delete=models.CASCADE, related_name="issuer_links")
    issuer = models.ForeignKey(Issuer, on_delete=models.PROTECT, related_name="entry_links")
    published_on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "issuer"], name="entry_issuer_once")]
        indexes = [models.Index(fields=["issuer", "-published_on", "-entry"], name="entry_issuer_date")]

    def __str__(self) -> str:
        return f"{self.entry_id}: {self.issuer_id}"


class CatalogueCount(models.Model):
    """How many entries of a kind have a value of a facet, among those that have the given one (`catalogue.counts`)."""

    kind = models.CharField(max_length=15)
    given = models.CharField(max_length=30, blank=True)
    facet = models.CharField(max_length=10, blank=True)
    value = models.CharField(max_length=20, blank=True)
    n = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "given", "facet", "value"], name="catalogue_count_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.given} {self.facet} {self.value}: {self.n}"
