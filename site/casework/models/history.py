"""What was submitted and what was done, kept for ever: snapshots, history, and the anchors that prove them."""

from django.conf import settings
from django.db import models

from accounts.identifiers import mask_name
from audit.append_only import AppendOnly
from casework.enums import By
from casework.models.case import Case


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
    """One step in the history of a case, chained to the one before by its digest.

    points: what a return asks for, place by place (`casework.returns.Point`); the digest of the opinion runs over them.
    """

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
    points = models.JSONField("要求修改的地方", default=list, blank=True)
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

    @property
    def actor_shown(self) -> str:
        """Who took the step, as colleagues read it: staff by name, applicants masked. Wants `actor` joined."""
        if self.actor is None:
            return self.get_by_display()
        if self.by == By.STAFF:
            return str(self.actor)
        return f"{self.get_by_display()} {mask_name(self.actor.get_full_name())}".strip()


class Anchor(AppendOnly):
    """The newest digests of all cases that changed since the last anchor, signed: a cut tail or a missing case shows.

    heads: {case id: digest of its last history entry}. audit_head: {"position", "digest"} of the audit list's last
    entry, {} while there is none. last_change: id of the newest history entry when the anchor was made. public_key: the
    key it is signed with. Exported anchors, kept elsewhere, prove what stood when.
    """

    position = models.PositiveIntegerField(unique=True)
    at = models.DateTimeField()
    heads = models.JSONField()
    audit_head = models.JSONField(default=dict)
    last_change = models.PositiveBigIntegerField()
    previous = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)
    public_key = models.CharField(max_length=64)
    signature = models.CharField(max_length=200)

    class Meta:
        verbose_name = "存证"
        verbose_name_plural = "存证"
        ordering = ["position"]

    def __str__(self) -> str:
        return f"{self.position} {self.at:%Y-%m-%d %H:%M}"
