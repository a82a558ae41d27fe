"""The audit list: who did what, when, from where and why; written once, chained, without personal data."""

from django.conf import settings
from django.db import models

from audit import enums
from audit.append_only import AppendOnly


class Entry(AppendOnly):
    """One line of the audit list, chained to the one before by its digest.

    about: a short subject, such as a case number or a masked name. data: ids, codes and masked values.
    """

    position = models.PositiveBigIntegerField("序号", unique=True)
    at = models.DateTimeField("时间")
    event = models.CharField("事件", max_length=30, choices=enums.choices)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="操作人", null=True, on_delete=models.PROTECT, related_name="+"
    )
    about = models.CharField("对象", max_length=200, blank=True)
    reason = models.CharField("原因", max_length=500, blank=True)
    address = models.CharField("网络地址", max_length=45, blank=True)
    data = models.JSONField("内容", default=dict)
    salt = models.CharField(max_length=32, blank=True)
    details_digest = models.CharField(max_length=64)
    previous = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64, unique=True)
    erased_under = models.CharField("清除依据", max_length=100, blank=True)

    class Meta:
        verbose_name = "审计记录"
        verbose_name_plural = "审计记录"
        ordering = ["-position"]
        default_permissions = ["view"]
        permissions = [("export_entry", "可以导出审计记录")]
        indexes = [
            models.Index(fields=["event", "-position"], name="audit_event"),
            models.Index(fields=["actor", "-position"], name="audit_actor"),
            models.Index(fields=["about", "-position"], name="audit_about"),
            models.Index(fields=["at"], name="audit_at"),
        ]

    def __str__(self) -> str:
        return f"{self.position} {self.get_event_display()}"


class Head(models.Model):
    """The one row that is locked to write an entry: it says where the list ends, so that a cut tail shows."""

    position = models.PositiveBigIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return str(self.position)
