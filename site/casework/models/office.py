"""How the office has set up its work: what staff may change of a kind, who stands in for whom, ready-made words."""

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models

from casework import kinds


class KindSettings(models.Model):
    """What staff may change of a kind without a developer."""

    kind = models.CharField("业务", max_length=30, unique=True, choices=kinds.choices)
    prefix = models.CharField("编号前缀", max_length=10)
    promise = models.PositiveSmallIntegerField("承诺办理时限（工作日）")
    retention_days = models.PositiveIntegerField(
        "个人信息保存天数",
        null=True,
        blank=True,
        validators=[MinValueValidator(30)],
        help_text="办结后满这么多天，运行 manage.py purge_personal_data 时清除其中的个人信息。不填则按这项业务的默认天数。",
    )

    class Meta:
        verbose_name = "业务设置"
        verbose_name_plural = "业务设置"
        ordering = ["kind"]

    def __str__(self) -> str:
        return self.get_kind_display()


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

    @property
    def action_label(self) -> str:
        """The step in Chinese."""
        kind = kinds.get(self.kind)
        step = kind.workflow.transitions.get(self.action) if isinstance(kind, kinds.CaseKind) else None
        return step.label if step else "所有操作"
