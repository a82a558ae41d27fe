"""No plain publishing for anybody; emergencies, withdrawal, and the clock."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import PageLogEntry, WorkflowState

from editorial import publication
from editorial.errors import Refused
from editorial.models import Exemption
from home.models import GuidePage, HomePage
from operations import registry
from policies.models import NoticePage, PolicyPage
from tests.factories.articles import body, draft, live

pytestmark = pytest.mark.django_db
MOBILE = "13800138000"


@pytest.mark.parametrize("model", [PolicyPage, GuidePage])
@pytest.mark.parametrize("person", ["editors1", "reviewers1", "publishers1", "administrators1", "root"])
def test_nobody_simply_publishes(office, model, person):
    page, user = draft(model, "正文"), getattr(office, person)
    assert not page.permissions_for_user(user).can_publish()
    assert not page.get_parent().specific.permissions_for_user(user).can_publish_subpage()
    with pytest.raises(Refused, match="没有走完审稿流程"):
        page.get_latest_revision().publish(user=user)
    page.refresh_from_db()
    assert not page.live


def test_a_signature_serves_once(office, submit, act):
    page = submit(draft(GuidePage, "正文"), office.editors1)
    act(page, office.publishers1)
    page.refresh_from_db()
    page.unpublish(user=office.publishers1)
    page = GuidePage.objects.get(pk=page.pk)
    with pytest.raises(Refused):
        page.get_latest_revision().publish(user=office.publishers1)


@pytest.mark.parametrize(
    ("person", "may"),
    [
        ("editors1", False),
        ("reviewers1", False),
        ("auditors1", False),
        ("publishers1", True),
        ("administrators1", True),
    ],
)
def test_emergency_needs_its_permission_and_is_logged(office, submit, person, may):
    page, user = submit(draft(PolicyPage, "正文"), office.editors1), getattr(office, person)
    if not may:
        with pytest.raises(Refused, match="没有紧急发布的权限"):
            publication.publish_emergency(page, user=user, reason="汛情通告")
        assert not PolicyPage.objects.get(pk=page.pk).live
        return
    publication.publish_emergency(page, user=user, reason="汛情通告")
    page.refresh_from_db()
    assert page.live
    entry = PageLogEntry.objects.get(page_id=page.pk, action=publication.EMERGENCY)
    assert (entry.user, entry.data["reason"]) == (user, "汛情通告")
    assert "汛情通告" in str(entry.message)
    assert page.workflow_states.get().status == WorkflowState.STATUS_CANCELLED
    with pytest.raises(Refused, match="没有尚未发布的修改"):
        publication.publish_emergency(page, user=user, reason="汛情通告")


def test_an_emergency_is_now_whatever_date_was_set(office):
    page = draft(PolicyPage, "正文", go_live_at=timezone.now() + timedelta(days=3))
    publication.publish_emergency(page, user=office.publishers1, reason="汛情通告")
    page.refresh_from_db()
    assert page.live
    assert page.go_live_at is None


@pytest.mark.parametrize(
    ("person", "may"), [("editors1", False), ("reviewers1", False), ("publishers1", True), ("root", True)]
)
def test_withdrawal_needs_its_permission(office, person, may):
    user = getattr(office, person)
    assert live(PolicyPage).permissions_for_user(user).can_unpublish() == may
    column = live(PolicyPage).get_parent().specific
    for fixed in (column, HomePage.objects.get()):
        assert not fixed.permissions_for_user(user).can_unpublish()
        assert not fixed.permissions_for_user(user).can_delete()


# --- what holds publication ----------------------------------------------------------------------------------------


def test_personal_data_holds_every_way_to_the_public(office, submit, act):
    page = draft(GuidePage, f"联系人手机{MOBILE}。")
    with pytest.raises(Refused, match="手机号码 138"):
        page.get_latest_revision().publish()
    with pytest.raises(Refused, match="手机号码 138"):
        publication.publish_emergency(page, user=office.publishers1, reason="汛情通告")
    submit(page, office.editors1)
    with pytest.raises(Refused, match="手机号码 138"):
        act(page, office.publishers1)
    page = GuidePage.objects.get(pk=page.pk)
    assert not page.live
    assert page.current_workflow_task_state.status == "in_progress"
    assert MOBILE not in str(publication.holding(page.get_latest_revision_as_object())[0].message)


def test_an_exemption_lets_this_content_go_and_no_other(office, submit, act):
    page = draft(GuidePage, f"联系人手机{MOBILE}。")
    held = publication.holding(page)
    for name in ("editors1", "reviewers1"):
        with pytest.raises(Refused, match="没有豁免"):
            publication.excuse(page, held, user=getattr(office, name), reason="对外公布的值班手机")
    publication.excuse(page, held, user=office.publishers1, reason="对外公布的值班手机")
    excused = Exemption.objects.get()
    assert (excused.by, excused.reason) == (office.publishers1, "对外公布的值班手机")
    assert PageLogEntry.objects.get(action=publication.EXCUSED).data["reason"] == "对外公布的值班手机"
    assert publication.holding(page) == []
    page.body = body(f"联系人手机{MOBILE}，另一部13900139000。")
    assert ["139" in each.message for each in publication.holding(page)] == [True]
    page.body = body("联系人手机13700137000。")
    assert len(publication.holding(page)) == 1
    page.get_latest_revision().publish()


# --- the clock ------------------------------------------------------------------------------------------------------


def run_clock() -> None:
    registry.jobs["publish_scheduled"].run()


def due(page) -> None:
    """The hour for which the page was signed has come."""
    moment = timezone.now() - timedelta(minutes=1)
    for revision in page.revisions.exclude(approved_go_live_at=None):
        revision.content["go_live_at"] = moment.isoformat()
        revision.approved_go_live_at = moment
        revision.save()


def scheduled(office, submit, act, *paragraphs):
    page = draft(NoticePage, *paragraphs, go_live_at=timezone.now() + timedelta(hours=2))
    submit(page, office.editors1)
    act(page, office.editors1)
    act(page, office.reviewers1)
    act(page, office.publishers1)
    return NoticePage.objects.get(pk=page.pk)


def test_a_signed_page_appears_at_its_hour(office, submit, act):
    page = scheduled(office, submit, act, "正文")
    assert not page.live
    run_clock()
    assert not NoticePage.objects.get(pk=page.pk).live
    due(page)
    run_clock()
    page.refresh_from_db()
    assert page.live
    assert not publication.due_revisions().exists()


def test_an_expired_page_goes(db):
    page = live(NoticePage, "正文")
    NoticePage.objects.filter(pk=page.pk).update(expire_at=timezone.now() - timedelta(minutes=1))
    run_clock()
    page.refresh_from_db()
    assert not page.live
    assert page.expired


def test_what_is_held_waits_and_keeps_no_other_waiting(office, submit, act):
    held = scheduled(office, submit, act, "正文")
    free = scheduled(office, submit, act, "正文")
    for page in (held, free):
        due(page)
    revision = publication.due_revisions().first()
    assert int(revision.object_id) == held.pk
    revision.content["summary"] = f"手机{MOBILE}"
    revision.save()
    out = StringIO()
    call_command("publish_scheduled", stdout=out)
    run_clock()
    assert "挂起" in out.getvalue()
    assert [NoticePage.objects.get(pk=each.pk).live for each in (held, free)] == [False, True]
    entry = PageLogEntry.objects.get(page_id=held.pk, action=publication.HELD)
    assert "手机号码" in entry.data["reason"]
    draft_held = held.get_latest_revision_as_object()
    draft_held.summary = f"手机{MOBILE}"
    publication.excuse(held, publication.holding(draft_held), user=office.publishers1, reason="对外公布")
    run_clock()
    assert NoticePage.objects.get(pk=held.pk).live
