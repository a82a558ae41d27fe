"""Many cases at once: their history proves as that of any other."""

from datetime import timedelta

import pytest
from django.utils import timezone

from casework import history, services
from casework.history import Verdict
from casework.many import Taken, insert_with_history
from casework.models import Case, StatusChange
from home.models import Feedback
from tests.casework.conftest import CONTENT

pytestmark = pytest.mark.django_db
BEGAN = timezone.now() - timedelta(days=2)


@pytest.fixture
def made(people) -> list[Case]:
    """Three cases that have gone one, two and three steps."""
    applicant, reviewer = people["applicant"].pk, people["reviewer"].pk
    actors = {"send": applicant, "accept": reviewer, "approve": people["approver"].pk}
    cases = [
        Feedback(
            kind="engine",
            number=f"CS2026010100{number:03d}",
            applicant_id=applicant,
            subject="other",
            code=f"M{number}",
        )
        for number in range(1, 4)
    ]
    steps = [
        [Taken(name, actors[name], BEGAN + timedelta(hours=hour)) for hour, name in enumerate(list(actors)[:count])]
        for count in range(1, 4)
    ]
    insert_with_history(cases, steps, CONTENT)
    return list(Case.objects.order_by("pk"))


def test_cases_stand_where_their_steps_have_led_them(made):
    assert [(case.status, case.version) for case in made] == [("waiting", 1), ("accepted", 2), ("approved", 3)]
    assert [case.closed_at for case in made] == [None, None, BEGAN + timedelta(hours=2)]
    assert {case.submitted_at for case in made} == {BEGAN}
    assert [case.history.count() for case in made] == [1, 2, 3]
    assert list(made[2].history.values_list("source", "target", "by")) == [
        ("draft", "waiting", "applicant"),
        ("waiting", "accepted", "staff"),
        ("accepted", "approved", "staff"),
    ]


def test_their_history_proves_and_shows_what_is_changed(made):
    ids = [case.pk for case in made]
    assert [proof.verdict for proof in history.prove(ids)] == [Verdict.SOUND] * 3
    StatusChange.objects.filter(case=made[1], position=2).update(opinion="别的话")
    assert [proof.verdict for proof in history.prove(ids)] == [Verdict.SOUND, Verdict.BROKEN, Verdict.SOUND]


def test_they_go_on_like_any_other(made, people):
    case = services.apply_transition(
        made[1], "approve", actor=people["approver"], seen_version=made[1].version, opinion="同意"
    )
    assert case.status == "approved"
    assert next(history.prove([case.pk])).verdict is Verdict.SOUND
