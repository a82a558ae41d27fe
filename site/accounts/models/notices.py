"""The privacy notice in its versions, and who has agreed to which."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from wagtail.fields import RichTextField

FEATURES = ["h3", "bold", "ol", "ul", "link"]
FROZEN = "已经公布的版本不能修改：有人是按它同意的。请新建一个版本。"


class PrivacyNotice(models.Model):
    """One version of the 隐私说明. Once published it stays as it is, for people have agreed to it."""

    version = models.PositiveIntegerField("版本", unique=True, editable=False)
    body = RichTextField("正文", features=FEATURES)
    changes = models.TextField("与上一版相比的变化", max_length=500, blank=True, help_text="用户重新同意时看到。")
    published_at = models.DateTimeField("公布时间", null=True, editable=False)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="公布人",
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta:
        verbose_name = "隐私说明"
        verbose_name_plural = "隐私说明"
        ordering = ["-version"]

    def __str__(self) -> str:
        return f"第 {self.version} 版" + ("" if self.published_at else "（草稿）")

    def save(self, *args, **kwargs) -> None:
        """Gives a new version its number; refuses to change what is published."""
        if self._state.adding:
            self.version = (type(self).objects.aggregate(last=models.Max("version"))["last"] or 0) + 1
        elif type(self).objects.filter(pk=self.pk, published_at__isnull=False).exists():
            raise ValidationError(FROZEN)
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        """Only a draft may go."""
        if type(self).objects.filter(pk=self.pk, published_at__isnull=False).exists():
            raise ValidationError(FROZEN)
        return super().delete(*args, **kwargs)


class Consent(models.Model):
    """A person has agreed to one version of the notice at that time."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="consents")
    notice = models.ForeignKey(PrivacyNotice, on_delete=models.PROTECT, related_name="consents")
    at = models.DateTimeField("同意时间", auto_now_add=True)

    class Meta:
        verbose_name = "隐私说明的同意"
        verbose_name_plural = "隐私说明的同意"
        constraints = [models.UniqueConstraint(fields=["user", "notice"], name="consent_once_a_version")]

    def __str__(self) -> str:
        return f"{self.user} / {self.notice}"
