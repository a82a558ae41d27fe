"""The case: one table under every application, with its history, its numbers and its frozen submissions.

Each kind extends Case by multi-table inheritance, as Wagtail's own Page does. Only the Case row is locked, with
`Case.objects.select_for_update().get()`; what must be unique gets a table of its own, for no constraint reaches across
the two tables.
"""

from django.conf import settings
from django.db import models
from django.utils.functional import cached_property

from casework import kinds
from casework.enums import DRAFT, By, Source
from casework.managers import CaseQuerySet


class Case(models.Model):
    """办件: somebody applies, staff act in time, every step is kept, the applicant is told."""

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
    source = models.CharField("来源", max_length=10, choices=Source, default=Source.ONLINE)
    created_at = models.DateTimeField("创建时间", auto_now_add=True)
    touched_at = models.DateTimeField("最近填写", auto_now_add=True)
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

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = "办件"
        verbose_name_plural = "办件"
        ordering = ["-submitted_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status=DRAFT) | models.Q(number__isnull=False), name="case_number_unless_draft"
            ),
            models.CheckConstraint(
                condition=models.Q(due_at=None) | models.Q(time_left=None), name="case_clock_runs_or_stands"
            ),
        ]
        indexes = [
            models.Index(fields=["kind", "status", "-submitted_at", "-id"], name="case_kind_status"),
            models.Index(fields=["-submitted_at", "-id"], name="case_submitted"),
            models.Index(fields=["applicant", "-submitted_at"], name="case_applicant"),
            models.Index(fields=["organisation", "-submitted_at"], name="case_organisation"),
            models.Index(fields=["assignee", "due_at"], name="case_assignee_due"),
            models.Index(fields=["due_at"], name="case_due", condition=models.Q(due_at__isnull=False)),
            models.Index(fields=["touched_at"], name="case_draft_touched", condition=models.Q(status=DRAFT)),
        ]

    def __str__(self) -> str:
        return self.number or f"草稿 {self.pk}"

    def delete(self, *args, **kwargs):
        """A draft may go; what was submitted stays (its history points here and is never deleted)."""
        if self.status != DRAFT:
            raise ProtectedHistory("submitted cases are never deleted")
        return super().delete(*args, **kwargs)

    @property
    def case_kind(self) -> kinds.CaseKind:
        """The registered kind."""
        return kinds.case_kind(self.kind)

    @property
    def status_label(self) -> str:
        """The status in Chinese."""
        return self.case_kind.workflow.label(self.status)

    status_label.fget.short_description = "状态"

    @cached_property
    def specific(self) -> "Case":
        """The same case as an object of its kind's own model; one query."""
        name = self.case_kind.model.split(".")[1]
        if self._meta.label == self.case_kind.model:
            return self
        return getattr(self, name.lower())


class ProtectedHistory(Exception):
    """Something that must stay was about to be deleted or changed."""


class AppendOnly(models.Model):
    """Rows that are written once. Purging under a law has its own function and leaves the digests."""

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise ProtectedHistory(f"{self._meta.label} is written once")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise ProtectedHistory(f"{self._meta.label} is never deleted")


class Snapshot(AppendOnly):
    """What was submitted, frozen: it explains itself, and prints alike when its form no longer exists.

    content: {"form_version": …, "sections": [{"title", "fields": [{"label", "unit", "value", "text"}]}],
    "files": [{"name", "size", "sha256"}]}; None after a lawful purge.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="snapshots")
    position = models.PositiveSmallIntegerField()
    content = models.JSONField(null=True)
    salt = models.CharField(max_length=32)
    digest = models.CharField(max_length=64)
    taken_at = models.DateTimeField()
    erased_under = models.CharField("清除依据", max_length=100, blank=True)

    class Meta:
        ordering = ["case", "position"]
        constraints = [models.UniqueConstraint(fields=["case", "position"], name="snapshot_position")]

    def __str__(self) -> str:
        return f"{self.case_id} / {self.position}"


class StatusChange(AppendOnly):
    """One step in the history of a case, chained to the one before by its digest."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="history")
    position = models.PositiveIntegerField()
    action = models.CharField("操作", max_length=40)
    source = models.CharField("原状态", max_length=30)
    target = models.CharField("新状态", max_length=30)
    by = models.CharField("操作方", max_length=10, choices=By)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="操作人", null=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField("时间")
    opinion = models.TextField("意见", blank=True)
    visible = models.BooleanField("申请人可见", default=True)
    snapshot = models.ForeignKey(Snapshot, null=True, on_delete=models.PROTECT, related_name="+")
    salt = models.CharField(max_length=32)
    opinion_digest = models.CharField(max_length=64)
    previous = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64, unique=True)
    erased_under = models.CharField("清除依据", max_length=100, blank=True)

    class Meta:
        verbose_name = "办理记录"
        verbose_name_plural = "办理记录"
        ordering = ["case", "position"]
        constraints = [
            models.UniqueConstraint(fields=["case", "position"], name="status_change_position"),
            models.CheckConstraint(
                condition=models.Q(by=By.SYSTEM, actor=None) | ~models.Q(by=By.SYSTEM),
                name="status_change_system_has_no_actor",
            ),
        ]
        indexes = [models.Index(fields=["at"], name="status_change_at")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.source} → {self.target}"

    @property
    def action_label(self) -> str:
        """The step in Chinese."""
        transition = self.case.case_kind.workflow.transitions.get(self.action)
        return transition.label if transition else self.action


class NumberSeries(models.Model):
    """The last number given out under a prefix on a day. Its row is locked while a number is taken."""

    prefix = models.CharField(max_length=10)
    day = models.DateField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["prefix", "day"], name="number_series_day")]

    def __str__(self) -> str:
        return f"{self.prefix}{self.day:%Y%m%d} {self.last}"


class KindSettings(models.Model):
    """What staff may change of a kind without a developer."""

    kind = models.CharField("业务", max_length=30, unique=True, choices=kinds.choices)
    prefix = models.CharField("编号前缀", max_length=10)
    promise = models.PositiveSmallIntegerField("承诺办理时限（工作日）")

    class Meta:
        verbose_name = "业务设置"
        verbose_name_plural = "业务设置"
        ordering = ["kind"]

    def __str__(self) -> str:
        return self.get_kind_display()


class Anchor(AppendOnly):
    """The newest digests of all cases that changed since the last anchor, signed: a cut tail or a missing case shows.

    heads: {case id: digest of its last history entry}. Exported anchors, kept elsewhere, prove what stood when.
    """

    position = models.PositiveIntegerField(unique=True)
    at = models.DateTimeField()
    heads = models.JSONField()
    previous = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)
    signature = models.CharField(max_length=200)

    class Meta:
        verbose_name = "存证"
        verbose_name_plural = "存证"
        ordering = ["position"]

    def __str__(self) -> str:
        return f"{self.position} {self.at:%Y-%m-%d %H:%M}"


class Leave(models.Model):
    """Somebody is away, and a colleague stands in: their cases show among the colleague's."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="请假人", on_delete=models.PROTECT, related_name="leaves"
    )
    stand_in = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="代办人", on_delete=models.PROTECT, related_name="standing_in"
    )
    first_day = models.DateField("第一天")
    last_day = models.DateField("最后一天")

    class Meta:
        verbose_name = "请假代办"
        verbose_name_plural = "请假代办"
        ordering = ["-first_day"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(last_day__gte=models.F("first_day")),
                name="leave_ends_after_start",
                violation_error_message="最后一天不能早于第一天。",
            ),
            models.CheckConstraint(
                condition=~models.Q(person=models.F("stand_in")),
                name="leave_stand_in_is_somebody_else",
                violation_error_message="代办人要是另一位同事。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} → {self.stand_in}"


class Phrase(models.Model):
    """常用语: words that staff use again and again for one step."""

    kind = models.CharField("业务", max_length=30, choices=kinds.choices)
    action = models.CharField("操作", max_length=40, blank=True, help_text="不填则这项业务的所有操作都可以用。")
    text = models.CharField("内容", max_length=500)
    position = models.PositiveSmallIntegerField("顺序", default=0)

    class Meta:
        verbose_name = "常用语"
        verbose_name_plural = "常用语"
        ordering = ["kind", "position", "id"]

    def __str__(self) -> str:
        return self.text
