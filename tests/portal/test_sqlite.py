"""Many who write to SQLite at once: each has its turn soon, and the time of patience stays that of the settings."""

import threading
import time

import pytest
from django.db import connection, transaction
from django.db.utils import OperationalError

from home.models import Feedback
from portal import sqlite

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL locks rows and keeps its own queue"),
]
WRITERS, SECONDS = 8, 4


def in_threads(jobs: list) -> None:
    def run(job):
        try:
            job()
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_nobody_waits_much_longer_than_the_others():
    """Without turns the longest of these waits was two seconds and more, for most of the time that was there."""
    waited, everybody = [], threading.Barrier(WRITERS)

    def write() -> None:
        connection.ensure_connection()
        everybody.wait(30)
        end = time.monotonic() + SECONDS
        while time.monotonic() < end:
            began = time.monotonic()
            with transaction.atomic():
                waited.append(time.monotonic() - began)
                time.sleep(0.004)
            time.sleep(0.002)

    in_threads([write] * WRITERS)
    assert len(waited) > WRITERS * SECONDS * 5
    assert max(waited) < SECONDS / 3


def test_who_has_waited_as_long_as_the_settings_say_is_told(monkeypatch):
    held, done, said = threading.Event(), threading.Event(), []

    def hold() -> None:
        with transaction.atomic():
            held.set()
            done.wait(30)

    def wait() -> None:
        connection.ensure_connection()
        monkeypatch.setitem(connection.settings_dict["OPTIONS"], "timeout", 0.2)
        held.wait(30)
        began = time.monotonic()
        try:
            with transaction.atomic():
                pass
        except OperationalError as error:
            said.append((str(error), time.monotonic() - began))
        finally:
            done.set()

    in_threads([hold, wait])
    (sentence, seconds), *_ = said
    assert sentence == "database is locked"
    assert 0.2 <= seconds < 5


def test_the_patience_of_other_statements_is_what_it_was():
    with transaction.atomic():
        Feedback.objects.count()
    seconds = connection.settings_dict["OPTIONS"]["timeout"]
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout")
        assert cursor.fetchone() == (seconds * 1000,)
    assert connection.execute_wrappers.count(sqlite.take_turns) == 1
