"""A kind with every sort of step, over the table of feedback, so that the engine is tested apart from any feature."""

import pytest
from django.contrib.auth.models import Permission

from casework import kinds, services
from casework.enums import DRAFT, By, Holder, Opinion
from casework.models import Case
from casework.workflow import Status, Transition, Workflow
from home.models import Feedback

REVIEW = "home.change_feedback"
APPROVE = "home.delete_feedback"
EFFECTS: list[tuple] = []

WORKFLOW = Workflow(
    [
        Status(DRAFT, "草稿", Holder.APPLICANT),
        Status("waiting", "待审核", Holder.STAFF),
        Status("returned", "退回", Holder.APPLICANT),
        Status("accepted", "已受理", Holder.STAFF),
        Status("approved", "已批准", Holder.NOBODY),
        Status("cancelled", "已取消", Holder.NOBODY),
    ],
    [
        Transition("send", "提交", (DRAFT, "returned"), "waiting", By.APPLICANT),
        Transition("withdraw", "撤回", ("waiting",), "returned", By.APPLICANT, in_window=True),
        Transition("accept", "受理", ("waiting",), "accepted", By.STAFF, REVIEW, Opinion.OPTIONAL, visible=False),
        Transition(
            "return", "退回", ("waiting", "accepted"), "returned", By.STAFF, REVIEW, Opinion.REQUIRED,
            message="feedback_answered",
        ),
        Transition(
            "approve", "批准", ("accepted",), "approved", By.STAFF, APPROVE, not_by=("accept",),
            effect=lambda case, change, data: EFFECTS.append((case.pk, change.position, data)),
        ),
        Transition("cancel", "取消", ("waiting", "returned"), "cancelled", By.APPLICANT),
        Transition("lapse", "逾期取消", ("returned",), "cancelled", By.SYSTEM),
    ],
)  # fmt: skip
KIND = kinds.CaseKind("engine", "测试业务", model="home.Feedback", workflow=WORKFLOW, prefix="CS", withdraw_minutes=10)
CONTENT = {"form_version": "1", "sections": [], "files": []}


@pytest.fixture(autouse=True)
def engine_kind(monkeypatch):
    monkeypatch.setitem(kinds._kinds, "engine", KIND)
    EFFECTS.clear()


def make_user(django_user_model, name: str, *permissions: str):
    user, _ = django_user_model.objects.get_or_create(username=name)
    for permission in permissions:
        codename = permission.split(".")[1]
        user.user_permissions.add(Permission.objects.get(codename=codename, content_type__app_label="home"))
    return django_user_model.objects.get(pk=user.pk)


@pytest.fixture
def people(db, django_user_model) -> dict:
    """Somebody for every part."""
    return {
        "applicant": make_user(django_user_model, "applicant"),
        "stranger": make_user(django_user_model, "stranger"),
        "reviewer": make_user(django_user_model, "reviewer", REVIEW),
        "approver": make_user(django_user_model, "approver", APPROVE),
        "both": make_user(django_user_model, "both", REVIEW, APPROVE),
        "system": services.SYSTEM,
        "anonymous": services.ANONYMOUS,
    }


@pytest.fixture
def draft(people) -> Case:
    return make_draft(people["applicant"])


def make_draft(applicant, code: str = "") -> Case:
    code = code or f"C{Feedback.objects.count()}"
    return Feedback.objects.create(kind="engine", applicant=applicant, subject="other", text="内容", code=code)


def at_status(draft: Case, people: dict, status: str) -> Case:
    """The draft led to a status by the fewest legal steps; the window for withdrawal is closed."""
    steps = {
        DRAFT: [],
        "waiting": ["send"],
        "returned": ["send", "return"],
        "accepted": ["send", "accept"],
        "approved": ["send", "accept", "approve"],
        "cancelled": ["send", "cancel"],
    }[status]
    actors = {
        "send": "applicant",
        "return": "reviewer",
        "accept": "reviewer",
        "approve": "approver",
        "cancel": "applicant",
    }
    case = Case.objects.get(pk=draft.pk)
    for step in steps:
        actor = people[actors[step]]
        if step == "send":
            case = services.submit(case, step, actor=actor, seen_version=case.version, content=CONTENT)
            Case.objects.filter(pk=case.pk).update(withdrawable_until=None)
            continue
        case = services.apply_transition(case, step, actor=actor, seen_version=case.version, opinion="意见")
    return Case.objects.get(pk=draft.pk)
