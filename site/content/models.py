"""What belongs to the whole site: its settings, its alerts, and the files attached to its pages."""

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.models import Orderable, Page


@register_setting(icon="cog")
class SiteSettings(ClusterableModel, BaseSiteSetting):
    """What header, footer and meta tags show, as 政府网站发展指引 (国办发〔2017〕47号) asks for it."""

    name = models.CharField("网站名称", max_length=50)
    tagline = models.CharField("网站说明", max_length=200, blank=True, help_text="一句话，显示在首页和搜索引擎中。")
    sponsor = models.CharField("主办单位", max_length=100)
    city = models.CharField(
        "城市名", max_length=20, blank=True, help_text="用在申报书等文书的标题里，例如：北京市。不填就没有。"
    )
    site_code = models.CharField(
        "网站标识码",
        max_length=10,
        validators=[RegexValidator(r"^(bm\d{8}|\d{10})$", "网站标识码是 10 位数字，或 bm 加 8 位数字。")],
    )
    icp_number = models.CharField(
        "ICP备案号",
        max_length=40,
        validators=[RegexValidator(r"^[\u4e00-\u9fa5]ICP备\d{8,10}号(-\d+)?$", "形如：京ICP备12345678号-1。")],
    )
    police_number = models.CharField(
        "公安备案号",
        max_length=40,
        validators=[RegexValidator(r"^[\u4e00-\u9fa5]公网安备\s?\d{14}号$", "形如：京公网安备 11010102000001号。")],
    )
    address = models.CharField("地址", max_length=200)
    postcode = models.CharField(
        "邮编", max_length=6, blank=True, validators=[RegexValidator(r"^\d{6}$", "邮编是 6 位数字。")]
    )
    phone = models.CharField("咨询电话", max_length=30)
    email = models.EmailField("电子邮箱", blank=True)
    opening_hours = models.CharField("开放时间", max_length=200, blank=True)
    keywords = models.CharField("关键词", max_length=200, blank=True, help_text="用于搜索引擎，用英文逗号分开。")

    panels = [
        MultiFieldPanel([FieldPanel("name"), FieldPanel("tagline"), FieldPanel("keywords")], "网站"),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("sponsor"), FieldPanel("city")]),
                FieldRowPanel([FieldPanel("site_code"), FieldPanel("icp_number"), FieldPanel("police_number")]),
            ],
            "主办与备案",
        ),
        MultiFieldPanel(
            [
                FieldPanel("address"),
                FieldRowPanel([FieldPanel("postcode"), FieldPanel("phone"), FieldPanel("email")]),
                FieldPanel("opening_hours"),
            ],
            "联系方式",
        ),
        InlinePanel("footer_links", label="页脚链接"),
    ]

    class Meta:
        verbose_name = "网站设置"


class FooterLink(Orderable):
    """A link in the footer, to a page of the site or to another site."""

    settings = ParentalKey(SiteSettings, on_delete=models.CASCADE, related_name="footer_links")
    label = models.CharField("文字", max_length=50)
    page = models.ForeignKey(
        Page, verbose_name="本站页面", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    url = models.URLField("外部地址", blank=True)

    panels = [FieldPanel("label"), FieldPanel("page"), FieldPanel("url")]

    class Meta(Orderable.Meta):
        verbose_name = "页脚链接"
        verbose_name_plural = "页脚链接"

    def clean(self) -> None:
        if bool(self.page_id) == bool(self.url):
            raise ValidationError("页脚链接要么选本站页面，要么写外部地址，两者只填一个。")

    @property
    def address(self) -> str:
        """Where the link leads."""
        return self.url or self.page.url


class AlertLevel(models.TextChoices):
    """How urgent an alert is."""

    INFO = "info", "提示"
    WARNING = "warning", "注意"
    URGENT = "urgent", "紧急"


class SiteAlert(models.Model):
    """A banner on a page and everything below it, between two moments."""

    text = models.CharField("内容", max_length=300)
    level = models.CharField("级别", max_length=10, choices=AlertLevel, default=AlertLevel.INFO)
    link = models.ForeignKey(
        Page, verbose_name="详情页", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    page = models.ForeignKey(
        Page,
        verbose_name="显示在",
        on_delete=models.CASCADE,
        related_name="alerts",
        help_text="在这个页面及其所有下级页面上显示；选首页则全站显示。",
    )
    starts_at = models.DateTimeField("开始", default=timezone.now)
    ends_at = models.DateTimeField("结束", null=True, blank=True, help_text="不填则一直显示，直到删除。")

    panels = [
        FieldPanel("text"),
        FieldPanel("level"),
        FieldPanel("page"),
        FieldPanel("link"),
        FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")]),
    ]

    class Meta:
        verbose_name = "网站提示"
        verbose_name_plural = "网站提示"
        ordering = ["-starts_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at=None) | models.Q(ends_at__gt=models.F("starts_at")),
                name="alert_ends_after_start",
                violation_error_message="结束时间要晚于开始时间。",
            )
        ]

    def __str__(self) -> str:
        return self.text


class Attachment(Orderable):
    """A file that belongs to a page."""

    page = ParentalKey(Page, on_delete=models.CASCADE, related_name="attachments")
    document = models.ForeignKey(
        "library.LibraryDocument", verbose_name="文件", on_delete=models.PROTECT, related_name="+"
    )
    title = models.CharField("显示名称", max_length=200, blank=True, help_text="不填则用文件自己的标题。")

    panels = [FieldPanel("document"), FieldPanel("title")]

    class Meta(Orderable.Meta):
        verbose_name = "附件"
        verbose_name_plural = "附件"

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """What a reader sees."""
        return self.title or self.document.title
