"""Papers that were asked for, papers that were issued, and those taken back."""

import secrets

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.urls import reverse
from django.utils import timezone

from audit.append_only import AppendOnly
from paperwork import papers
from paperwork.enums import Making
from paperwork.issuing import codes


def store() -> Storage:
    """Where the bytes are kept: outside MEDIA, without an address."""
    return storages["private"]


def random_name(instance: object, filename: str) -> str:
    """A name that tells nothing of person, case or content, in a folder for each month."""
    return f"papers/{timezone.localdate():%Y/%m}/{secrets.token_hex(16)}"


class PaperRequest(models.Model):
    """A paper that somebody or some step asked for: what it is made of, and how far it has come.

    subject and position name it: the case's number and the position of the submission or step, or for a paper about no
    single case a number of its own. facts: what else was frozen when it was asked for. recipient is masked already.
    """

    kind = models.CharField("文书", max_length=40)
    subject = models.CharField("编号", max_length=40)
    position = models.PositiveIntegerField("序号")
    case = models.ForeignKey("casework.Case", null=True, on_delete=models.PROTECT, related_name="paper_requests")
    snapshot = models.ForeignKey("casework.Snapshot", null=True, on_delete=models.PROTECT, related_name="+")
    change = models.ForeignKey("casework.StatusChange", null=True, on_delete=models.PROTECT, related_name="+")
    facts = models.JSONField(default=dict)
    recipient = models.CharField("收件人", max_length=200, blank=True)
    state = models.CharField("状态", max_length=10, choices=Making, default=Making.WAITING)
    attempts = models.PositiveSmallIntegerField("次数", default=0)
    problem = models.CharField("原因", max_length=300, blank=True)
    asked_at = models.DateTimeField("申请时间", default=timezone.now)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = "待制作的文书"
        verbose_name_plural = "待制作的文书"
        ordering = ["-asked_at", "-pk"]
        default_permissions = []
        constraints = [models.UniqueConstraint(fields=["kind", "subject", "position"], name="paper_request_once")]
        indexes = [models.Index(fields=["state", "-asked_at"], name="paper_request_state")]

    def __str__(self) -> str:
        return f"{self.label} {self.subject}"

    @property
    def label(self) -> str:
        """What the paper is called."""
        return papers.label(self.kind)


class SealCertificate(AppendOnly):
    """A certificate that papers were sealed with. Known for ever: old seals are checked against it."""

    fingerprint = models.CharField("指纹", max_length=64, unique=True)
    pem = models.TextField("证书")
    subject = models.CharField("持有人", max_length=200)
    not_after = models.DateTimeField("有效期至")
    is_test = models.BooleanField("测试用", default=False)

    class Meta:
        verbose_name = "印章证书"
        verbose_name_plural = "印章证书"
        default_permissions = []

    def __str__(self) -> str:
        return self.subject


class IssuedPaper(AppendOnly):
    """A paper as it went out, byte for byte. The database refuses to change what proves it (migration 0002)."""

    request = models.OneToOneField(PaperRequest, on_delete=models.PROTECT, related_name="paper")
    number = models.CharField("文书编号", max_length=60, unique=True)
    kind = models.CharField("种类", max_length=40)
    label = models.CharField("文书", max_length=60)
    case = models.ForeignKey(
        "casework.Case", verbose_name="办件", null=True, on_delete=models.PROTECT, related_name="papers"
    )
    recipient = models.CharField("收件人", max_length=200, blank=True)
    issued_at = models.DateTimeField("签发时间")
    file = models.FileField(storage=store, upload_to=random_name, max_length=200, blank=True)
    size = models.PositiveBigIntegerField("大小")
    sha256 = models.CharField("SHA-256", max_length=64, unique=True)
    certificate = models.ForeignKey(SealCertificate, null=True, on_delete=models.PROTECT, related_name="papers")
    erased_under = models.CharField("清除依据", max_length=100, blank=True)

    class Meta:
        verbose_name = "已签发的文书"
        verbose_name_plural = "已签发的文书"
        ordering = ["-issued_at", "-pk"]
        default_permissions = ["view", "change"]  # change: withdraw, and have a failed one made again
        indexes = [models.Index(fields=["-issued_at"], name="issued_paper_at")]

    def __str__(self) -> str:
        return f"{self.label} {self.number}"

    @property
    def is_public(self) -> bool:
        """Whether everybody may take it along."""
        return papers.is_public(self.kind) and bool(self.file) and not self.withdrawn

    @property
    def public_path(self) -> str:
        """Where everybody gets a public paper."""
        return reverse("paper_public", args=[self.number, codes.code(self.number)])

    @property
    def withdrawn(self) -> "PaperWithdrawal | None":
        """How it was taken back, None while it stands."""
        return getattr(self, "withdrawal", None)


class PaperWithdrawal(AppendOnly):
    """That a paper no longer holds: who said so, when and why. The reason is shown to whoever checks the paper."""

    paper = models.OneToOneField(IssuedPaper, on_delete=models.PROTECT, related_name="withdrawal")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("作废时间", default=timezone.now)
    reason = models.CharField("作废原因", max_length=300)

    class Meta:
        verbose_name = "文书作废"
        verbose_name_plural = "文书作废"
        default_permissions = []

    def __str__(self) -> str:
        return str(self.paper)
