"""The chain shows every change, and says apart what was erased under a rule."""

import pytest
from django.core.management import CommandError, call_command
from django.db.models import QuerySet

from casework import history
from casework.models import Case, Snapshot, StatusChange
from tests.casework.conftest import at_status, make_draft


@pytest.fixture
def case(draft, people) -> Case:
    return at_status(draft, people, "approved")


def verdict(case: Case) -> history.Proof:
    return next(history.prove([case.pk]))


def test_a_history_that_nobody_touched_is_sound(case, django_assert_num_queries):
    with django_assert_num_queries(2):
        assert verdict(case).verdict is history.Verdict.SOUND


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("action", "accept"), ("source", "returned"), ("target", "returned"), ("by", "staff"), ("actor_id", None),
        ("visible", False), ("opinion", "另一句话"), ("position", 9), ("previous", "0" * 64), ("digest", "0" * 64),
        ("salt", "0" * 32), ("opinion_digest", "0" * 64), ("at", "2020-01-01T00:00:00Z"),
    ],
)  # fmt: skip
def test_every_changed_field_shows(case, field, value):
    QuerySet(StatusChange).filter(case=case, position=1).update(**{field: value})
    assert verdict(case).verdict is history.Verdict.BROKEN


def test_a_missing_entry_shows(case):
    QuerySet(StatusChange).filter(case=case, position=2)._raw_delete("default")
    assert "少了一条" in verdict(case).detail


def test_a_changed_submission_shows(case):
    QuerySet(Snapshot).filter(case=case).update(content={"form_version": "2"})
    assert "提交的内容" in verdict(case).detail


def test_a_status_changed_behind_the_history_shows(case):
    Case.objects.filter(pk=case.pk).update(status="returned")
    assert "不一致" in verdict(case).detail


def test_a_lawful_purge_is_told_apart_from_a_change(case):
    QuerySet(StatusChange).filter(case=case, position=1).update(opinion="", salt="", erased_under="档案保管期满")
    QuerySet(Snapshot).filter(case=case).update(content=None, salt="", erased_under="档案保管期满")
    assert verdict(case).verdict is history.Verdict.ERASED


def test_the_command_counts_and_fails_on_a_change(case, people, capsys):
    at_status(make_draft(people["applicant"]), people, "waiting")
    call_command("verify_history")
    assert "完好 2 件" in capsys.readouterr().out
    QuerySet(StatusChange).filter(case=case, position=1).update(opinion="改")
    with pytest.raises(CommandError, match="有改动"):
        call_command("verify_history")
