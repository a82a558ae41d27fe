"""What staff keep on a case for each other: notes, and lists of what is to be checked before a step."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models

from audit.append_only import AppendOnly
from casework import kinds
from casework.enums import By
from casework.models.case import Case


class CaseNote(AppendOnly):
    """内部备注: a note of one member of staff for the others. No applicant ever sees it; it stays as it was written."""

    case = models.ForeignKey(Case, verbose_name="办件", on_delete=models.PROTECT, related_name="notes")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="记录人", on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField("时间")
    text = models.TextField("内容", max_length=2000)
    erased_under = models.CharField("清除依据", max_length=100, blank=True)

    class Meta:
        verbose_name = "内部备注"
        verbose_name_plural = "内部备注"
        ordering = ["case", "at", "pk"]

    def __str__(self) -> str:
        return f"{self.case_id} {self.at:%Y-%m-%d %H:%M}"


class ChecklistItem(models.Model):
    """One thing that staff look at before they take a step of a kind.

    required: the step waits until it is ticked. An item that is no longer in use keeps its ticks.
    """

    kind = models.CharField("业务", max_length=30, choices=kinds.choices)
    action = models.CharField("操作", max_length=40, help_text="办理这一步之前核对。")
    text = models.CharField("核对事项", max_length=200)
    basis = models.CharField("依据或说明", max_length=300, blank=True)
    required = models.BooleanField("必须核对", default=False, help_text="没有勾选时，这一步不能办理。")
    position = models.PositiveSmallIntegerField("顺序", default=0)
    in_use = models.BooleanField("使用中", default=True, help_text="停用后不再列出，已经勾选的记录仍然保留。")

    class Meta:
        verbose_name = "核对清单"
        verbose_name_plural = "核对清单"
        ordering = ["kind", "action", "position", "pk"]
        indexes = [models.Index(fields=["kind", "action"], name="checklist_kind_action")]

    def __str__(self) -> str:
        return self.text

    def clean(self) -> None:
        """The step must be one that staff take in this kind."""
        kind = kinds.get(self.kind)
        step = kind.workflow.transitions.get(self.action) if isinstance(kind, kinds.CaseKind) else None
        if step is None or step.by is not By.STAFF:
            raise ValidationError({"action": "这个操作不属于所选的业务，请在同一项业务下选择。"})

    @property
    def action_label(self) -> str:
        """The step in Chinese."""
        kind = kinds.get(self.kind)
        step = kind.workflow.transitions.get(self.action) if isinstance(kind, kinds.CaseKind) else None
        return step.label if step else self.action


class ChecklistTick(AppendOnly):
    """Somebody ticked an item of a case, or took the tick away again; the newest row of an item counts.

    submission: the number of the submission that was looked at. A new submission is checked anew.
    """

    case = models.ForeignKey(Case, verbose_name="办件", on_delete=models.PROTECT, related_name="ticks")
    item = models.ForeignKey(ChecklistItem, verbose_name="核对事项", on_delete=models.PROTECT, related_name="ticks")
    submission = models.PositiveSmallIntegerField("第几次提交")
    is_ticked = models.BooleanField("已核对")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="核对人", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "核对记录"
        verbose_name_plural = "核对记录"
        ordering = ["case", "pk"]
        indexes = [models.Index(fields=["case", "submission", "item"], name="checklist_tick_case")]

    def __str__(self) -> str:
        return f"{self.case_id} / {self.item_id}"
