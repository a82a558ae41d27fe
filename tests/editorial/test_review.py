"""三审: which person may take which step, and what becomes of the page."""

import pytest
from wagtail.models import Page, TaskState, WorkflowState

from editorial.errors import Refused
from home.models import GuidePage
from policies.models import InterpretationPage, NoticePage, PolicyPage
from tests.factories.articles import draft, live

pytestmark = pytest.mark.django_db


def step(page) -> str:
    """The step that the page waits for, empty when it waits for none."""
    state = Page.objects.get(pk=page.pk).specific.current_workflow_task_state
    return state.task.name if state else ""


@pytest.mark.parametrize("model", [PolicyPage, InterpretationPage, NoticePage])
def test_three_people_are_enough_and_the_page_is_live(office, submit, act, model):
    page = submit(draft(model, "正文"), office.editors1)
    for user, name in [(office.editors1, "初审"), (office.reviewers1, "复审"), (office.publishers1, "签发")]:
        assert step(page) == name
        assert not Page.objects.get(pk=page.pk).live
        act(page, user)
    page.refresh_from_db()
    assert page.live
    assert step(page) == ""
    assert page.workflow_states.get().status == WorkflowState.STATUS_APPROVED


STEPS = {"初审": [], "复审": ["editors2"], "签发": ["editors2", "reviewers2"]}
# step, person, what they did since the text was handed in -> may they take it
TABLE = [
    ("初审", "editors1", "handed in", True),
    ("初审", "editors3", "", True),
    ("初审", "editors3", "edited", False),
    ("初审", "editors1", "edited", False),
    ("初审", "reviewers1", "", True),
    ("初审", "reviewers1", "edited", False),
    ("初审", "publishers1", "", False),
    ("初审", "administrators1", "", False),
    ("初审", "auditors1", "", False),
    ("初审", "root", "", True),
    ("初审", "root", "edited", False),
    ("复审", "editors1", "handed in", False),
    ("复审", "editors3", "", False),
    ("复审", "reviewers1", "", True),
    ("复审", "reviewers1", "edited", False),
    ("复审", "reviewers1", "wrote", False),
    ("复审", "reviewers1", "handed in", False),
    ("复审", "publishers1", "", False),
    ("复审", "root", "", True),
    ("复审", "root", "edited", False),
    ("复审", "root", "handed in", False),
    ("复审", "root", "took 初审", False),
    ("签发", "reviewers1", "", False),
    ("签发", "publishers1", "", True),
    ("签发", "publishers1", "edited", False),
    ("签发", "publishers1", "wrote", False),
    ("签发", "publishers1", "handed in", False),
    ("签发", "root", "", True),
    ("签发", "root", "edited", False),
    ("签发", "root", "took 初审", False),
    ("签发", "root", "took 复审", False),
]


@pytest.mark.parametrize(("name", "person", "did", "may"), TABLE)
def test_who_may_take_which_step(office, submit, act, edit, name, person, did, may):
    user = getattr(office, person)
    page = draft(PolicyPage, "正文")
    if did == "wrote":
        edit(page, user)
    submit(page, user if did == "handed in" else office.editors1)
    for taken, other in zip(STEPS, STEPS[name], strict=False):
        act(page, user if did == f"took {taken}" else getattr(office, other))
    assert step(page) == name
    if did == "edited":
        edit(page, user)
    task_state = Page.objects.get(pk=page.pk).specific.current_workflow_task_state
    task = task_state.task.specific
    offered = {action for action, _, _ in task.get_actions(Page.objects.get(pk=page.pk).specific, user)}
    assert ("approve" in offered) == may
    assert (task_state in task.get_task_states_user_can_moderate(user)) == may
    if may:
        act(page, user)
        assert step(page) != name
    else:
        for action in ("approve", "reject"):
            with pytest.raises(Refused, match="您"):
                act(page, user, action, comment="理由")
        assert step(page) == name
        assert TaskState.objects.get(pk=task_state.pk).status == TaskState.STATUS_IN_PROGRESS


def test_a_comment_or_a_date_makes_nobody_an_author(office, submit, act):
    page = submit(draft(PolicyPage, "正文"), office.editors1)
    act(page, office.editors2)
    reader = Page.objects.get(pk=page.pk).specific.get_latest_revision_as_object()
    reader.save_revision(user=office.reviewers1)
    act(page, office.reviewers1)
    assert step(page) == "签发"
    act(page, office.publishers1)
    page.refresh_from_db()
    assert page.live


def test_what_changed_after_a_step_goes_back_and_begins_anew(office, submit, act, edit):
    page = submit(draft(PolicyPage, "正文"), office.editors1)
    act(page, office.editors1)
    edit(page, office.reviewers1)
    with pytest.raises(Refused, match="通过之后内容又有修改"):
        act(page, office.reviewers2)
    act(page, office.reviewers2, "reject", comment="改动请作者确认。")
    assert page.workflow_states.get().status == WorkflowState.STATUS_NEEDS_CHANGES
    submit(page, office.editors1)
    assert step(page) == "初审"


def test_after_a_rejection_all_steps_are_taken_again(office, submit, act, edit):
    page = submit(draft(PolicyPage, "正文"), office.editors1)
    act(page, office.editors1)
    act(page, office.reviewers1)
    act(page, office.publishers1, "reject", comment="日期不对。")
    edit(page, office.editors1)
    submit(page, office.editors1)
    for user, name in [(office.editors1, "初审"), (office.reviewers1, "复审"), (office.publishers1, "签发")]:
        assert step(page) == name
        act(page, user)
    page.refresh_from_db()
    assert page.live
    assert page.summary.endswith("又改了一处。")


def test_a_rejection_needs_a_reason(office, submit, act):
    page = submit(draft(PolicyPage), office.editors1)
    with pytest.raises(Refused, match="写明理由"):
        act(page, office.reviewers1, "reject", comment="  ")
    assert step(page) == "初审"


def test_a_step_is_taken_once(office, submit):
    page = submit(draft(PolicyPage), office.editors1)
    state = page.current_workflow_task_state
    task = state.task.specific
    task.on_action(state, office.editors2, "approve")
    with pytest.raises(Refused, match="已由别人办理"):
        task.on_action(state, office.reviewers1, "approve")


def test_a_guide_is_signed_by_another_than_its_author(office, submit, act):
    page = submit(draft(GuidePage, "正文"), office.publishers1)
    assert step(page) == "签发"
    with pytest.raises(Refused, match="由您送审"):
        act(page, office.publishers1)
    act(page, office.publishers2)
    page.refresh_from_db()
    assert page.live


def test_who_wrote_an_earlier_version_may_review_the_next(office, submit, act, edit):
    page = draft(PolicyPage, "正文")
    page = edit(page, office.reviewers1)
    page.get_latest_revision().publish()
    edit(page, office.editors1)
    submit(page, office.editors1)
    act(page, office.editors1)
    act(page, office.reviewers1)
    assert step(page) == "签发"


def test_the_autosave_never_writes_over_what_was_handed_in(office, submit):
    page = submit(draft(PolicyPage, "正文"), office.editors1)
    handed_in = page.get_latest_revision()
    changed = page.get_latest_revision_as_object()
    changed.summary = "悄悄改动"
    kept = changed.save_revision(user=office.editors1, overwrite_revision=handed_in)
    assert kept.pk != handed_in.pk
    assert page.revisions.get(pk=handed_in.pk).content["summary"] != "悄悄改动"


def test_the_round_of_a_live_page_ends_with_its_publication(office, submit, act, edit):
    page = live(PolicyPage, "正文")
    edit(page, office.editors1)
    submit(page, office.editors1)
    act(page, office.editors1)
    act(page, office.reviewers1)
    assert not PolicyPage.objects.get(pk=page.pk).summary.endswith("又改了一处。")
    act(page, office.publishers1)
    assert PolicyPage.objects.get(pk=page.pk).summary.endswith("又改了一处。")
