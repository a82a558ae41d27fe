"""Joining two accounts of one person: only after proving both, everything moves, and limits follow."""

from datetime import timedelta
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.contrib.auth.models import Group
from django.utils import timezone

from accounts import joining, persons
from accounts.encryption import keyed_hash
from accounts.models import Consent, KeyKind, Membership, Organisation, PersonKey, PrivacyNotice, Role, Suspension, User
from accounts.signals import accounts_joined
from accounts.signin import people
from audit.models import Entry
from casework.history import Verdict
from casework.history import prove as prove_history
from casework.models import Case, OpenDraft
from home.feedback import services as feedback
from notifications.models import Message
from notifications.services import tell
from portal.environment import ROOT
from tests.accounts.signin.conftest import PHONE
from tests.accounts.signin.provider import configured

OTHER = "13800000002"
CLAIMS = people.Claims("https://id.example.invalid", "person-1", "示例明", "")


@pytest.fixture
def by_phone(db) -> User:
    return people.enrol_by_phone(PHONE, name="示例明", notice=None)


@pytest.fixture
def certified(client, provider) -> User:
    """Signed in at the provider."""
    provider.claims = {"sub": "person-1", "name": "示例明"}
    provider.sign_in(client)
    return User.objects.get(certified_by="city")


def send_feedback(user: User) -> Case:
    return feedback.send(subject="question", text="示例：查档要带什么？", sender=user)


def test_a_new_telephone_is_added_after_its_code(client, certified, prove):
    answer = prove(PHONE, "/accounts/ways/phone/")
    assert answer.url == "/accounts/ways/"
    assert persons.holder(KeyKind.PHONE, keyed_hash(PHONE)) == certified
    assert Entry.objects.get(event="account_joined").data == {"added": "phone"}
    browser = type(client)()
    assert prove(PHONE, browser=browser).url == "/my/"
    assert browser.session["_auth_user_id"] == str(certified.pk)


def test_another_telephone_takes_the_place_of_the_first(client, by_phone, prove, sent):
    client.force_login(by_phone)
    prove(OTHER, "/accounts/ways/phone/")
    by_phone.refresh_from_db()
    assert by_phone.phone == OTHER
    assert persons.holder(KeyKind.PHONE, keyed_hash(PHONE)) is None
    assert persons.holder(KeyKind.PHONE, keyed_hash(OTHER)) == by_phone


def test_an_identity_is_added_after_signing_in_there(client, by_phone, provider):
    client.force_login(by_phone)
    assert provider.sign_in(client, query="?process=connect").url == "/accounts/ways/"
    by_phone.refresh_from_db()
    assert by_phone.is_certified
    assert by_phone.get_full_name() == "示例明"
    browser = type(client)()
    provider.sign_in(browser)
    assert browser.session["_auth_user_id"] == str(by_phone.pk)


def test_both_proved_and_confirmed_everything_moves(client, certified, by_phone, prove):
    case, message = send_feedback(by_phone), tell(by_phone, "feedback_answered", {})[0]
    firm = Organisation.objects.create(name="示例公司", code="91110000600037341L")
    Membership.objects.create(user=by_phone, organisation=firm)
    Consent.objects.create(user=by_phone, notice=PrivacyNotice.objects.get())
    own = send_feedback(certified)
    assert prove(PHONE, "/accounts/ways/phone/").url == "/accounts/ways/join/"
    page = client.get("/accounts/ways/join/").content.decode()
    assert "确认合并" in page
    by_phone.refresh_from_db()
    assert by_phone.is_active  # a GET changes nothing
    assert client.post("/accounts/ways/join/").url == "/accounts/ways/"
    assert set(Case.objects.filter(applicant=certified)) == {Case.objects.get(pk=case.pk), Case.objects.get(pk=own.pk)}
    assert Message.objects.get(pk=message.pk).user == certified
    assert certified.memberships.active().get().organisation == firm
    assert certified.consents.count() == 1
    by_phone.refresh_from_db()
    assert (by_phone.is_active, by_phone.phone, by_phone.has_usable_password()) == (False, "", False)
    assert persons.holder(KeyKind.PHONE, keyed_hash(PHONE)) == certified
    entry = Entry.objects.get(event="account_joined")
    assert entry.actor == certified
    assert entry.data["emptied"] == by_phone.pk
    assert entry.data["moved"]["cases"] == 1
    browser = type(client)()
    assert prove(PHONE, browser=browser).url == "/my/"
    assert case.number in browser.get("/my/").content.decode()


def test_the_history_still_verifies_after_joining(certified, by_phone):
    case = send_feedback(by_phone)
    joining.join(certified, by_phone)
    proofs = list(prove_history([case.pk]))
    assert [proof.verdict for proof in proofs] == [Verdict.SOUND]


def test_without_the_second_proof_nothing_can_be_joined(client, certified, by_phone):
    answer = client.post("/accounts/ways/join/")
    assert answer.url == "/accounts/ways/"
    by_phone.refresh_from_db()
    assert by_phone.is_active


def test_a_proof_holds_ten_minutes_and_for_one_person(client, certified, by_phone, prove):
    prove(PHONE, "/accounts/ways/phone/")
    session = client.session
    session["proved_other_account"] = {**session["proved_other_account"], "at": 0}
    session.save()
    assert client.post("/accounts/ways/join/").url == "/accounts/ways/"
    session["proved_other_account"] = {"user": by_phone.pk, "for": by_phone.pk, "at": 9_999_999_999}
    session.save()
    assert client.post("/accounts/ways/join/").url == "/accounts/ways/"
    by_phone.refresh_from_db()
    assert by_phone.is_active


def test_signing_in_at_the_provider_from_the_other_side_offers_joining(client, by_phone, provider):
    provider.sign_in(type(client)())
    certified = User.objects.get(certified_by="city")
    client.force_login(by_phone)
    assert provider.sign_in(client, query="?process=connect").url == "/accounts/ways/join/"
    client.post("/accounts/ways/join/")
    by_phone.refresh_from_db()
    certified.refresh_from_db()
    assert by_phone.is_certified
    assert not certified.is_active
    browser = type(client)()
    provider.sign_in(browser)
    assert browser.session["_auth_user_id"] == str(by_phone.pk)


def test_two_people_of_one_provider_are_never_joined(client, certified, provider):
    provider.claims = {"sub": "person-2", "name": "示例华"}
    assert provider.sign_in(client, query="?process=connect").url == "/accounts/ways/"
    assert "不是同一个身份" in client.get("/accounts/ways/").content.decode()
    provider.sign_in(type(client)())
    second = User.objects.exclude(pk=certified.pk).get()
    with pytest.raises(joining.JoinRefused, match="不是同一个身份"):
        joining.join(certified, second)


def test_two_providers_may_be_joined(client, certified, provider, settings):
    provider.also(settings, configured("province", "https://other.example.invalid", "示例省统一身份"))
    provider.issuer = "https://other.example.invalid"
    assert provider.sign_in(client, "province", query="?process=connect").url == "/accounts/ways/"
    assert certified.socialaccount_set.count() == 2


@pytest.mark.parametrize("kind", ["superuser", "group", "second factor", "inactive", "same"])
def test_who_may_not_be_emptied(by_phone, kind):
    other = people.enrol_by_phone(OTHER, name="示例华", notice=None)
    if kind == "superuser":
        User.objects.filter(pk=other.pk).update(is_superuser=True)
    elif kind == "group":
        other.groups.add(Group.objects.first())
    elif kind == "second factor":
        Authenticator.objects.create(user=other, type="totp", data={})
    elif kind == "inactive":
        User.objects.filter(pk=other.pk).update(is_active=False)
    with pytest.raises(joining.JoinRefused):
        joining.join(by_phone, by_phone if kind == "same" else other)
    assert not Entry.objects.filter(event="account_joined").exists()


def test_of_two_memberships_in_one_firm_the_mightier_stays(certified, by_phone):
    firm = Organisation.objects.create(name="示例公司", code="91110000600037341L")
    Membership.objects.create(user=certified, organisation=firm)
    Membership.objects.create(user=by_phone, organisation=firm, role=Role.ADMINISTRATOR)
    joining.join(certified, by_phone)
    assert certified.memberships.active().get().role == Role.ADMINISTRATOR


def test_a_failure_in_the_middle_moves_nothing(certified, by_phone):
    case = send_feedback(by_phone)

    def fail(**kwargs):
        raise RuntimeError("broken")

    accounts_joined.connect(fail)
    try:
        with pytest.raises(RuntimeError):
            joining.join(certified, by_phone)
    finally:
        accounts_joined.disconnect(fail)
    by_phone.refresh_from_db()
    assert by_phone.is_active
    assert Case.objects.get(pk=case.pk).applicant == by_phone
    assert persons.holder(KeyKind.PHONE, keyed_hash(PHONE)) == by_phone


# --- limits and suspensions ---


def suspended(user: User, days=30) -> Suspension:
    return persons.suspend(user, "booking", until=timezone.now() + timedelta(days=days), reason="三次未到", by=None)


def close(user: User) -> None:
    persons.end_keys(user)
    User.objects.filter(pk=user.pk).update(is_active=False)


def test_a_suspension_survives_closing_the_account(by_phone):
    suspension = suspended(by_phone)
    close(by_phone)
    again = people.enrol_by_phone(PHONE, name="示例明", notice=None)
    assert again.pk != by_phone.pk
    assert persons.suspension_of(again, "booking") == suspension
    assert persons.suspension_of(again, "declaration") is None


def test_a_suspension_follows_issuer_and_sub(client, certified, provider):
    suspended(certified)
    close(certified)
    certified.socialaccount_set.all().delete()
    provider.sign_in(type(client)())
    again = User.objects.get(is_active=True)
    assert persons.suspension_of(again, "booking")


def test_a_suspension_reaches_keys_that_come_later(by_phone):
    suspended(by_phone)
    persons.add_key(by_phone, KeyKind.OIDC, CLAIMS.digest)
    close(by_phone)
    again = people.certify(User(), CLAIMS, "city")
    assert persons.suspension_of(again, "booking")


def test_joining_is_no_way_out_of_a_suspension(certified, by_phone):
    suspended(by_phone)
    joining.join(certified, by_phone)
    assert persons.suspension_of(certified, "booking")
    digests = set(Suspension.objects.get().keys.values_list("digest", flat=True))
    assert digests == set(PersonKey.objects.filter(user=certified).values_list("digest", flat=True))


def test_a_suspension_ends_and_can_be_lifted(by_phone):
    short, long = suspended(by_phone, days=1), suspended(by_phone, days=9)
    assert persons.suspension_of(by_phone, "booking") == long
    boss = User.objects.create_superuser("boss")
    persons.lift(long, by=boss, reason="申诉成立")
    persons.lift(long, by=boss, reason="再来一次")
    assert persons.suspension_of(by_phone, "booking") == short
    Suspension.objects.update(until=timezone.now())
    assert persons.suspension_of(by_phone, "booking") is None
    assert Entry.objects.filter(event="suspended").count() == 3


def test_an_account_without_keys_can_be_suspended(db):
    user = User.objects.create_user("staff")
    suspended(user)
    assert persons.suspension_of(user, "booking")
    assert persons.suspension_of(User.objects.create_user("colleague"), "booking") is None


def test_an_open_draft_moves_with_its_claim_and_a_second_one_stays_beside_it(certified, by_phone):
    mine, theirs, other_kind = (
        Case.objects.create(kind="feedback", applicant=user) for user in (certified, by_phone, by_phone)
    )
    OpenDraft.objects.create(case=mine, claim=f"feedback:u{certified.pk}")
    OpenDraft.objects.create(case=theirs, claim=f"feedback:u{by_phone.pk}")
    OpenDraft.objects.create(case=other_kind, claim=f"another:u{by_phone.pk}")
    joining.join(certified, by_phone)
    claims = dict(OpenDraft.objects.values_list("case", "claim"))
    assert claims == {
        mine.pk: f"feedback:u{certified.pk}",
        theirs.pk: None,
        other_kind.pk: f"another:u{certified.pk}",
    }


# Every row of the site's own that points at a person: what belongs to them moves, what they did stays with who did it.
MOVES = {
    "accounts.Consent.user",
    "accounts.Membership.user",
    "accounts.PersonKey.user",
    "casework.Case.applicant",
    "casework.NoticeReading.user",
    "casework.Upload.user",
    "notifications.Message.user",
}
STAYS = {
    "accounts.PrivacyNotice.published_by",
    "accounts.Suspension.lifted_by",
    "accounts.Suspension.made_by",
    "audit.Entry.actor",
    "bookings.CopyOrder.destroyed_by",
    "bookings.Visit.marked_by",
    "casework.Attachment.uploaded_by",
    "casework.Case.assignee",
    "casework.Case.deleted_by",
    "casework.CaseNote.author",
    "casework.ChecklistTick.by",
    "casework.DraftSection.saved_by",
    "casework.Leave.person",
    "casework.Leave.stand_in",
    "casework.StatusChange.actor",
    "declarations.ExportVersion.made_by",
    "declarations.BatchEntry.added_by",
    "editorial.Exemption.by",
    "library.LibraryDocument.uploaded_by_user",
    "library.LibraryImage.uploaded_by_user",
    "membership.Invitation.invited_by",
    "notifications.CallTask.done_by",
    "paperwork.PaperWithdrawal.by",
    "projects.Building.changed_by",
    "projects.Project.changed_by",
    "projects.Project.created_by",
}


def test_nothing_of_a_person_is_forgotten_at_joining():
    """A new table that points at people: decide, and if it moves, listen to accounts.signals.accounts_joined."""
    own = [
        app for app in apps.get_app_configs() if Path(app.path).is_relative_to(ROOT) and "site-packages" not in app.path
    ]
    found = {
        f"{model._meta.label}.{field.name}"
        for app in own
        for model in app.get_models()
        for field in model._meta.local_fields
        if field.related_model is User
    }
    assert found == MOVES | STAYS
