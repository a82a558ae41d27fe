"""申报通知: when one may hand in, as rows that staff edit."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from declarations.enums import DEMONSTRATION, REWARD_FUND, TECHNOLOGY

KINDS = [(REWARD_FUND, "奖励资金申报"), (TECHNOLOGY, "技术申报"), (DEMONSTRATION, "示范项目申报")]


class CallQuerySet(models.QuerySet):
    """Calls as they are asked for."""

    def published(self) -> "CallQuerySet":
        """Those that people see."""
        return self.filter(is_published=True)

    def open_at(self, moment: datetime) -> "CallQuerySet":
        """Those that take a first submission at that moment: from the opening on, no longer at the closing itself."""
        return self.published().filter(Q(closes_at=None) | Q(closes_at__gt=moment), opens_at__lte=moment)

    def dated_first(self) -> "CallQuerySet":
        """A call with an end stands before a standing one; of several the one that closes first."""
        return self.order_by(F("closes_at").asc(nulls_last=True), "opens_at", "pk")


class Call(models.Model):
    """A call for declarations of one kind. closes_at: the first moment at which it takes none; empty for a standing call.

    resubmit_days: working days for mending what was returned; withdrawn_hours: hours for handing in again what was taken
    back.
    """

    kind = models.CharField("业务", max_length=30, choices=KINDS)
    title = models.CharField("名称", max_length=100, help_text="例如：2026年奖励资金申报。")
    source = models.CharField("依据", max_length=200, blank=True, help_text="申报通知的文号和名称。")
    opens_at = models.DateTimeField("开始受理")
    closes_at = models.DateTimeField(
        "截止", null=True, blank=True, help_text="到这一时刻（含）就不再接收首次提交。不填表示常年受理。"
    )
    resubmit_days = models.PositiveSmallIntegerField(
        "退回后几个工作日内重新提交", default=10, validators=[MinValueValidator(1), MaxValueValidator(250)]
    )
    withdrawn_hours = models.PositiveSmallIntegerField(
        "撤回后几小时内重新提交", default=24, validators=[MinValueValidator(1), MaxValueValidator(24 * 60)]
    )
    is_published = models.BooleanField("公布", default=True)

    objects = CallQuerySet.as_manager()

    class Meta:
        verbose_name = "申报通知"
        verbose_name_plural = "申报通知"
        ordering = ["kind", "-opens_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_at=None) | Q(closes_at__gt=F("opens_at")), name="call_closes_after_it_opens"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """An end lies after its beginning."""
        if self.opens_at and self.closes_at and self.closes_at <= self.opens_at:
            raise ValidationError({"closes_at": "截止要晚于开始受理的时间。"})

    @property
    def is_standing(self) -> bool:
        """常年受理."""
        return self.closes_at is None

    @property
    def period(self) -> str:
        """When it takes declarations, in words: 2026年3月1日 9:00 至 2026年6月30日 17:00."""
        opens = _moment(self.opens_at)
        return f"{opens} 起常年受理" if self.is_standing else f"{opens} 至 {_moment(self.closes_at)}"


def _moment(at: datetime) -> str:
    local = timezone.localtime(at)
    return f"{local.year}年{local.month}月{local.day}日 {local:%H:%M}"
