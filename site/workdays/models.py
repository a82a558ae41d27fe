"""What staff keep of working days: the notices of the State Council and the archive's own closures."""

from django.db import models
from wagtail.admin.panels import FieldPanel, FieldRowPanel


class DayKind(models.TextChoices):
    """What a notice says of a day."""

    OFF = "off", "放假"
    WORK = "work", "上班"


class AnnouncedYear(models.Model):
    """A year whose notice is loaded."""

    year = models.PositiveSmallIntegerField("年份", primary_key=True)
    source = models.CharField("通知文号", max_length=100, blank=True)
    loaded_at = models.DateTimeField("载入时间", auto_now_add=True)

    class Meta:
        verbose_name = "已公布年份"
        verbose_name_plural = "已公布年份"
        ordering = ["-year"]

    def __str__(self) -> str:
        return str(self.year)


class HolidayAdjustment(models.Model):
    """A weekday off, or a weekend day on which people work."""

    date = models.DateField("日期", unique=True)
    kind = models.CharField("安排", max_length=4, choices=DayKind)
    name = models.CharField("名称", max_length=30)
    source = models.CharField("依据", max_length=100, blank=True, help_text="公布这项安排的通知的文号。")

    panels = [FieldRowPanel([FieldPanel("date"), FieldPanel("kind")]), FieldPanel("name"), FieldPanel("source")]

    class Meta:
        verbose_name = "节假日安排"
        verbose_name_plural = "节假日安排"
        ordering = ["-date"]

    def __str__(self) -> str:
        return f"{self.date:%Y-%m-%d} {self.get_kind_display()}"

    @property
    def works(self) -> bool:
        """Whether people work on that day."""
        return self.kind == DayKind.WORK


class Closure(models.Model):
    """Days or hours on which this archive is closed although others work."""

    starts_at = models.DateTimeField("开始")
    ends_at = models.DateTimeField("结束")
    reason = models.CharField("原因", max_length=100, help_text="读者会看到，例如：库房检修。")
    alert = models.OneToOneField(
        "content.SiteAlert",
        verbose_name="网站提示",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="closure",
        help_text="说明这次闭馆的提示：闭馆取消，它也撤下；闭馆延长，它也延长。",
    )

    panels = [FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")]), FieldPanel("reason")]

    class Meta:
        verbose_name = "闭馆安排"
        verbose_name_plural = "闭馆安排"
        ordering = ["-starts_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")),
                name="closure_ends_after_start",
                violation_error_message="结束时间要晚于开始时间。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.reason}（{self.starts_at:%Y-%m-%d}）"
