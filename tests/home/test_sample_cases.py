"""The sample's cases: every state, spread over the last weeks, made by the services and made once."""

from collections import Counter

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from accounts.identifiers import is_uscc
from accounts.models import Membership, Organisation, Role, User
from casework import history, kinds
from casework.enums import DRAFT
from casework.models import Attachment, Case, StatusChange
from home.models import Feedback
from home.sample import cases, people
from membership.models import Invitation, OrganisationClaim
from notifications.models import Message


@pytest.fixture(scope="module")
def made(django_db_setup, django_db_blocker):
    """The sample's people and cases, made once for the module; each test works in a savepoint of its own above them."""
    with django_db_blocker.unblock(), transaction.atomic():
        users = people.load_people("sample-password")
        cases.load_cases(users, seed=1)
        yield users
        transaction.set_rollback(True)


@pytest.fixture
def loaded(made, db) -> list[User]:
    return made


def counts() -> Counter:
    return Counter({model: model.objects.count() for model in (Case, StatusChange, Attachment, Message, Membership)})


def test_there_is_a_case_in_every_state(loaded):
    for kind in (kinds.case_kind("feedback"), kinds.case_kind("org_claim")):
        states = set(Case.objects.filter(kind=kind.name).values_list("status", flat=True))
        wanted = set(kind.workflow.statuses) - ({DRAFT} if kind.name == "feedback" else set())
        assert states == wanted, kind.name


def test_cases_lie_in_the_last_weeks_and_none_ahead(loaded):
    now = timezone.now()
    moments = list(Case.objects.exclude(submitted_at=None).values_list("submitted_at", flat=True))
    assert max(moments) < now
    assert 30 < (now - min(moments)).days < 60
    assert len({moment.date() for moment in moments}) > 8
    for case in Case.objects.all():
        steps = list(case.history.order_by("position").values_list("at", flat=True))
        assert steps == sorted(steps)
        assert all(at < now for at in steps)
    assert Case.objects.overdue().exists() or Case.objects.filter(due_at__gt=now).exists()
    assert not Message.objects.filter(created_at__gt=now).exists()


def test_everything_went_through_the_services(loaded):
    submitted = Case.objects.submitted()
    assert all(proof.verdict is history.Verdict.SOUND for proof in history.prove([case.pk for case in submitted]))
    assert all(case.snapshots.exists() and case.number for case in submitted)
    accepted = OrganisationClaim.objects.filter(status="accepted")
    assert {claim.membership.organisation.name for claim in accepted} == set(
        Organisation.objects.values_list("name", flat=True)
    )
    assert set(Membership.objects.values_list("role", flat=True)) == set(Role.values)
    assert Invitation.objects.open().count() == 1
    changed = Case.objects.get(status="accepted", snapshots__position=2)
    assert changed.snapshots.count() == 2, "one was sent again with changes"
    call_command("verify_history")


def test_nobody_and_nothing_in_it_is_real(loaded):
    for organisation in Organisation.objects.all():
        assert organisation.name.startswith("示例")
        assert is_uscc(organisation.code)
        assert organisation.code.startswith("91000000")
    for user in User.objects.exclude(phone_token=""):
        assert user.phone.startswith("1990000000")
    assert all(feedback.text.startswith("示例：") for feedback in Feedback.objects.all())


def test_loading_it_again_changes_nothing(loaded):
    before = counts()
    cases.load_cases(loaded, seed=2)
    assert counts() == before


def test_the_clock_is_put_right_again(loaded):
    assert abs((timezone.now() - Case.objects.latest("created_at").created_at).days) < 60
    assert timezone.now.__name__ == "now"
