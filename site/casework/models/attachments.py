"""The files of a case: the list of items that staff edit, what was handed in, and what is still on its way."""

import secrets

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from wagtail.documents import get_document_model_string

from audit.append_only import ProtectedHistory
from casework import kinds
from casework.attachments import formats, names, storage
from casework.models.case import Case

PDF = formats.FORMATS["pdf"].content_type


class SortsField(models.JSONField):
    """A list of sorts of files, chosen by ticking."""

    def formfield(self, **kwargs) -> forms.Field:
        return forms.MultipleChoiceField(
            label=self.verbose_name,
            help_text=self.help_text,
            choices=formats.Sort.choices,
            widget=forms.CheckboxSelectMultiple,
        )


class AttachmentItem(models.Model):
    """One item of the list of files that a kind asks for. Made from the kind's code, then in the hands of staff."""

    kind = models.CharField("业务", max_length=30, choices=kinds.choices)
    name = models.CharField(
        "代号",
        max_length=30,
        validators=[RegexValidator(r"^[a-z][a-z0-9_]*$", "代号用小写字母、数字和下划线，以字母开头，例如 licence。")],
        help_text="小写字母、数字和下划线，例如 licence。同一业务中不能重复，保存后请不要改。",
    )
    label = models.CharField("名称", max_length=100)
    help = models.CharField("说明", max_length=300, blank=True, help_text="申请人在名称下面看到的话。")
    required = models.BooleanField("必须提供", default=False)
    sorts = SortsField("可以上传的格式", default=list)
    max_megabytes = models.PositiveSmallIntegerField(
        "每个文件最大（MB）", default=20, validators=[MinValueValidator(1), MaxValueValidator(200)]
    )
    max_files = models.PositiveSmallIntegerField(
        "最多几个文件", default=5, validators=[MinValueValidator(1), MaxValueValidator(50)]
    )
    sample = models.ForeignKey(
        get_document_model_string(),
        verbose_name="样例文件",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    position = models.PositiveSmallIntegerField("顺序", default=0)
    in_use = models.BooleanField("使用中", default=True, help_text="停用后不再要求，已经上传的文件仍然保留。")

    class Meta:
        verbose_name = "附件清单"
        verbose_name_plural = "附件清单"
        ordering = ["kind", "position", "pk"]
        constraints = [models.UniqueConstraint(fields=["kind", "name"], name="attachment_item_once_in_kind")]

    def __str__(self) -> str:
        return self.label

    def clean(self) -> None:
        """The code of the kind and the cases know an item by kind and name."""
        if self.pk and not AttachmentItem.objects.filter(pk=self.pk, kind=self.kind, name=self.name).exists():
            raise ValidationError("业务和代号保存以后不能改。请停用这一项，另外添加一项。")

    @property
    def max_bytes(self) -> int:
        """The largest size of one file, in bytes."""
        return self.max_megabytes * 1024 * 1024

    @property
    def accept(self) -> str:
        """The value of a file field's accept attribute."""
        return ",".join(f".{each}" for each in formats.extensions(self.sorts))

    @property
    def rule(self) -> str:
        """What may be sent, in a sentence."""
        return f"{formats.in_words(self.sorts)}。每个不超过 {self.max_megabytes} MB，最多 {self.max_files} 个。"


class Scan(models.TextChoices):
    """What the virus scanner said."""

    NOT_SCANNED = "not_scanned", "未查毒"
    CLEAN = "clean", "已查毒，未发现病毒"


class AttachmentQuerySet(models.QuerySet):
    """Files as they are asked for."""

    def current(self) -> "AttachmentQuerySet":
        """Those that have not been taken off the list."""
        return self.filter(removed_at=None)


class Attachment(models.Model):
    """A file that was handed in, kept byte for byte as it was sent.

    frozen_at: when it became part of a submission; from then on it is never deleted, only taken off the list.
    picture: a copy that browsers show in place of the file, drawn anew and without what cameras write into pictures.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="attachments")
    item = models.ForeignKey(AttachmentItem, on_delete=models.PROTECT, related_name="attachments")
    name = models.CharField("文件名", max_length=names.LONGEST)
    file = models.FileField(storage=storage.private, upload_to=storage.random_name, max_length=200)
    picture = models.FileField(storage=storage.private, upload_to=storage.random_name, max_length=200, blank=True)
    size = models.PositiveBigIntegerField("大小（字节）")
    sha256 = models.CharField("SHA-256", max_length=64)
    content_type = models.CharField("类型", max_length=100)
    scan = models.CharField("查毒", max_length=15, choices=Scan, default=Scan.NOT_SCANNED)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="上传人", null=True, on_delete=models.PROTECT, related_name="+"
    )
    uploaded_at = models.DateTimeField("上传时间", auto_now_add=True)
    frozen_at = models.DateTimeField("提交时间", null=True)
    removed_at = models.DateTimeField("移除时间", null=True)
    erased_under = models.CharField("清除依据", max_length=100, blank=True)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = "附件"
        verbose_name_plural = "附件"
        ordering = ["case", "item__position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "item", "sha256"],
                condition=models.Q(removed_at=None),
                name="attachment_once_in_item",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_shown(self) -> bool:
        """Whether a browser can show it on a page: a picture that was drawn anew, or a PDF."""
        return not self.erased_under and (bool(self.picture) or self.content_type == PDF)

    def delete(self, *args, **kwargs):
        if self.frozen_at:
            raise ProtectedHistory("a submitted file is never deleted")
        return super().delete(*args, **kwargs)


def _token() -> str:
    return secrets.token_urlsafe(24)


class Upload(models.Model):
    """A file on its way, in parts: what has arrived stays, so that a broken connection costs only the last part.

    fingerprint: what the browser tells of the file (name, size, time of change), by which the same file is found
    again after the page was closed. sha256: as the browser reckoned it, or empty.
    """

    token = models.CharField(max_length=40, unique=True, default=_token)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="uploads")
    item = models.ForeignKey(AttachmentItem, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=names.LONGEST)
    fingerprint = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    received = models.PositiveBigIntegerField(default=0)
    touched_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "item", "fingerprint"], name="upload_once"),
            models.CheckConstraint(condition=models.Q(received__lte=models.F("size")), name="upload_not_over_size"),
        ]
        indexes = [models.Index(fields=["touched_at"], name="upload_touched")]

    def __str__(self) -> str:
        return f"{self.name} {self.received}/{self.size}"


class UploadPart(models.Model):
    """A piece of a file on its way, from its first byte's place."""

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="parts")
    offset = models.PositiveBigIntegerField()
    file = models.FileField(storage=storage.private, upload_to=storage.random_name, max_length=200)

    class Meta:
        ordering = ["upload", "offset"]
        constraints = [models.UniqueConstraint(fields=["upload", "offset"], name="upload_part_once")]

    def __str__(self) -> str:
        return f"{self.upload_id} {self.offset}"
