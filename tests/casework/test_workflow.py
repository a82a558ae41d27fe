import pytest
from django.core.management import CommandError, call_command

from casework.enums import DRAFT, By, Holder
from casework.workflow import Status, Transition, Workflow
from tests.casework.conftest import WORKFLOW

STATUSES = [
    Status(DRAFT, "草稿", Holder.APPLICANT),
    Status("new", "新", Holder.STAFF),
    Status("end", "完", Holder.NOBODY),
]


@pytest.mark.parametrize(
    ("statuses", "transition", "sentence"),
    [
        (STATUSES[1:], None, "begins with a draft"),
        ([*STATUSES, STATUSES[0]], None, "twice"),
        (STATUSES, Transition("go", "走", ("nowhere",), "new", By.APPLICANT), "nowhere"),
        (STATUSES, Transition("go", "走", (DRAFT,), "nowhere", By.APPLICANT), "nowhere"),
        (STATUSES, Transition("go", "走", ("end",), "new", By.APPLICANT), "final"),
        (STATUSES, Transition("go", "走", ("new",), "end", By.STAFF), "permission"),
        (STATUSES, Transition("go", "走", (DRAFT,), "new", By.APPLICANT, "home.x"), "permission"),
        (STATUSES, Transition("go", "走", (DRAFT,), "new", By.APPLICANT, not_by=("stay",)), "stay"),
    ],
)
def test_a_wrong_table_is_refused_when_the_code_is_loaded(statuses, transition, sentence):
    with pytest.raises(ValueError, match=sentence):
        Workflow(statuses, [transition] if transition else [])


def test_the_table_answers_what_buttons_and_queues_ask():
    assert [each.action for each in WORKFLOW.legal("waiting")] == ["withdraw", "accept", "return", "cancel"]
    assert WORKFLOW.legal("approved") == []
    assert WORKFLOW.held_by(Holder.STAFF) == ["waiting", "accepted"]
    assert DRAFT not in dict(WORKFLOW.choices())
    assert WORKFLOW.label("unknown") == "unknown"


def test_the_diagram_shows_every_step(capsys):
    call_command("workflow_diagram", "engine")
    drawn = capsys.readouterr().out
    assert "stateDiagram-v2" in drawn
    assert "waiting --> accepted: 受理（工作人员）" in drawn
    assert "approved --> [*]" in drawn
    with pytest.raises(CommandError, match="feedback"):
        call_command("workflow_diagram", "nothing")
