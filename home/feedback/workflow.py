"""The workflow of feedback: sent, then answered or declined with a reason."""

from casework.enums import DRAFT, By, Holder, Opinion
from casework.workflow import Status, Transition, Workflow

ANSWER_PERMISSION = "home.change_feedback"

WORKFLOW = Workflow(
    [
        Status(DRAFT, "草稿", Holder.APPLICANT),
        Status("new", "待处理", Holder.STAFF),
        Status("answered", "已答复", Holder.NOBODY),
        Status("closed", "不予处理", Holder.NOBODY),
    ],
    [
        Transition("send", "提交", (DRAFT,), "new", By.APPLICANT),
        Transition(
            "answer",
            "答复",
            ("new",),
            "answered",
            By.STAFF,
            ANSWER_PERMISSION,
            Opinion.REQUIRED,
            message="feedback_answered",
        ),
        Transition(
            "decline",
            "不予处理",
            ("new",),
            "closed",
            By.STAFF,
            ANSWER_PERMISSION,
            Opinion.REQUIRED,
            message="feedback_answered",
            bulk=True,
        ),
    ],
)
