"""The audit list: nothing in it can be changed or taken away without showing."""

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from accounts.models import User
from audit import jobs, proof, readiness, services, sheets
from audit.append_only import ProtectedHistory
from audit.enums import Event
from audit.models import Entry, Head
from operations.models import JobRun
from operations.readiness import Level

pytestmark = pytest.mark.django_db


@pytest.fixture
def entries() -> list[Entry]:
    (actor,) = User.objects.bulk_create([User(username="auditee")])  # a new account would be an entry itself
    return [
        services.record(Event.SIGN_IN, actor=actor, address="203.0.113.5"),
        services.record(
            Event.REVEALED, actor=actor, about="ZX2026112000001", reason="电话核实", data={"field": "phone"}
        ),
        services.record(Event.SIGN_IN_FAILED, actor=None, data={"ids": [1, 2]}),
    ]


def tamper(place: int, **values) -> None:
    QuerySet(Entry).filter(position=place).update(**values)


def test_entries_are_numbered_and_chained(entries):
    assert [each.position for each in entries] == [1, 2, 3]
    assert [each.previous for each in entries] == ["", entries[0].digest, entries[1].digest]
    assert proof.prove() == proof.Proof(entries=3)


def test_an_entry_is_written_once(entries):
    with pytest.raises(ProtectedHistory):
        entries[0].save()
    with pytest.raises(ProtectedHistory):
        entries[0].delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        Entry.objects.create(position=1, at=entries[0].at, event=Event.SIGN_IN, details_digest="x", digest="y")
    assert Entry.objects.count() == 3


def test_an_entry_vanishes_with_the_act_that_was_rolled_back(entries):
    with pytest.raises(RuntimeError), transaction.atomic():
        services.record(Event.EXPORTED, actor=None)
        raise RuntimeError
    assert services.record(Event.EXPORTED, actor=None).position == 4
    assert proof.prove().is_sound


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("at", "2020-01-01T00:00:00Z"), ("event", "sign_out"), ("actor_id", None), ("about", "别的"),
        ("reason", "别的原因"), ("address", "203.0.113.9"), ("data", {"field": "name"}), ("position", 9),
        ("salt", "0" * 32), ("previous", "0" * 64), ("digest", "0" * 64), ("details_digest", "0" * 64),
    ],
)  # fmt: skip
def test_every_changed_field_shows(entries, field, value):
    tamper(2, **{field: value})
    assert proof.prove().problems


@pytest.mark.parametrize(("position", "sentence"), [(1, "少了"), (2, "少了"), (3, "末尾")])
def test_a_missing_entry_shows_wherever_it_stood(entries, position, sentence):
    QuerySet(Entry).filter(position=position)._raw_delete("default")
    assert any(sentence in each for each in proof.prove().problems)


def test_a_cut_tail_shows_though_the_end_was_set_back_without_its_digest(entries):
    QuerySet(Entry).filter(position=3)._raw_delete("default")
    Head.objects.update(position=2)
    assert not proof.prove().is_sound


def test_a_lawful_purge_is_told_apart_from_a_change(entries):
    assert services.erase([entries[1].pk], rule="保存期满") == 1
    assert proof.prove() == proof.Proof(entries=3, erased=1)
    assert Entry.objects.get(position=2).reason == ""


def test_what_no_database_takes_is_left_out(entries):
    entry = services.record(Event.EXPORTED, actor=None, about="a\x00b", data={"q\x00": ["\x00x", None, True]})
    kept = Entry.objects.get(pk=entry.pk)
    assert (kept.about, kept.data) == ("ab", {"q": ["x", None, True]})
    assert proof.prove().is_sound


def test_it_costs_few_queries(entries, django_assert_num_queries):
    with django_assert_num_queries(5):  # savepoint, lock, insert, head, release
        services.record(Event.SIGN_OUT, actor=None)


def test_the_command_counts_and_fails_on_a_change(entries, capsys):
    call_command("verify_audit")
    assert "审计记录 3 条" in capsys.readouterr().out
    tamper(1, reason="改过")
    with pytest.raises(CommandError, match="有改动"):
        call_command("verify_audit")
    assert "第 1 条：内容被改动" in capsys.readouterr().err


def test_the_daily_job_fails_on_a_change_and_readiness_says_so(entries):
    jobs.verify_audit()
    assert list(readiness.audit_list()) == []
    tamper(3, data={"ids": [9]})
    with pytest.raises(jobs.AuditListChanged, match="第 3 条：内容被改动"):
        jobs.verify_audit()
    (finding,) = readiness.audit_list()
    assert (finding.level, "第 3 条" in finding.missing) == (Level.BLOCKER, True)


def test_readiness_proves_the_newest_part_from_a_sound_beginning(entries):
    tamper(1, reason="改过")
    assert proof.prove_newest(2) == proof.Proof(entries=2)
    assert not proof.prove_newest(5).is_sound
    JobRun.objects.create(name="verify_audit", last_error="AuditListChanged: 第 1 条")
    assert "核对审计记录" in str([finding.missing for finding in readiness.audit_list()])


def test_an_empty_list_is_sound(db):
    assert proof.prove() == proof.prove_newest() == proof.Proof()


def test_nothing_in_a_file_is_taken_for_a_formula():
    lines = list(sheets.as_csv([["=1+1", "+86", "-3", "@x", "\tx", "a,b", 7, None]]))
    assert lines == [sheets.BOM, "'=1+1,'+86,'-3,'@x,'\tx,\"a,b\",7,\r\n"]
