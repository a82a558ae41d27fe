"""Kept values: made once, by one thread, and never inside a transaction."""

import threading
import time

import pytest
from django.db import transaction

import page_cache

pytestmark = pytest.mark.django_db(transaction=True)


def test_many_threads_that_ask_at_once_get_the_value_one_of_them_makes():
    made, got = [], []

    def make():
        made.append(threading.get_ident())
        time.sleep(0.1)
        return object()

    page_cache.changed()
    threads = [threading.Thread(target=lambda: got.append(page_cache.kept("threads", make))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 1
    assert len(got) == 8
    assert len(set(map(id, got))) == 1


def test_one_kept_value_may_need_another():
    outer = page_cache.kept("outer", lambda: page_cache.kept("inner", lambda: 1) + 1)
    assert outer == 2


def test_inside_a_transaction_nothing_is_kept():
    page_cache.changed()
    with transaction.atomic():
        assert page_cache.kept("atomic", lambda: "seen by nobody else") == "seen by nobody else"
    assert page_cache.kept("atomic", lambda: "what all see") == "what all see"
    with transaction.atomic():
        assert page_cache.kept("atomic", lambda: "again seen by nobody else") == "again seen by nobody else"
    assert page_cache.kept("atomic", lambda: "made anew") == "what all see"


def test_a_failure_is_not_kept():
    page_cache.changed()
    with pytest.raises(ZeroDivisionError):
        page_cache.kept("failure", lambda: 1 / 0)
    assert page_cache.kept("failure", lambda: 1) == 1
