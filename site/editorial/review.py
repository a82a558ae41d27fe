"""三审: who may take a step of review, and on what.

The rules, which hold for superusers too:

- Whoever changed the text since it was handed in (送审) takes no step; it is handed in anew after each rejection.
- Whoever took an earlier step since then takes no later one.
- Whoever handed it in, or wrote any of what is new since the page was last published, takes only a step that is open to
  the author. That is 初审 in the beginning, so that three people are enough: one writes and checks again (初审), a
  second reviews (复审), a third signs (签发).
- From the second step on, only the text that the step before passed can be approved: if it was changed meanwhile it
  goes back to its author and begins anew.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wagtail.models import Page, Revision, TaskState, WorkflowState

from accounts.models import User
from editorial import authorship
from editorial.errors import Refused

if TYPE_CHECKING:
    from editorial.models import ReviewTask


@dataclass(frozen=True)
class Round:
    """One passage through the steps: from handing in to publication or rejection."""

    page: Page
    handed_in: Revision
    states: list[TaskState]

    @property
    def author_id(self) -> int | None:
        """Who handed it in."""
        return self.handed_in.user_id

    @property
    def approved(self) -> list[TaskState]:
        """The steps taken so far."""
        return [each for each in self.states if each.status == TaskState.STATUS_APPROVED]


def current_round(state: WorkflowState) -> Round:
    """The passage that this workflow is in now."""
    states = list(state.task_states.select_related("revision", "finished_by", "task").order_by("started_at", "pk"))
    rejected = [position for position, each in enumerate(states) if each.status == TaskState.STATUS_REJECTED]
    # Of a passage that has itself ended with a rejection, that one is the last state and not a border.
    borders = [position for position in rejected if position < len(states) - 1]
    states = states[borders[-1] + 1 :] if borders else states
    return Round(state.content_object, states[0].revision, states)


def why_not_act(task: "ReviewTask", task_state: TaskState, user: User) -> str:
    """The sentence that tells this person why not to take this step; empty when they may."""
    passage = current_round(task_state.workflow_state)
    for each in passage.approved:
        if each.finished_by_id == user.pk:
            return f"您已经办理过“{each.task.name}”，“{task.name}”要由另一个人办理。"
    if user.pk in authorship.writers_after(passage.page, passage.handed_in):
        return f"您在送审之后修改过本稿，不能再办理“{task.name}”，请由另一个人办理。"
    if task.open_to_author:
        return ""
    if user.pk in (passage.author_id, task_state.workflow_state.requested_by_id):
        return f"本稿由您送审，“{task.name}”要由另一个人办理。"
    if user.pk in authorship.writers_after(passage.page, passage.page.live_revision):
        return f"您写过本稿的内容，“{task.name}”要由另一个人办理。"
    return ""


def why_not_approve(task_state: TaskState) -> str:
    """The sentence that tells why nobody can approve this text now; empty when it can be."""
    passage = current_round(task_state.workflow_state)
    latest = passage.page.get_latest_revision()
    if passage.approved and not authorship.same_content(task_state.revision, latest):
        return (
            f"“{passage.approved[-1].task.name}”通过之后内容又有修改（{_who(latest)}），不能继续。"
            "请退回修改，重新送审后从第一步开始。"
        )
    return ""


def require(
    task: "ReviewTask", state: WorkflowState, current: TaskState, user: User, action: str, *, comment: str
) -> None:
    """Raises Refused unless this person may do this to this step now. state is locked by the caller."""
    if current.status != TaskState.STATUS_IN_PROGRESS or state.current_task_state_id != current.pk:
        raise Refused(f"“{task.name}”刚才已由别人办理，请刷新后再看。")
    if not (user.is_superuser or task.groups.filter(pk__in=user.groups.all()).exists()):
        raise Refused(f"您不在办理“{task.name}”的用户组中。")
    if reason := task.why_not(current, user, action):
        raise Refused(reason)
    if action == "reject" and not comment.strip():
        raise Refused("退回时请写明理由和要修改的地方。")


def stand_on_latest(current: TaskState) -> None:
    """Lets the steps taken and this one stand on the latest revision.

    Comments and the date for publishing make revisions too; they say the same, so what was approved is still approved
    (settings: WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT, by which approvals of an earlier passage do not count).
    """
    passage = current_round(current.workflow_state)
    latest = passage.page.get_latest_revision()
    TaskState.objects.filter(pk__in=[each.pk for each in passage.approved]).update(revision=latest)
    current.revision = latest


def is_signed(page: Page, revision: Revision, user: User) -> bool:
    """Whether this person has just taken the last step of review of exactly this revision.

    A signature serves once: what was withdrawn later is reviewed again.
    """
    state = WorkflowState.objects.for_instance(page).order_by("-created_at", "-pk").first()
    if state is None or state.status != WorkflowState.STATUS_APPROVED or not state.current_task_state:
        return False
    last = state.current_task_state
    used = page.last_published_at is not None and page.last_published_at >= last.finished_at
    return last.finished_by_id == user.pk and last.revision_id == revision.pk and not used


def _who(revision: Revision) -> str:
    return str(revision.user) if revision.user_id else "系统"
