"""Races over a project and over the closing second: first the race, then that it is gone."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from casework.models import Case
from declarations.errors import AlreadyDeclared, CallClosed
from declarations.models import Call, OpenDeclaration
from projects.models import Project
from tests.concurrency.test_casework import at_once
from tests.factories import declarations as make

CROWD = 6


@pytest.fixture
def project(initial_data) -> Project:
    return Project.objects.create(name="示例家园", code=make.PROJECT_CODE, district="chaoyang", address="示例路")


@pytest.fixture
def unguarded(project):
    """The table of claims without its rule that a project is declared once."""
    rule = next(each for each in OpenDeclaration._meta.constraints if each.name == "open_declaration_once")
    with connection.schema_editor() as editor:
        editor.remove_constraint(OpenDeclaration, rule)
    yield
    OpenDeclaration.objects.all().delete()
    with connection.schema_editor() as editor:
        editor.add_constraint(OpenDeclaration, rule)


def test_looking_before_claiming_lets_two_declare_one_project(project, unguarded):
    """The race itself: what `claims.take` would do if it only looked."""
    cases = [make.bare("reward_fund", project=project) for _ in range(2)]
    both_have_looked = threading.Barrier(2)

    def careless(case):
        is_free = not OpenDeclaration.objects.standing().filter(project=project).exists()
        both_have_looked.wait(30)
        if is_free:
            OpenDeclaration.objects.create(
                case=case, project=project, kind=case.kind, year=2026, made_at=timezone.now()
            )

    at_once([lambda case=case: careless(case) for case in cases])
    assert OpenDeclaration.objects.standing().count() == 2


def test_of_many_who_declare_one_project_at_once_one_gets_through(project):
    cases = [make.bare("reward_fund", project=project) for _ in range(CROWD)]
    results = at_once([lambda case=case: make.submit(case) for case in cases])
    won = [each for each in results if not isinstance(each, Exception)]
    lost = [each for each in results if isinstance(each, AlreadyDeclared)]
    assert (len(won), len(lost)) == (1, CROWD - 1), results
    assert OpenDeclaration.objects.standing().get().case_id == won[0].pk
    assert sorted(Case.objects.values_list("status", flat=True)) == ["draft"] * (CROWD - 1) + ["waiting"]


def test_who_hands_in_while_an_officer_closes_the_call_comes_before_or_after(initial_data):
    """The moment is compared under the lock of the call: nobody is taken by a closing time that was moved meanwhile."""
    Call.objects.filter(kind="reward_fund").delete()
    call = Call.objects.create(kind="reward_fund", title="示例申报", opens_at=timezone.now() - timedelta(days=1))
    cases = [make.bare("reward_fund") for _ in range(CROWD)]
    is_locked = threading.Event()
    closed: list = []

    def close() -> None:
        with transaction.atomic():
            row = Call.objects.select_for_update().get(pk=call.pk)
            is_locked.set()
            row.closes_at = timezone.now()
            threading.Event().wait(0.5)
            row.save()
            closed.append(row.closes_at)

    def hand_in(case):
        is_locked.wait(30)
        return make.submit(case)

    results = at_once([close, *(lambda case=case: hand_in(case) for case in cases)])
    assert all(isinstance(each, CallClosed) for each in results[1:]), results
    assert not Case.objects.submitted().exists()


def test_the_closing_second_divides_a_crowd(initial_data):
    """Everybody hands in around the closing: who came before stands in the history before it, the others have drafts."""
    Call.objects.filter(kind="reward_fund").delete()
    closing = timezone.now() + timedelta(seconds=1)
    Call.objects.create(kind="reward_fund", title="示例申报", opens_at=closing - timedelta(days=1), closes_at=closing)
    cases = [make.bare("reward_fund") for _ in range(CROWD)]

    def hand_in(number: int):
        threading.Event().wait(max((closing - timezone.now()).total_seconds() + (number - CROWD / 2) * 0.2, 0))
        return make.submit(cases[number])

    results = at_once([lambda number=number: hand_in(number) for number in range(CROWD)])
    taken = [each for each in results if not isinstance(each, Exception)]
    assert all(isinstance(each, CallClosed) for each in results if isinstance(each, Exception)), results
    assert taken, "who came before the closing is taken"
    assert len(taken) < CROWD, "who came after it is not"
    assert all(each.submitted_at < closing for each in taken)
    assert Case.objects.drafts().count() == CROWD - len(taken)
