"""导出: numbered versions of a declaration that are printed and stamped, and the scans that came back."""

from django.conf import settings
from django.db import models

from audit.append_only import ProtectedHistory
from casework.models import Attachment, Case


class ExportVersion(models.Model):
    """What a declaration said when it was exported for stamping. Frozen: nothing of it changes.

    content: in the shape of a snapshot; digest: SHA-256 of its sections, by which a later submission is compared. pdf: the
    file as it was made then, which is what is served from then on, and sha256 its own digest.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="export_versions")
    number = models.PositiveIntegerField("版本")
    content = models.JSONField()
    digest = models.CharField("数据校验码", max_length=64)
    pdf = models.BinaryField("文件", default=b"")
    sha256 = models.CharField("文件校验码", max_length=64, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="导出人", on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField("导出时间")

    class Meta:
        verbose_name = "导出的申报书"
        verbose_name_plural = "导出的申报书"
        ordering = ["case", "number"]
        constraints = [models.UniqueConstraint(fields=["case", "number"], name="export_version_once")]

    def __str__(self) -> str:
        return f"{self.case_id} 第 {self.number} 版"

    def save(self, *args, **kwargs):
        if self.pk:
            raise ProtectedHistory("an exported version never changes")
        super().save(*args, **kwargs)


class StampedScan(models.Model):
    """Which version a stamped scan shows."""

    attachment = models.OneToOneField(Attachment, on_delete=models.CASCADE, related_name="stamped")
    version = models.ForeignKey(ExportVersion, on_delete=models.CASCADE, related_name="scans")

    class Meta:
        verbose_name = "盖章扫描件"
        verbose_name_plural = "盖章扫描件"

    def __str__(self) -> str:
        return f"{self.attachment} / {self.version}"
