"""Many at the door at once: first what would happen without the guard, then that it does not."""

import threading

from django.db import IntegrityError

from accounts import joining, persons
from accounts.encryption import keyed_hash
from accounts.models import KeyKind, SignInCode, User
from accounts.signals import code_wanted
from accounts.signin import codes, people
from tests.concurrency.test_casework import at_once

PHONE = "13800000001"


def test_counting_tries_without_the_lock_loses_some(transactional_db):
    row = codes.send(PHONE, address="192.0.2.1")
    both_have_read = threading.Barrier(2)

    def careless() -> None:
        seen = SignInCode.objects.get(pk=row.pk)
        both_have_read.wait(30)
        SignInCode.objects.filter(pk=row.pk).update(tries=seen.tries + 1)

    at_once([careless, careless])
    row.refresh_from_db()
    assert row.tries == 1


def test_guessing_from_many_windows_at_once_gives_five_tries_and_no_more(transactional_db):
    row = codes.send(PHONE, address="192.0.2.1")
    found = at_once([lambda: codes.check(row.pk, PHONE, "no code")] * 12)
    row.refresh_from_db()
    assert row.tries == codes.MOST_TRIES
    assert found.count(codes.Outcome.WRONG) == codes.MOST_TRIES - 1


def test_a_code_opens_one_of_many_windows(transactional_db):
    sent = []

    def hear(sender, code, **kwargs):
        sent.append(code)

    code_wanted.connect(hear)
    row = codes.send(PHONE, address="192.0.2.1")
    code_wanted.disconnect(hear)
    found = at_once([lambda: codes.check(row.pk, PHONE, sent[0])] * 8)
    assert found.count(codes.Outcome.RIGHT) == 1


def test_one_code_is_sent_to_a_number_however_many_ask_at_once(transactional_db):
    def ask() -> str:
        try:
            codes.send(PHONE, address="192.0.2.1")
        except codes.TooOften:
            return "too often"
        return "sent"

    assert at_once([ask] * 8).count("sent") == 1
    assert SignInCode.objects.filter(ended_at=None).count() == 1


def test_a_number_becomes_one_account(transactional_db):
    def enrol() -> str:
        try:
            people.enrol_by_phone(PHONE, name="示例明", notice=None)
        except IntegrityError:
            return "taken"
        return "made"

    assert at_once([enrol] * 6).count("made") == 1
    assert User.objects.count() == 1
    assert persons.holder(KeyKind.PHONE, keyed_hash(PHONE)) == User.objects.get()


def test_two_accounts_that_join_each_other_do_not_vanish_both(transactional_db):
    first, second = (people.enrol_by_phone(f"1380000000{n}", name="示例", notice=None) for n in (1, 2))

    def join(keeper: User, other: User) -> str:
        try:
            joining.join(keeper, other)
        except joining.JoinRefused:
            return "refused"
        return "joined"

    assert sorted(at_once([lambda: join(first, second), lambda: join(second, first)])) == ["joined", "refused"]
    assert User.objects.filter(is_active=True).count() == 1
