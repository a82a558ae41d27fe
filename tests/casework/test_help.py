"""办理说明: what staff read about a kind, and the drawing of its workflow."""

import re

import pytest

from casework import drawing
from casework.enums import DRAFT
from casework.models import KindSettings, Phrase
from home.feedback.workflow import WORKFLOW as FEEDBACK
from tests.casework.conftest import REVIEW, WORKFLOW, make_user
from tests.casework.test_admin import page, with_admin


@pytest.fixture
def staff(client, db, django_user_model):
    client.force_login(with_admin(make_user(django_user_model, "officer", REVIEW)))
    return client


def test_the_help_of_a_kind(staff):
    KindSettings.objects.update_or_create(kind="feedback", defaults={"prefix": "FK", "promise": 7})
    Phrase.objects.create(kind="feedback", action="decline", text="与本馆业务无关。")
    shown = page(staff, "/admin/cases/help/feedback/")
    for expected in ["收到后 7 个工作日内", "待处理", "变为“已答复”", "意见必须填写", "可以批量", "与本馆业务无关。"]:
        assert expected in shown, expected
    assert shown.count("<rect") == len(FEEDBACK.statuses)
    assert "style=" not in shown[shown.index("<svg") : shown.index("</svg>", shown.index("workflow-status"))]


def test_the_help_leads_to_the_other_kinds_one_works_on(staff, client, django_user_model):
    assert "/admin/cases/help/engine/" in page(staff, "/admin/cases/help/")
    assert staff.get("/admin/cases/help/nonsense/").status_code == 404
    client.force_login(with_admin(make_user(django_user_model, "editor")))
    assert client.get("/admin/cases/help/feedback/").status_code == 404


@pytest.mark.parametrize("workflow", [FEEDBACK, WORKFLOW], ids=["feedback", "engine"])
def test_a_drawing_shows_every_status_and_every_step_apart(workflow):
    drawn = drawing.draw(workflow)
    assert {box.status.value for box in drawn.boxes} == set(workflow.statuses)
    assert drawn.boxes[0].status.value == DRAFT
    steps = [step for name in workflow.statuses for step in workflow.legal(name)]
    assert sorted(line.transition.action for line in drawn.lines) == sorted(step.action for step in steps)
    heights = [box.y for box in drawn.boxes] + [line.y for line in drawn.lines]
    assert len(set(heights)) == len(heights)
    assert max(heights) < drawn.height
    middles = {box.status.value: box.middle for box in drawn.boxes}
    verticals: dict[int, list[tuple[int, int]]] = {}
    for line in drawn.lines:
        start, lane, end = map(int, re.fullmatch(r"M\d+ (\d+)H(\d+)V(\d+)H\d+", line.path).groups())
        assert end == middles[line.transition.target]
        assert lane < drawn.width
        top, bottom = sorted((start, end))
        assert all(bottom < low or high < top for low, high in verticals.get(lane, [])), "two lines in one lane"
        verticals.setdefault(lane, []).append((top, bottom))


def test_phrases_are_written_for_steps_by_their_labels(staff, django_user_model):
    root = django_user_model.objects.create_superuser("root")
    staff.force_login(root)
    form = page(staff, "/admin/phrase/new/")
    assert "不予处理" in form
    wrong = staff.post("/admin/phrase/new/", {"kind": "feedback", "action": "approve", "text": "x", "position": 0})
    assert "这个操作不属于所选的业务" in wrong.content.decode()
    right = staff.post("/admin/phrase/new/", {"kind": "feedback", "action": "answer", "text": "谢谢。", "position": 0})
    assert right.status_code == 302
    assert Phrase.objects.get(text="谢谢。").action_label == "答复"
