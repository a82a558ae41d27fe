"""What must be read before one applies: the notice (须知) of a kind in its versions, and who read and agreed to which."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from wagtail.fields import RichTextField

from accounts.models.notices import FEATURES
from audit.append_only import AppendOnly
from casework.models.case import Case


class NoticeVersion(AppendOnly):
    """One version of a kind's notice. It stays as it is, for people have agreed to it."""

    kind = models.CharField("业务", max_length=30)
    number = models.PositiveIntegerField("版本")
    body = RichTextField("正文", features=FEATURES)
    published_at = models.DateTimeField("公布时间", default=timezone.now, editable=False)

    class Meta:
        verbose_name = "须知"
        verbose_name_plural = "须知"
        ordering = ["kind", "-number"]
        constraints = [models.UniqueConstraint(fields=["kind", "number"], name="notice_version_once")]

    def __str__(self) -> str:
        return f"{self.kind} 第 {self.number} 版"


class NoticeReading(models.Model):
    """Somebody was shown a version at that moment, by the server's clock; and, once agreed, in which application.

    It goes with its draft. One that was never agreed to is deleted after some days.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="读者", on_delete=models.PROTECT, related_name="notice_readings"
    )
    version = models.ForeignKey(NoticeVersion, verbose_name="须知", on_delete=models.PROTECT, related_name="readings")
    started_at = models.DateTimeField("开始阅读")
    agreed_at = models.DateTimeField("同意时间", null=True)
    case = models.OneToOneField(
        Case, verbose_name="办件", null=True, on_delete=models.CASCADE, related_name="notice_reading"
    )

    class Meta:
        verbose_name = "须知的阅读"
        verbose_name_plural = "须知的阅读"
        constraints = [
            models.CheckConstraint(
                condition=Q(agreed_at__isnull=True, case__isnull=True) | Q(agreed_at__isnull=False, case__isnull=False),
                name="notice_agreed_in_a_case",
            ),
            models.CheckConstraint(
                condition=Q(agreed_at__isnull=True) | Q(agreed_at__gte=F("started_at")),
                name="notice_agreed_after_reading",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} / {self.version_id}"
