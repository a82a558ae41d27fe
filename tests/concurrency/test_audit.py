"""Many write to the audit list at once: first what would happen without its lock, then that it does not."""

import threading

from audit import proof, services
from audit.enums import Event
from audit.models import Entry, Head
from tests.concurrency.test_casework import at_once


def test_reading_the_end_without_the_lock_gives_the_same_place_twice(transactional_db):
    services.record(Event.SIGN_IN, actor=None)
    both_have_read = threading.Barrier(2)

    def careless() -> int:
        end = Head.objects.get(pk=services.HEAD)
        both_have_read.wait(30)
        return end.position + 1

    assert at_once([careless, careless]) == [2, 2]


def test_eight_threads_leave_no_gap_and_no_fork(transactional_db):
    def write() -> list[int]:
        return [services.record(Event.SIGN_IN, actor=None).position for _ in range(10)]

    written = [position for positions in at_once([write] * 8) for position in positions]
    assert sorted(written) == list(range(1, 81))
    assert Entry.objects.count() == 80
    assert proof.prove() == proof.Proof(entries=80)
