"""A paper is issued once and served as the same bytes from then on."""

import hashlib
import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from audit.append_only import ProtectedHistory
from audit.enums import Event
from audit.models import Entry
from paperwork.enums import Making
from paperwork.issuing import codes, services, tasks
from paperwork.models import IssuedPaper, PaperRequest, SealCertificate
from paperwork.sealing import base
from paperwork.sealing.base import SealFailed
from tests.paperwork.conftest import MADE, text_of


def test_the_same_bytes_are_served_however_often_it_is_asked_for(issue):
    first, again = issue(words="甲"), issue(words="乙")
    assert first == again
    assert MADE == ["SY20261120-TP1"]
    content = services.content(first)
    assert (len(content), hashlib.sha256(content).hexdigest()) == (first.size, first.sha256)
    assert "兹证明：甲" in text_of(content)
    assert first.number == "SY20261120-TP1"
    assert first.certificate.is_test
    assert first.request.state == Making.WAITING  # as it was when it was asked for
    assert PaperRequest.objects.get().state == Making.DONE


def test_a_declaration_is_kept_without_a_seal(issue):
    paper = issue(kind="plain")
    assert paper.certificate is None
    assert b"/ByteRange" not in services.content(paper)


def test_a_kind_that_nobody_registered_cannot_be_asked_for(db):
    with pytest.raises(KeyError):
        services.ask("nothing", "SY1", 1)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_make_it_at_the_same_moment_one_counts(monkeypatch):
    asked = services.ask("probe", "SY20261120", 1)
    both = threading.Barrier(2)
    keep = services._keep
    monkeypatch.setattr(services, "_keep", lambda *given: (both.wait(30), keep(*given))[1])
    found, failed = [], []

    def make():
        try:
            found.append(services.make(PaperRequest.objects.get(pk=asked.pk)))
        except Exception as problem:
            failed.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=make) for _ in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert not failed
    assert len(MADE) == 2  # both did the work
    paper = IssuedPaper.objects.get()
    assert [each.sha256 for each in found] == [paper.sha256] * 2
    assert services.content(paper)


@pytest.mark.parametrize(
    "change",
    [{"sha256": "0" * 64}, {"number": "SY1-TP9"}, {"issued_at": timezone.now() - timedelta(days=9)}, {"size": 1}],
    ids=lambda change: next(iter(change)),
)
def test_the_database_refuses_to_change_what_proves_a_paper(issue, change):
    paper = issue()
    with pytest.raises(IntegrityError), transaction.atomic():
        IssuedPaper.objects.filter(pk=paper.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        SealCertificate.objects.update(pem="-")
    with pytest.raises(ProtectedHistory):
        paper.save()
    with pytest.raises(ProtectedHistory):
        paper.delete()


def test_a_file_that_was_changed_in_the_store_is_not_served(issue):
    paper = issue()
    path = paper.file.storage.path(paper.file.name)
    content = bytearray(services.content(paper))
    content[900] ^= 1
    with open(path, "wb") as file:
        file.write(content)
    with pytest.raises(services.NotMade, match="已损坏"):
        services.content(paper)


def test_withdrawing_asks_for_a_reason_and_happens_once(issue, django_user_model):
    paper, officer = issue(), django_user_model.objects.create_user("officer")
    with pytest.raises(services.WithdrawalRefused, match="请写明"):
        services.withdraw(paper, by=officer, reason="  ")
    services.withdraw(paper, by=officer, reason="内容有误，另发")
    with pytest.raises(services.WithdrawalRefused, match="已经作废"):
        services.withdraw(paper, by=officer, reason="再一次")
    entry = Entry.objects.get(event=Event.PAPER_WITHDRAWN)
    assert (entry.actor, entry.about, entry.reason) == (officer, paper.number, "内容有误，另发")
    assert IssuedPaper.objects.get().withdrawn.reason == "内容有误，另发"


class Broken:
    """A seal that cannot be reached."""

    def certificate(self):
        raise SealFailed("印章密钥设备没有应答。")


def test_what_cannot_be_sealed_is_tried_again_and_then_stands_as_failed(db, monkeypatch):
    asked = services.ask("probe", "SY20261120", 1)
    monkeypatch.setattr(services, "sealer", Broken)
    later = []
    monkeypatch.setattr(tasks, "_enqueue_later", lambda *given: later.append(given))
    for attempt in range(1, tasks.ATTEMPTS + 1):
        tasks.make_paper.func(asked.pk, attempt)
        asked.refresh_from_db()
        assert asked.problem == "印章密钥设备没有应答。"
        assert asked.state == (Making.FAILED if attempt == tasks.ATTEMPTS else Making.WAITING)
    assert len(later) == tasks.ATTEMPTS - 1
    monkeypatch.setattr(services, "sealer", base.sealer)
    assert tasks.make_again(asked)
    assert not tasks.make_again(asked)
    tasks.make_paper.func(asked.pk)
    tasks.make_paper.func(asked.pk)
    assert IssuedPaper.objects.count() == 1


def test_a_paper_whose_task_was_lost_is_taken_up(db):
    asked = services.ask("probe", "SY20261120", 1)
    assert tasks.take_up() == 0
    assert tasks.take_up(timezone.now() + tasks.LOST_AFTER) == 1
    assert DBTaskResult.objects.get().args_kwargs["args"] == [asked.pk]
    PaperRequest.objects.update(state=Making.FAILED)
    assert tasks.take_up(timezone.now() + 2 * tasks.LOST_AFTER) == 0


def test_a_fault_of_the_layout_is_not_tried_again(db, monkeypatch):
    monkeypatch.setitem(
        services.papers._kinds, "wrong", services.papers.PaperKind("wrong", "坏文书", "X", lambda order: 1 / 0)
    )
    asked = services.ask("wrong", "SY1", 1)
    with pytest.raises(ZeroDivisionError):
        tasks.make_paper.func(asked.pk)
    asked.refresh_from_db()
    assert (asked.state, asked.problem) == (Making.FAILED, tasks.UNKNOWN_PROBLEM)


def test_the_purge_takes_bytes_and_names_and_leaves_the_digest(issue, django_capture_on_commit_callbacks):
    paper = issue()
    name, storage = paper.file.name, paper.file.storage
    with django_capture_on_commit_callbacks(execute=True):
        assert services.erase([None], "保存期满") == 0  # papers about no case stay
    assert storage.exists(name)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("1abcd-efghi-jklm", "1ABCDEFGHIJKLM"),
        (" 1ABCD EFGHI JKLM ", "1ABCDEFGHIJKLM"),
        ("10bcd", "1OBCD"),
        ("118", "1IB"),
    ],
)
def test_a_typed_code_is_tidied(typed, meant):
    assert codes.tidy_code(typed) == meant


def test_codes_belong_to_one_number_and_one_key(settings):
    settings.PAPER_CODE_KEYS = ["1:" + "a" * 32]
    old = codes.code("SY1-TP1")
    assert len(old) == 14
    assert codes.is_right("SY1-TP1", old)
    assert not codes.is_right("SY1-TP2", old)
    assert not codes.is_right("SY1-TP1", "")
    assert not codes.is_right("SY1-TP1", "9" + old[1:])
    settings.PAPER_CODE_KEYS = ["2:" + "b" * 32, "1:" + "a" * 32]
    assert codes.is_right("SY1-TP1", old)
    assert codes.code("SY1-TP1")[0] == "2"
    assert codes.address("SY1-TP1").startswith("HTTP://LOCALHOST:8000/V/SY1-TP1/2")


def test_one_sealer_serves_a_process(settings):
    assert base.sealer() is base.sealer()
    settings.SEAL = {**settings.SEAL, "name": "别的章"}
    assert base.sealer() is base.sealer()
