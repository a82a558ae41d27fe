"""The workflow of the claim of an organisation: proof is sent, and looked at by staff."""

from datetime import datetime, timedelta

from casework.enums import DRAFT, By, Holder, Opinion
from casework.managers import CaseQuerySet
from casework.workflow import Status, Transition, Workflow
from membership import services

REVIEW = "membership.change_organisationclaim"
MESSAGE, LAPSED = "organisation_claim", "organisation_claim_lapsed"
LAPSES_AFTER = timedelta(days=60)

WORKFLOW = Workflow(
    [
        Status(DRAFT, "草稿", Holder.APPLICANT),
        Status("waiting", "待审核", Holder.STAFF),
        Status("withdrawn", "已撤回", Holder.APPLICANT),
        Status("returned", "退回修改", Holder.APPLICANT),
        Status("accepted", "已通过", Holder.NOBODY),
        Status("refused", "不予通过", Holder.NOBODY),
        Status("cancelled", "已取消", Holder.NOBODY),
    ],
    [
        Transition("send", "提交", (DRAFT, "withdrawn", "returned"), "waiting", By.APPLICANT),
        Transition("withdraw", "撤回", ("waiting",), "withdrawn", By.APPLICANT, in_window=True),
        Transition(
            "accept", "通过", ("waiting",), "accepted", By.STAFF, REVIEW, Opinion.OPTIONAL,
            message=MESSAGE, effect=services.admit,
        ),
        Transition(
            "return", "退回修改", ("waiting",), "returned", By.STAFF, REVIEW, Opinion.REQUIRED,
            message=MESSAGE, names_sections=True,
        ),
        Transition(
            "refuse", "不予通过", ("waiting",), "refused", By.STAFF, REVIEW, Opinion.REQUIRED, message=MESSAGE
        ),
        Transition("cancel", "取消申请", ("withdrawn", "returned"), "cancelled", By.APPLICANT),
        Transition("lapse", "逾期关闭", ("withdrawn", "returned"), "cancelled", By.SYSTEM, message=LAPSED),
    ],
)  # fmt: skip


def left_alone(cases: CaseQuerySet, now: datetime) -> CaseQuerySet:
    """Claims with which their applicant has done nothing for too long."""
    return cases.idle_since(now - LAPSES_AFTER)
