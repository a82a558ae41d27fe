"""What an applicant is filling in: sections as they were typed, and the claim of an open draft."""

from collections.abc import Iterable

from django.conf import settings
from django.db import models

from casework.models.case import Case


class DraftSectionQuerySet(models.QuerySet):
    """Sections as they are asked for."""

    def ask_again(self, case: Case, names: Iterable[str]) -> None:
        """Marks the sections that a return names as 需修改, those nobody has filled in as well."""
        for name in dict.fromkeys(names):
            self.update_or_create(case_id=case.pk, name=name, defaults={"asked_again": True})


class DraftSection(models.Model):
    """One section of a case, exactly as it was typed, complete or not.

    typed: {field name: [values]}. version counts its savings, so that nobody writes over what they have not seen.
    Kept while the case can come back to the applicant; when it is over only the snapshots stay.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="draft_sections")
    name = models.CharField(max_length=40)
    typed = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=0)
    asked_again = models.BooleanField("需修改", default=False)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="保存人", null=True, on_delete=models.PROTECT, related_name="+"
    )
    saved_at = models.DateTimeField("保存时间", null=True)

    objects = DraftSectionQuerySet.as_manager()

    class Meta:
        verbose_name = "填写内容"
        verbose_name_plural = "填写内容"
        constraints = [models.UniqueConstraint(fields=["case", "name"], name="draft_section_once")]

    def __str__(self) -> str:
        return f"{self.case_id} / {self.name}"


class OpenDraft(models.Model):
    """A draft that has not been handed in yet; its row goes when the draft does, or is handed in.

    claim: what only one open draft at a time may claim, such as one person's draft of a kind; None claims nothing.
    """

    case = models.OneToOneField(Case, on_delete=models.CASCADE, primary_key=True, related_name="open_draft")
    claim = models.CharField(max_length=100, unique=True, null=True)  # noqa: DJ001  several may claim nothing
    reminded_at = models.DateTimeField("提醒时间", null=True)

    class Meta:
        verbose_name = "未提交的草稿"
        verbose_name_plural = "未提交的草稿"

    def __str__(self) -> str:
        return f"{self.case_id} {self.claim or ''}".strip()


class KeptForm(models.Model):
    """What somebody posted after their session had ended, kept for minutes until they have signed in again.

    key: digest of the random name in the browser's cookie. content is encrypted. Taken once.
    """

    key = models.CharField(max_length=64, primary_key=True)
    content = models.TextField()
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = "登录过期时暂存的表单"
        verbose_name_plural = "登录过期时暂存的表单"

    def __str__(self) -> str:
        return f"{self.expires_at:%Y-%m-%d %H:%M}"
