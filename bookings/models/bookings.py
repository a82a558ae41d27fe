"""A booking and what comes of it: the visit, the copies, the reminders."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils.functional import cached_property

from bookings.models.rules import LONGEST, Purpose, ReaderCategory
from casework.models import Case

if TYPE_CHECKING:
    from bookings.models.places import SeatClaim


class Booking(Case):
    """查档预约. What the reader typed stands in the columns from the first submission on.

    choose_by: until when an approved reader chooses a place; missed: how often nobody came.
    """

    purpose = models.ForeignKey(Purpose, verbose_name="查档目的", null=True, on_delete=models.PROTECT, related_name="+")
    purpose_note = models.CharField("目的说明", max_length=LONGEST, blank=True)
    category = models.ForeignKey(
        ReaderCategory, verbose_name="利用者类别", null=True, on_delete=models.PROTECT, related_name="+"
    )
    project_name = models.CharField("项目名称", max_length=LONGEST, blank=True)
    developer = models.CharField("建设单位（开发商）", max_length=LONGEST, blank=True)
    permit_number = models.CharField("建设工程规划许可证号", max_length=LONGEST, blank=True)
    query = models.CharField("查询事项描述", max_length=LONGEST, blank=True)
    choose_by = models.DateTimeField("选时段的期限", null=True, editable=False)
    missed = models.PositiveSmallIntegerField("未到馆次数", default=0, editable=False)

    class Meta:
        verbose_name = "查档预约"
        verbose_name_plural = "查档预约"

    @cached_property
    def standing(self) -> "SeatClaim | None":
        """The place that the booking has or holds. The services that give and take places keep it right."""
        return self.claims.standing().select_related("day").first()


class Visit(models.Model):
    """What became of a place: somebody came, or nobody did."""

    claim = models.OneToOneField("bookings.SeatClaim", on_delete=models.PROTECT, related_name="visit")
    case = models.ForeignKey(Booking, verbose_name="预约", on_delete=models.PROTECT, related_name="visits")
    date = models.DateField("进馆日期", db_index=True)
    slot = models.TimeField("进馆时段")
    arrived_at = models.DateTimeField("到馆时间", null=True)
    marked_at = models.DateTimeField("登记时间")
    marked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="登记人", on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = "到馆登记"
        verbose_name_plural = "到馆登记"
        ordering = ["-date", "-slot"]

    def __str__(self) -> str:
        return f"{self.case} {self.date:%Y-%m-%d} {'到馆' if self.arrived_at else '未到馆'}"


class CopyOrder(models.Model):
    """Copies that a visitor has ordered: how many pages, until when, and what became of them.

    keep_until: the day on which they may be destroyed when nobody has come (000-36).
    """

    case = models.OneToOneField(Booking, verbose_name="预约", on_delete=models.PROTECT, related_name="copies")
    pages = models.PositiveIntegerField("页数")
    promised_on = models.DateField("约定完成日期")
    ordered_at = models.DateTimeField("委托时间")
    ready_at = models.DateTimeField("完成时间", null=True)
    keep_until = models.DateField("保留至", null=True, db_index=True)
    collected_at = models.DateTimeField("领取时间", null=True)
    destroyed_at = models.DateTimeField("销毁时间", null=True)
    destroyed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="销毁人", null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = "复制件"
        verbose_name_plural = "复制件"
        ordering = ["ordered_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(collected_at=None) | models.Q(destroyed_at=None), name="copies_taken_or_destroyed"
            )
        ]

    def __str__(self) -> str:
        return f"{self.case} {self.pages} 页"


class Reminder(models.Model):
    """A reminder that went out: each once, whatever happens to the job that sends them."""

    case = models.ForeignKey(Booking, on_delete=models.PROTECT, related_name="reminders")
    about = models.CharField("事由", max_length=40)
    sent_at = models.DateTimeField("发送时间")

    class Meta:
        verbose_name = "预约提醒"
        verbose_name_plural = "预约提醒"
        constraints = [models.UniqueConstraint(fields=["case", "about"], name="reminder_once")]

    def __str__(self) -> str:
        return f"{self.case} {self.about}"
