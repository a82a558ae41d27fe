"""Races over cases, really raced: first the race, then that it is gone."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction
from django.utils import timezone

from casework import errors, kinds
from casework.models import Case, NumberSeries
from casework.numbering import take_number
from casework.services import apply_transition, submit
from tests.casework.conftest import CONTENT, KIND, REVIEW, make_draft, make_user

PEOPLE = 16


@pytest.fixture(autouse=True)
def engine_kind(monkeypatch):
    monkeypatch.setitem(kinds._kinds, "engine", KIND)


def at_once(jobs: list) -> list:
    """The results of all jobs, started together, each in its own thread and connection; an exception is a result."""
    barrier = threading.Barrier(len(jobs))

    def run(job):
        try:
            connection.ensure_connection()
            barrier.wait(30)
            return job()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(run, jobs))


def test_reading_and_writing_a_number_without_the_lock_gives_doubles(initial_data):
    """The race itself: what take_number would do without its row lock."""
    day = timezone.localdate()
    series = NumberSeries.objects.create(prefix="RC", day=day)
    both_have_read = threading.Barrier(2)

    def careless() -> int:
        seen = NumberSeries.objects.get(pk=series.pk).last
        both_have_read.wait(30)
        NumberSeries.objects.filter(pk=series.pk).update(last=seen + 1)
        return seen + 1

    assert at_once([careless, careless]) == [1, 1]


def test_numbers_are_unique_and_without_gaps(initial_data):
    day = timezone.localdate()

    def careful() -> str:
        with transaction.atomic():
            return take_number("RC", day)

    numbers = at_once([careful] * PEOPLE)
    assert sorted(map(str, numbers)) == [f"RC{day:%Y%m%d}{n:05d}" for n in range(1, PEOPLE + 1)]


def test_a_failed_submission_gives_its_number_back(initial_data, django_user_model):
    user = make_user(django_user_model, "applicant")
    cases = [make_draft(user, f"R{n}") for n in range(PEOPLE)]

    def hand_in(number: int, case: Case):
        def job():
            with transaction.atomic():
                submit(case, "send", actor=user, seen_version=0, content=CONTENT)
                if number % 2:
                    raise RuntimeError("the power fails")

        return job

    at_once([hand_in(n, case) for n, case in enumerate(cases)])
    numbers = sorted(Case.objects.exclude(number=None).values_list("number", flat=True))
    assert [number[-5:] for number in numbers] == [f"{n:05d}" for n in range(1, PEOPLE // 2 + 1)]


def test_two_officers_without_the_lock_both_believe_that_they_have_won(initial_data, django_user_model):
    """The race itself: what apply_transition would do without its lock."""
    case = make_draft(make_user(django_user_model, "applicant"), "Y")
    both_have_looked = threading.Barrier(2)

    def careless(status: str):
        def act() -> str:
            seen = Case.objects.get(pk=case.pk).version
            both_have_looked.wait(30)
            Case.objects.filter(pk=case.pk).update(version=seen + 1, title=status)
            return status

        return act

    assert at_once([careless("accepted"), careless("returned")]) == ["accepted", "returned"]
    assert Case.objects.get(pk=case.pk).version == 1, "two steps were taken, and one of them is lost"


def test_of_two_officers_one_wins_and_the_other_is_told_who_was_faster(initial_data, django_user_model):
    applicant = make_user(django_user_model, "applicant")
    officers = [make_user(django_user_model, name, REVIEW) for name in ("first", "second")]
    case = submit(make_draft(applicant, "X"), "send", actor=applicant, seen_version=0, content=CONTENT)
    Case.objects.filter(pk=case.pk).update(withdrawable_until=None)
    acts = {"first": "accept", "second": "return"}

    def act(officer):
        return lambda: apply_transition(
            case, acts[officer.username], actor=officer, seen_version=case.version, opinion="意见"
        )

    results = at_once([act(officer) for officer in officers])
    losers = [result for result in results if isinstance(result, errors.StaleCase)]
    winners = [result for result in results if isinstance(result, Case)]
    assert (len(winners), len(losers)) == (1, 1), results
    winner = winners[0].history.last()
    assert str(winner.actor) in str(losers[0])
    assert Case.objects.get(pk=case.pk).history.count() == 2
