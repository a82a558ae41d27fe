"""What review and the checks before publishing keep in the database."""

from django.conf import settings
from django.db import models, transaction
from django.db.models import QuerySet
from wagtail.models import AbstractGroupApprovalTask, Page, TaskState, WorkflowState

from editorial import review
from editorial.opinions import ApprovalForm, RejectionForm


class ReviewTask(AbstractGroupApprovalTask):
    """One step of review (初审, 复审, 签发), which each time a different person takes. `editorial.review` has the rules."""

    open_to_author = models.BooleanField(
        "作者本人可以办理",
        default=False,
        help_text="适用于初审：送审后没有再改稿的作者可以自己初审，三个人就能走完三审。复审和签发不要勾选。",
    )

    admin_form_fields = [*AbstractGroupApprovalTask.admin_form_fields, "open_to_author"]

    class Meta:
        verbose_name = "审稿步骤"
        verbose_name_plural = "审稿步骤"

    @classmethod
    def get_description(cls) -> str:
        return "所选用户组的成员办理；送审后改过稿的人和办理过前面步骤的人不能办理"

    def start(self, workflow_state, user=None):
        """As Wagtail's; but what comes back from its author after a rejection begins at the first step again."""
        last = workflow_state.task_states.order_by("-started_at", "-pk").first()
        if last and last.status == TaskState.STATUS_REJECTED:
            first = workflow_state.workflow.tasks.filter(active=True).first()
            if first.pk != self.pk:
                return first.specific.start(workflow_state, user=user)
        return super().start(workflow_state, user=user)

    def get_actions(self, obj, user) -> list[tuple[str, str, bool]]:
        """The buttons for this person: none for whoever may not take this step."""
        task_state = obj.current_workflow_task_state
        if not task_state or task_state.task_id != self.pk or not super().get_actions(obj, user):
            return []
        if self.why_not(task_state, user, "reject"):
            return []
        actions = [("reject", "退回修改", True)]
        if not review.why_not_approve(task_state):
            actions += [("approve", f"{self.name}通过", False), ("approve", f"{self.name}通过并附意见", True)]
        return actions

    def why_not(self, task_state, user, action: str) -> str:
        """The sentence that tells this person why not to do this to the step; empty when they may."""
        reason = review.why_not_act(self, task_state, user)
        return reason or (review.why_not_approve(task_state) if action == "approve" else "")

    def get_form_for_action(self, action):
        return RejectionForm if action == "reject" else ApprovalForm

    def get_task_states_user_can_moderate(self, user, **kwargs) -> QuerySet[TaskState]:
        """The tasks waiting for this person; those that another has to take are left out."""
        waiting = super().get_task_states_user_can_moderate(user, **kwargs)
        mine = [each.pk for each in waiting.specific() if not review.why_not_act(self, each, user)]
        return TaskState.objects.filter(pk__in=mine)

    @transaction.atomic
    def on_action(self, task_state, user, action_name, **kwargs):
        """Takes the step. The rules are asked here too, under a lock, for a button may be old or an address typed.

        Refused when the step is not, or no longer, this person's to take.
        """
        state = WorkflowState.objects.select_for_update().get(pk=task_state.workflow_state_id)
        current = TaskState.objects.get(pk=task_state.pk).specific
        review.require(self, state, current, user, action_name, comment=kwargs.get("comment", ""))
        if action_name == "approve":
            review.stand_on_latest(current)
        return super().on_action(current, user, action_name, **kwargs)


class Exemption(models.Model):
    """豁免: somebody answers for one finding that would hold publication. It holds for this content only."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="exemptions")
    fingerprint = models.CharField(max_length=64, help_text="Of what was found where; another content has another.")
    finding = models.CharField("发现", max_length=300)
    reason = models.CharField("理由", max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="豁免人", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        verbose_name = "发布检查豁免"
        verbose_name_plural = "发布检查豁免"
        default_permissions = ()
        permissions = [
            ("publish_emergency", "紧急发布"),
            ("excuse_finding", "豁免发布检查"),
            ("withdraw_page", "撤下已发布的页面、设置页面访问权限"),
            ("view_reports", "查看编审报表"),
        ]
        constraints = [models.UniqueConstraint(fields=["page", "fingerprint"], name="exemption_once")]

    def __str__(self) -> str:
        return self.finding


class PageFinding(models.Model):
    """What the checks found on a live page when last asked; kept so that the report pages through any number."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="findings")
    check_name = models.CharField("检查", max_length=20, db_index=True)
    message = models.CharField("发现", max_length=300)

    class Meta:
        verbose_name = "发布检查发现"
        verbose_name_plural = "发布检查发现"
        default_permissions = ()
        ordering = ["page_id", "pk"]

    def __str__(self) -> str:
        return self.message
