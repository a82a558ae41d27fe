"""What the site remembers of its own running."""

from django.db import models
from django.utils import timezone


class JobRun(models.Model):
    """The heartbeat of a job: one row for each, which is also its lock."""

    name = models.CharField("任务", max_length=80, primary_key=True)
    next_due_at = models.DateTimeField("下次运行", default=timezone.now)
    last_started_at = models.DateTimeField("上次开始", null=True, editable=False)
    last_finished_at = models.DateTimeField("上次结束", null=True, editable=False)
    last_success_at = models.DateTimeField("上次成功", null=True, editable=False)
    last_error = models.CharField("上次的错误", max_length=500, blank=True, editable=False)
    duration = models.DurationField("用时", null=True, editable=False)
    holder = models.CharField("运行者", max_length=150, blank=True, editable=False)
    held_until = models.DateTimeField("占用到", null=True, editable=False)

    class Meta:
        verbose_name = "定时任务"
        verbose_name_plural = "定时任务"
        ordering = ["name"]
        permissions = [("view_status", "可以查看运行状态和上线检查")]

    def __str__(self) -> str:
        return self.name


class SafetyAct(models.TextChoices):
    """What keeps the data safe."""

    BACKUP = "backup", "备份"
    RESTORE_CHECK = "restore_check", "恢复检查"


class SafetyRun(models.Model):
    """A backup that was made, or a check that one can be restored, with what came of it."""

    act = models.CharField("事项", max_length=20, choices=SafetyAct)
    name = models.CharField("备份", max_length=100, blank=True)
    started_at = models.DateTimeField("开始")
    finished_at = models.DateTimeField("结束", default=timezone.now)
    ok = models.BooleanField("成功")
    report = models.TextField("结果", blank=True)

    class Meta:
        verbose_name = "备份记录"
        verbose_name_plural = "备份记录"
        ordering = ["-finished_at", "-pk"]
        indexes = [models.Index(fields=["act", "-finished_at"], name="safety_act_finished")]

    def __str__(self) -> str:
        return f"{self.get_act_display()} {self.name}"
