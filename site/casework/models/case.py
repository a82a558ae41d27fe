"""The case itself: one table under every application.

Each kind extends Case by multi-table inheritance, as Wagtail's own Page does. Only the Case row is locked, with
`Case.objects.select_for_update().get()`; what must be unique gets a table of its own, for no constraint reaches across
the two tables.
"""

from django.conf import settings
from django.db import models
from django.utils.functional import cached_property

from accounts.encryption import PhoneFields
from audit.append_only import ProtectedHistory
from casework import kinds
from casework.enums import DRAFT, Source
from casework.managers import CaseQuerySet


class Case(PhoneFields):
    """办件: somebody applies, staff act in time, every step is kept, the applicant is told.

    The name and the telephone are those of a caller or visitor for whom staff registered the case; who has an account is
    its applicant, and these stay empty.
    """

    kind = models.CharField("业务", max_length=30)
    number = models.CharField("编号", max_length=40, unique=True, null=True)  # noqa: DJ001  drafts have none, and unique holds
    status = models.CharField("状态", max_length=30, default=DRAFT)
    title = models.CharField("标题", max_length=200, blank=True)
    applicant = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="申请人", null=True, on_delete=models.PROTECT, related_name="cases"
    )
    organisation = models.ForeignKey(
        "accounts.Organisation", verbose_name="单位", null=True, on_delete=models.PROTECT, related_name="cases"
    )
    caller_name = models.CharField("来电或来访人", max_length=60, blank=True, db_index=True)
    source = models.CharField("来源", max_length=10, choices=Source, default=Source.ONLINE)
    created_at = models.DateTimeField("创建时间", auto_now_add=True)
    touched_at = models.DateTimeField("最近填写", auto_now_add=True)
    deleted_at = models.DateTimeField("删除时间", null=True, editable=False)
    deleted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    submitted_at = models.DateTimeField("提交时间", null=True)
    withdrawable_until = models.DateTimeField("可撤回至", null=True)
    due_at = models.DateTimeField("应办结时间", null=True)
    time_left = models.DurationField("剩余工作时间", null=True, help_text="办件不在工作人员手里时，时钟停在这里。")
    closed_at = models.DateTimeField("办结时间", null=True)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="经办人",
        null=True,
        on_delete=models.PROTECT,
        related_name="assigned_cases",
    )
    version = models.PositiveIntegerField(default=0)
    erased_under = models.CharField("清除依据", max_length=100, blank=True, editable=False)

    objects = CaseQuerySet.as_manager()
    wagtail_reference_index_ignore = (
        True  # no page or file of the library is named here, and every step would be indexed
    )

    class Meta:
        verbose_name = "办件"
        verbose_name_plural = "办件"
        ordering = ["-submitted_at", "-pk"]
        permissions = [("export_case", "可以导出不遮盖的办件"), ("dossier_case", "可以下载办件档案")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status=DRAFT) | models.Q(number__isnull=False), name="case_number_unless_draft"
            ),
            models.CheckConstraint(
                condition=models.Q(due_at=None) | models.Q(time_left=None), name="case_clock_runs_or_stands"
            ),
            models.CheckConstraint(
                condition=models.Q(deleted_at=None) | models.Q(status=DRAFT), name="case_deleted_only_as_draft"
            ),
        ]
        indexes = [
            models.Index(fields=["kind", "status", "-submitted_at", "-id"], name="case_kind_status"),
            models.Index(fields=["-submitted_at", "-id"], name="case_submitted"),
            models.Index(fields=["kind", "-submitted_at", "-id"], name="case_kind_submitted"),
            models.Index(fields=["status", "-submitted_at", "-id"], name="case_status_submitted"),
            models.Index(fields=["applicant", "-submitted_at"], name="case_applicant"),
            models.Index(fields=["organisation", "-submitted_at"], name="case_organisation"),
            models.Index(fields=["assignee", "-submitted_at", "-id"], name="case_assignee"),
            models.Index(
                fields=["assignee", "-submitted_at"], name="case_open", condition=models.Q(closed_at__isnull=True)
            ),
            models.Index(
                fields=["kind", "-submitted_at"], name="case_waiting", condition=models.Q(closed_at__isnull=True)
            ),
            models.Index(fields=["kind", "closed_at"], name="case_closed", condition=models.Q(closed_at__isnull=False)),
            models.Index(fields=["due_at"], name="case_due", condition=models.Q(due_at__isnull=False)),
            models.Index(fields=["touched_at"], name="case_draft_touched", condition=models.Q(status=DRAFT)),
            models.Index(
                fields=["deleted_at"], name="case_draft_deleted", condition=models.Q(deleted_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.number or f"草稿 {self.pk}"

    def delete(self, *args, **kwargs):
        """A draft may go; what was submitted stays (its history points here and is never deleted)."""
        if self.status != DRAFT:
            raise ProtectedHistory("submitted cases are never deleted")
        return super().delete(*args, **kwargs)

    @property
    def is_callers(self) -> bool:
        """Whether staff registered it for somebody without an account, and take the applicant's steps in their place."""
        return self.applicant_id is None and self.source != Source.ONLINE

    @property
    def case_kind(self) -> kinds.CaseKind:
        """The registered kind."""
        return kinds.case_kind(self.kind)

    @property
    def status_label(self) -> str:
        """The status in Chinese."""
        return self.case_kind.workflow.label(self.status)

    status_label.fget.short_description = "状态"

    @property
    def status_shown(self) -> str:
        """The status in Chinese with what else has happened in it: 已预约（已到馆，复制件制作中）."""
        describe = self.case_kind.describe
        return describe(self.specific) if describe else self.status_label

    @cached_property
    def specific(self) -> "Case":
        """The same case as an object of its kind's own model; one query."""
        name = self.case_kind.model.split(".")[1]
        if self._meta.label == self.case_kind.model:
            return self
        return getattr(self, name.lower())


class NumberSeries(models.Model):
    """The last number given out under a prefix on a day. Its row is locked while a number is taken."""

    prefix = models.CharField(max_length=10)
    day = models.DateField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["prefix", "day"], name="number_series_day")]

    def __str__(self) -> str:
        return f"{self.prefix}{self.day:%Y%m%d} {self.last}"
