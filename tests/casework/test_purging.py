"""What goes when the time of personal data is over, what stays, and that the proof tells it apart from tampering."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts import closing
from accounts.models import Organisation, User
from audit import proof
from audit.enums import Event
from audit.models import Entry
from casework import history, purging
from casework.models import Case, KindSettings, Snapshot, StatusChange
from casework.services import apply_transition
from home.feedback import services as feedback
from home.models import Feedback
from membership.models import Invitation
from notifications.models import Message
from tests.casework.test_personal import CONTACT, PHONE, member

LONG_AGO = timedelta(days=400)


@pytest.fixture
def citizen(db) -> User:
    user = User(username="u-citizen", last_name="刘", first_name="示例", email=CONTACT)
    user.phone = PHONE
    user.save()
    return user


@pytest.fixture
def officer(db) -> User:
    return member("front_desk")


def answered(citizen, officer, *, ago: timedelta = LONG_AGO) -> Feedback:
    """A message that was answered so long ago, with every trace that it leaves."""
    sent = feedback.send(subject="question", text="我叫刘示例，请回电。", contact=CONTACT, sender=citizen)
    case = apply_transition(sent, "answer", actor=officer, seen_version=sent.version, opinion="刘先生您好。")
    Case.objects.filter(pk=case.pk).update(closed_at=timezone.now() - ago)
    return case


def purge() -> None:
    call_command("purge_personal_data", "--apply")


def traces(case) -> str:
    """Everything that the database still says of the case."""
    rows = [
        Feedback.objects.filter(pk=case.pk).values(),
        StatusChange.objects.filter(case=case).values(),
        Snapshot.objects.filter(case=case).values(),
        Message.objects.filter(case=case).values(),
    ]
    return str([list(found) for found in rows])


def test_the_dry_run_tells_and_changes_nothing(citizen, officer, capsys):
    case = answered(citizen, officer)
    before = traces(case)
    call_command("purge_personal_data")
    told = capsys.readouterr().out
    assert "纠错与咨询办结满 365 天：1 件" in told
    assert "预演" in told
    assert traces(case) == before
    assert not Entry.objects.filter(event=Event.PURGED).exists()


def test_applied_it_takes_every_trace_and_the_proof_names_the_rule(citizen, officer, capsys):
    case = answered(citizen, officer)
    assert Message.objects.filter(case=case).exists()
    digests = list(StatusChange.objects.filter(case=case).order_by("position").values_list("digest", flat=True))
    purge()
    left = traces(case)
    for gone in ("刘示例", "刘先生", CONTACT, PHONE[-4:]):
        assert gone not in left
    kept = StatusChange.objects.filter(case=case).order_by("position")
    assert list(kept.values_list("digest", flat=True)) == digests
    assert [change.actor for change in kept] == [citizen, officer]
    found = next(history.prove([case.pk]))
    assert (found.verdict, found.detail) == (history.Verdict.ERASED, "纠错与咨询办结满 365 天")
    capsys.readouterr()
    call_command("verify_history")
    assert "内容已依规清除（纠错与咨询办结满 365 天） 1 件" in capsys.readouterr().out
    entry = Entry.objects.get(event=Event.PURGED)
    assert (entry.about, entry.data["cases"]) == ("纠错与咨询办结满 365 天", [case.pk])
    assert proof.prove().is_sound


def test_tampering_with_what_was_erased_still_shows(citizen, officer):
    case = answered(citizen, officer)
    purge()
    StatusChange.objects.filter(case=case, position=2).update(action="decline")
    assert next(history.prove([case.pk])).verdict is history.Verdict.BROKEN


def test_younger_and_open_cases_stay(citizen, officer, capsys):
    young = answered(citizen, officer, ago=timedelta(days=300))
    running = feedback.send(subject="question", text="还没有答复的问题。", sender=citizen)
    before = traces(young), traces(running)
    purge()
    assert (traces(young), traces(running)) == before


def test_staff_set_how_long(citizen, officer):
    KindSettings.objects.create(kind="feedback", prefix="FK", promise=3, retention_days=200)
    young = answered(citizen, officer, ago=timedelta(days=300))
    purge()
    young.refresh_from_db()
    assert young.erased_under == "纠错与咨询办结满 200 天"


def test_it_goes_in_batches_and_can_be_begun_again(citizen, officer, monkeypatch):
    monkeypatch.setattr(purging, "BATCH", 2)
    cases = [answered(citizen, officer) for _ in range(5)]
    (rule,) = purging.rules("feedback")
    steps = purging.purge(rule, now=timezone.now())
    assert next(steps)["办件"] == 2  # and then the power goes off
    assert Case.objects.exclude(erased_under="").count() == 2
    purge()
    assert Case.objects.exclude(erased_under="").count() == len(cases)
    entries = Entry.objects.filter(event=Event.PURGED).order_by("position")
    assert [entry.data["done"]["办件"] for entry in entries] == [2, 2, 1]


def test_an_unknown_kind_is_refused(db):
    with pytest.raises(CommandError, match="可用"):
        call_command("purge_personal_data", "--kind", "nothing")


# --- accounts -------------------------------------------------------------------------------------------------------


def test_a_closed_account_is_forgotten_with_its_last_case(citizen, officer):
    case = answered(citizen, officer, ago=timedelta(days=300))
    closing.close(citizen)
    purge()
    citizen.refresh_from_db()
    assert (citizen.get_full_name(), citizen.phone) == ("刘示例", PHONE)
    Case.objects.filter(pk=case.pk).update(closed_at=timezone.now() - LONG_AGO)
    purge()
    citizen.refresh_from_db()
    assert (citizen.get_full_name(), citizen.phone, citizen.email) == ("已注销用户", "", "")
    assert (citizen.phone_hash, citizen.phone_tail, citizen.username) == ("", "", f"closed-{citizen.pk}")
    assert citizen.forgotten_at
    assert Case.objects.get(pk=case.pk).applicant == citizen


def test_open_accounts_and_staff_stay(citizen, officer):
    answered(citizen, officer)
    purge()
    citizen.refresh_from_db()
    assert citizen.phone == PHONE
    officer.refresh_from_db()
    assert str(officer) == "示例"


def test_old_invitations_lose_name_and_number(citizen):
    firm = Organisation.objects.create(name="示例建设单位", code="91110000600037341L")
    made = []
    for days in (400, 401, 10):
        each = Invitation(organisation=firm, name="示例经办人", invited_by=citizen)
        each.sent_at, each.phone = timezone.now() - timedelta(days=days), f"138000000{days % 100:02}"
        each.save()
        made.append(each)
    call_command("purge_personal_data")
    assert not Invitation.objects.filter(phone_hash="").exists()
    purge()
    left = {each.pk: each for each in Invitation.objects.all()}
    assert [(left[each.pk].name, left[each.pk].phone) for each in made[:2]] == [("", "")] * 2
    assert all(left[each.pk].settled_at for each in made[:2])
    assert (left[made[2].pk].name, left[made[2].pk].settled_at) == ("示例经办人", None)
    assert Entry.objects.get(event=Event.PURGED).data == {"rows": 2}


def test_the_sender_is_told_that_it_was_erased(client, citizen, officer):
    case = answered(citizen, officer)
    purge()
    told = "内容已依规清除（纠错与咨询办结满 365 天）"
    assert told in client.get(f"/feedback/answer/{case.code}/").content.decode()
    client.force_login(citizen)
    assert told in client.get(f"/my/{case.number}/").content.decode()
