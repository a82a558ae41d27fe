"""A declaration of each kind from the first word to the last step."""

import pytest
from django.utils import timezone

from casework import drafts
from casework.errors import NotComplete
from casework.models import Case
from casework.services import SYSTEM
from declarations.enums import KINDS
from tests.factories import declarations as make
from tests.factories.stages import stage

WAY = ["accept", "examine", "review", "approve", "publish", "close"]


@pytest.mark.django_db
@pytest.mark.parametrize("kind", KINDS)
def test_a_declaration_goes_its_whole_way(kind):
    case = make.sent(kind)
    assert case.status == "waiting"
    assert case.project.name == make.PROJECT["name"]
    assert case.lead_code == make.CODE
    officer, approver = make.make_officer(), make.make_approver()
    for action in WAY:
        if action == "review" and kind == "demonstration":
            action = "experts_pass"
        actor = {"approve": approver, "close": SYSTEM}.get(action, officer)
        case = make.step(case, action, actor, data=stage(kind, action).data(timezone.now()))
    assert case.status == "closed"
    assert not case.declaration_claims.standing().exists()


@pytest.mark.django_db
@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_draft_says_what_is_missing(kind):
    case = make.begin(kind)
    with pytest.raises(NotComplete) as refused:
        make.hand_in(case)
    titles = {task.title for task in drafts.task_list(Case.objects.get(pk=case.pk))} - {"附件"}
    assert all(any(title in fault.sentence for fault in refused.value.faults) for title in titles)
