"""The workflow of the three declarations: one table, with the experts' part for demonstration projects (003-46).

Four eyes: who accepted, examined or reviewed a declaration neither approves nor refuses it.
"""

from collections.abc import Callable
from datetime import datetime

from casework.enums import DRAFT, By, Holder, Opinion
from casework.managers import CaseQuerySet
from casework.models import Case, StatusChange
from casework.workflow import Status, Transition, Workflow
from declarations import doubles
from declarations.enums import DEMONSTRATION, REWARD_FUND, TECHNOLOGY
from declarations.services import calls, claims, publicity, results

MODELS = {REWARD_FUND: "rewardfund", TECHNOLOGY: "technology", DEMONSTRATION: "demonstration"}
MENDED = ("withdrawn", "returned")
LOOKED = ("accept", "examine", "review", "experts_pass")
"""The steps whose actor does not decide."""


def right(kind: str, verb: str) -> str:
    """The permission of officers (change) and approvers (approve) of a kind."""
    return f"declarations.{verb}_{MODELS[kind]}"


def workflow(kind: str) -> Workflow:
    """The table of one kind."""
    has_experts = kind == DEMONSTRATION
    return Workflow(_statuses(has_experts=has_experts), _transitions(kind, has_experts=has_experts))


def _statuses(*, has_experts: bool) -> list[Status]:
    return [
        Status(DRAFT, "草稿", Holder.APPLICANT),
        Status("waiting", "已提交（待受理）", Holder.STAFF),
        Status("withdrawn", "已撤回", Holder.APPLICANT, "您已经撤回。请在期限内修改后重新提交，过期不提交的申报会关闭。"),
        Status("returned", "退回", Holder.APPLICANT, "请按退回原因修改，在期限内重新提交，过期不提交的申报会关闭。"),
        Status("accepted", "已受理（初审中）", Holder.STAFF),
        Status("reviewing", "专家评审中" if has_experts else "复审中", Holder.STAFF),
        Status("deciding", "待审批", Holder.STAFF),
        Status("approved", "审批通过（待公示）", Holder.STAFF),
        Status("publicity", "公示中", Holder.STAFF),
        Status("rechecking", "复核中", Holder.STAFF),
        Status("closed", "办结", Holder.NOBODY),
        Status("refused", "不予受理", Holder.NOBODY, "申报没有受理，原因见下面的办理过程。"),
        *([Status("experts_failed", "专家评审不通过", Holder.NOBODY, "专家评审没有通过，原因见下面的办理过程。")] * has_experts),
        Status("disapproved", "不予通过", Holder.NOBODY, "申报没有通过，原因见下面的办理过程。"),
        Status("cancelled", "已撤销", Holder.NOBODY, "这份申报已经撤销。需要时请重新申报。"),
    ]  # fmt: skip


def _transitions(kind: str, *, has_experts: bool) -> list[Transition]:
    officer, approver = right(kind, "change"), right(kind, "approve")
    fixed = results.fix_amount if kind == REWARD_FUND else None
    looked = tuple(each for each in LOOKED if each != ("review" if has_experts else "experts_pass"))
    return [
        Transition(
            "send", "提交", (DRAFT, *MENDED), "waiting", By.APPLICANT,
            guard=calls.in_time, locks=calls.lock_calls, effect=_entered,
        ),
        Transition(
            "withdraw", "撤回", ("waiting",), "withdrawn", By.APPLICANT, in_window=True, effect=calls.withdrawn
        ),
        Transition("cancel", "撤销申报", MENDED, "cancelled", By.APPLICANT, effect=claims.ends),
        Transition(
            "lapse", "逾期未重新提交", MENDED, "cancelled", By.SYSTEM,
            message="declaration_lapsed", effect=claims.ends,
        ),
        Transition(
            "accept", "受理", ("waiting",), "accepted", By.STAFF, officer, Opinion.OPTIONAL,
            message="declaration_accepted",
        ),
        Transition(
            "return", "退回", ("waiting", "accepted", "reviewing"), "returned", By.STAFF, officer, Opinion.REQUIRED,
            message="declaration_returned", names_sections=True, effect=calls.returned,
        ),
        Transition(
            "refuse", "不予受理", ("waiting",), "refused", By.STAFF, officer, Opinion.REQUIRED,
            message="declaration_ended", effect=claims.ends,
        ),
        Transition(
            "examine", "初审通过", ("accepted",), "reviewing", By.STAFF, officer, Opinion.OPTIONAL, visible=False
        ),
        *(_expert_steps(officer) if has_experts else [_review(officer)]),
        Transition(
            "approve", "审批通过", ("deciding",), "approved", By.STAFF, approver, Opinion.OPTIONAL,
            not_by=looked, message="declaration_approved", effect=fixed,
        ),
        Transition(
            "disapprove", "不予通过", ("deciding",), "disapproved", By.STAFF, approver, Opinion.REQUIRED,
            not_by=looked, message="declaration_ended", effect=claims.ends,
        ),
        Transition(
            "publish", "公示", ("approved",), "publicity", By.STAFF, officer, Opinion.OPTIONAL,
            message="declaration_published", effect=publicity.enter,
        ),
        Transition(
            "uphold", "异议成立，复核", ("publicity",), "rechecking", By.STAFF, officer, Opinion.REQUIRED, visible=False,
            message="declaration_rechecked", effect=publicity.upheld,
        ),
        Transition(
            "confirm", "复核维持", ("rechecking",), "approved", By.STAFF, approver, Opinion.REQUIRED,
            not_by=looked, message="declaration_approved", effect=fixed,
        ),
        Transition(
            "overturn", "复核不予通过", ("rechecking",), "disapproved", By.STAFF, approver, Opinion.REQUIRED,
            not_by=looked, message="declaration_ended", effect=claims.ends,
        ),
        Transition(
            "close", "公示期满，办结", ("publicity",), "closed", By.SYSTEM,
            message="declaration_ended", effect=claims.ends,
        ),
    ]  # fmt: skip


def _review(officer: str) -> Transition:
    return Transition(
        "review", "复审通过", ("reviewing",), "deciding", By.STAFF, officer, Opinion.OPTIONAL, visible=False
    )


def _expert_steps(officer: str) -> list[Transition]:
    """The experts' result, recorded by an officer with the signed opinions (003-45)."""
    return [
        Transition(
            "experts_pass", "专家评审通过", ("reviewing",), "deciding", By.STAFF, officer, Opinion.OPTIONAL,
            message="declaration_experts", effect=results.keep_experts,
        ),
        Transition(
            "experts_fail", "专家评审不通过", ("reviewing",), "experts_failed", By.STAFF, officer, Opinion.REQUIRED,
            message="declaration_ended", effect=_failed,
        ),
    ]  # fmt: skip


def _entered(case: Case, change: StatusChange, data: dict) -> None:
    """Handing in: the call and the claim on the project, and then the buildings, by which doubles are found."""
    calls.enter(case, change, data)
    doubles.remember(case, change, data)


def _failed(case: Case, change: StatusChange, data: dict) -> None:
    """The experts' no is kept with its opinions, and ends the declaration."""
    results.keep_experts(case, change, data)
    claims.ends(case, change, data)


def overdue(kind: str) -> Callable[[CaseQuerySet, datetime], CaseQuerySet]:
    """Which declarations of a kind were not handed in again in time."""
    column = f"{MODELS[kind]}__resubmit_by__lte"

    def due(cases: CaseQuerySet, now: datetime) -> CaseQuerySet:
        return cases.filter(**{column: now})

    return due
