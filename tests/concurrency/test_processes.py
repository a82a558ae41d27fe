"""Races between processes over cases and jobs: first the race as careless code has it, then that it is gone."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import Count
from django.utils import timezone

from accounts.models import User
from casework import history, kinds
from casework.enums import By
from casework.models import Case, NumberSeries, StatusChange
from notifications.enums import Channel
from notifications.models import Message
from operations.models import JobRun
from tests.casework.conftest import KIND, REVIEW, at_status, make_draft, make_user
from tests.concurrency.crowd import at_once
from tests.factories import cases

CROWD = 32


@pytest.fixture(autouse=True)
def engine_kind(initial_data, monkeypatch):
    monkeypatch.setitem(kinds._kinds, "engine", KIND)


def test_numbers_taken_by_many_processes_are_unique_and_without_gaps(django_user_model):
    NumberSeries.objects.create(prefix="RC", day=timezone.localdate())
    careless = at_once(connection, "number_carelessly", [{"prefix": "RC"}] * CROWD)
    assert len(set(careless)) < CROWD, "without the lock two processes take the same number"

    user = make_user(django_user_model, "applicant")
    drafts = [make_draft(user, f"P{number}") for number in range(CROWD)]
    numbers = at_once(connection, "submit", [{"case": draft.pk, "user": user.pk} for draft in drafts])
    assert sorted(numbers) == [f"{numbers[0][:-5]}{number:05d}" for number in range(1, CROWD + 1)]
    assert set(Case.objects.values_list("number", flat=True)) == set(numbers)
    assert all(proof.verdict is history.Verdict.SOUND for proof in history.prove([draft.pk for draft in drafts]))


def test_of_two_officers_in_two_processes_one_wins_and_the_other_is_told_who_was_faster(django_user_model):
    people = {
        "applicant": make_user(django_user_model, "applicant"),
        "first": make_user(django_user_model, "first", REVIEW),
        "second": make_user(django_user_model, "second", REVIEW),
    }
    people["reviewer"] = people["first"]
    acts = {"first": "accept", "second": "return"}

    def race(act: str) -> tuple[Case, list]:
        case = at_status(make_draft(people["applicant"]), people, "waiting")
        jobs = [
            {"case": case.pk, "action": action, "user": people[name].pk, "seen": case.version}
            for name, action in acts.items()
        ]
        return case, at_once(connection, act, jobs)

    _, careless = race("step_carelessly")
    assert sorted(careless) == ["accepted", "returned"], "without the lock both believe that they have won"

    case, results = race("step")
    last = case.history.select_related("actor").order_by("position").last()
    winner, loser = (0, 1) if last.action == "accept" else (1, 0)
    assert results[winner] == last.target
    assert results[loser].startswith(f"{last.actor}在 ")
    assert "已经处理了这个办件，您刚才的操作没有执行" in results[loser]
    assert case.history.count() == 2
    assert next(history.prove([case.pk])).verdict is history.Verdict.SOUND


def test_two_schedulers_at_once_run_a_job_once(tmp_path):
    JobRun.objects.create(name="line", next_due_at=timezone.now() - timedelta(minutes=1))
    careless, guarded = tmp_path / "careless", tmp_path / "guarded"
    assert at_once(connection, "run_due", [{"file": str(careless), "guarded": False}] * 2) == [1, 1]
    assert careless.read_text() == "done\ndone\n", "without the lock both run it"

    JobRun.objects.update(next_due_at=timezone.now() - timedelta(minutes=1), held_until=None, holder="")
    assert sorted(at_once(connection, "run_due", [{"file": str(guarded), "guarded": True}] * 2)) == [0, 1]
    assert guarded.read_text() == "done\n"
    run = JobRun.objects.get(name="line")
    assert (run.holder, run.last_error) == ("", "")
    assert run.next_due_at > timezone.now()


def test_steps_that_time_takes_are_taken_once_even_when_the_lock_is_lost():
    """A job that hangs loses its lock and another scheduler begins it: no step and no message may come twice."""
    kind = kinds.case_kind("org_claim")
    long_ago = timezone.now() - timedelta(days=100)
    applicant = User.objects.create(username="applicant")
    claims = []
    for _ in range(6):
        draft = cases.make_draft(kind, applicant=applicant)
        case, _ = cases.lead(draft, cases.route(kind, "withdrawn"), officer=lambda action: None, start=long_ago)
        claims.append(case.pk)
    Case.objects.filter(pk__in=claims).update(touched_at=long_ago)
    careless = at_once(connection, "lapse_carelessly", [{}] * 2)
    assert careless == [len(claims)] * 2, "without the lock on each case both take every step"

    taken = at_once(connection, "take_timed_steps", [{}] * 2)
    assert sum(taken) == len(claims), taken
    lapsed = StatusChange.objects.filter(case__in=claims, action="lapse", by=By.SYSTEM)
    assert lapsed.count() == len(claims)
    told = Message.objects.filter(channel=Channel.SITE, key=kind.workflow.transitions["lapse"].message)
    assert {row["number"] for row in told.values("case").annotate(number=Count("pk"))} == {1}
    assert told.count() == len(claims)
