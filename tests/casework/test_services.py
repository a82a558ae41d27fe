"""apply_transition and submit, one by one; every step of every kind by everybody is in test_every_step."""

from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import ModelLogEntry

from accounts.models import Membership, Organisation
from casework import errors, services
from casework.enums import Opinion
from casework.models import Case, StatusChange
from casework.services import apply_transition, submit
from tests.casework.conftest import CONTENT, EFFECTS, WORKFLOW, at_status, make_draft


def snapshot_of(case: Case) -> tuple:
    row = Case.objects.filter(pk=case.pk).values().get()
    return row, StatusChange.objects.count(), ModelLogEntry.objects.count(), len(EFFECTS)


def test_a_page_seen_before_somebody_else_acted_is_refused(draft, people):
    case = at_status(draft, people, "waiting")
    apply_transition(case, "accept", actor=people["reviewer"], seen_version=case.version)
    with pytest.raises(errors.StaleCase, match="reviewer"):
        apply_transition(case, "accept", actor=people["both"], seen_version=case.version)


def test_only_the_system_may_act_without_having_seen_the_case(draft, people):
    case = at_status(draft, people, "returned")
    with pytest.raises(errors.StaleCase):
        apply_transition(case, "cancel", actor=people["applicant"], seen_version=None)
    assert apply_transition(case, "lapse", actor=services.SYSTEM, seen_version=None).status == "cancelled"


@pytest.mark.parametrize("opinion", ["", "  \n"])
def test_a_step_that_asks_for_words_gets_them(draft, people, opinion):
    case = at_status(draft, people, "waiting")
    assert WORKFLOW.transitions["return"].opinion is Opinion.REQUIRED
    with pytest.raises(errors.OpinionMissing, match="退回"):
        apply_transition(case, "return", actor=people["reviewer"], seen_version=case.version, opinion=opinion)


def test_who_accepted_cannot_approve(draft, people):
    case = at_status(draft, people, "waiting")
    case = apply_transition(case, "accept", actor=people["both"], seen_version=case.version)
    with pytest.raises(errors.SamePerson, match="另一位同事"):
        apply_transition(case, "approve", actor=people["both"], seen_version=case.version)
    shown = {choice.transition.action: choice.refusal for choice in services.choices(case, people["both"])}
    assert "另一位同事" in shown["approve"]
    assert apply_transition(case, "approve", actor=people["approver"], seen_version=case.version).status == "approved"


def test_an_inactive_person_may_nothing(draft, people):
    case = at_status(draft, people, "waiting")
    people["reviewer"].is_active = False
    with pytest.raises(errors.WrongPerson):
        apply_transition(case, "accept", actor=people["reviewer"], seen_version=case.version)


def test_an_effect_runs_in_the_same_transaction(draft, people, monkeypatch):
    case = at_status(draft, people, "accepted")
    approved = apply_transition(
        case, "approve", actor=people["approver"], seen_version=case.version, data={"amount": "1"}
    )
    assert [(case.pk, approved.history.count(), {"amount": "1"})] == EFFECTS

    def fail(case, transition, change):
        raise RuntimeError("told wrong")

    other = at_status(make_draft(people["applicant"]), people, "waiting")
    before = snapshot_of(other)
    monkeypatch.setattr(services, "_listeners", [fail])
    with pytest.raises(RuntimeError):
        apply_transition(other, "accept", actor=people["reviewer"], seen_version=other.version)
    assert snapshot_of(other) == before


def test_submission_gives_a_number_freezes_the_content_and_starts_the_clock(draft, people):
    case = submit(draft, "send", actor=people["applicant"], seen_version=0, content=CONTENT)
    day = timezone.localtime(case.submitted_at)
    assert case.number == f"CS{day:%Y%m%d}00001"
    assert case.snapshots.get().content == CONTENT
    assert case.history.get().snapshot == case.snapshots.get()
    assert case.due_at > case.submitted_at
    assert case.specific.text == "内容"


def test_nothing_is_submitted_without_what_is_submitted(draft, people):
    case = at_status(draft, people, "returned")
    before = snapshot_of(case)
    with pytest.raises(ValueError, match="through submit"):
        apply_transition(case, "send", actor=people["applicant"], seen_version=case.version)
    assert snapshot_of(case) == before


def test_staff_wait_while_the_applicant_may_withdraw(draft, people):
    now = timezone.now()
    case = submit(draft, "send", actor=people["applicant"], seen_version=0, content=CONTENT, now=now)
    with pytest.raises(errors.WithinWindow, match="还可以撤回"):
        apply_transition(
            case, "accept", actor=people["reviewer"], seen_version=case.version, now=now + timedelta(minutes=9)
        )
    shown = services.choices(case, people["reviewer"], now)
    assert all("还可以撤回" in choice.refusal for choice in shown)
    with pytest.raises(errors.WindowOver):
        apply_transition(
            case, "withdraw", actor=people["applicant"], seen_version=case.version, now=now + timedelta(minutes=10)
        )
    back = apply_transition(
        case, "withdraw", actor=people["applicant"], seen_version=case.version, now=now + timedelta(minutes=9)
    )
    assert (back.status, back.withdrawable_until, back.due_at) == ("returned", None, None)
    again = submit(back, "send", actor=people["applicant"], seen_version=back.version, content=CONTENT)
    assert again.number == case.number, "the number stays"
    assert [each.position for each in again.snapshots.all()] == [1, 2]


def test_the_clock_stands_still_while_the_applicant_has_the_case(draft, people):
    case = at_status(draft, people, "waiting")
    due = case.due_at
    returned = apply_transition(case, "return", actor=people["reviewer"], seen_version=case.version, opinion="缺图")
    assert returned.due_at is None
    assert returned.time_left >= timedelta(0)
    later = timezone.now() + timedelta(days=30)
    again = submit(
        returned, "send", actor=people["applicant"], seen_version=returned.version, content=CONTENT, now=later
    )
    assert again.due_at > later > due
    assert again.time_left is None


def test_an_overdue_case_never_has_negative_time_left(draft, people):
    case = at_status(draft, people, "waiting")
    late = case.due_at + timedelta(days=20)
    returned = apply_transition(
        case, "return", actor=people["reviewer"], seen_version=case.version, opinion="缺图", now=late
    )
    assert returned.time_left == timedelta(0)


def test_a_submitted_case_and_its_history_are_never_deleted(draft, people):
    case = at_status(draft, people, "waiting")
    for thing in [case, case.history.first(), case.snapshots.first()]:
        with pytest.raises(Exception, match="never deleted"):
            thing.delete()
    change = case.history.first()
    change.opinion = "改"
    with pytest.raises(Exception, match="written once"):
        change.save()
    make_draft(people["applicant"]).delete()


def test_people_see_their_own_cases_and_those_of_their_organisations(draft, people, django_user_model):
    case = at_status(draft, people, "waiting")
    assert list(Case.objects.visible_to(people["applicant"])) == [case]
    assert not Case.objects.visible_to(people["stranger"]).exists()
    firm = Organisation.objects.create(name="示例建设公司", code="91110000600037341L")
    Case.objects.filter(pk=case.pk).update(organisation=firm)
    membership = Membership.objects.create(user=people["stranger"], organisation=firm)
    assert list(Case.objects.visible_to(people["stranger"])) == [case]
    membership.ended_at = timezone.now()
    membership.save()
    assert not Case.objects.visible_to(people["stranger"]).exists()
