"""Staff look at a claim in the admin, and name what is to be changed."""

import pytest
from django.contrib.auth.models import Group

from accounts.groups import StaffGroup
from accounts.models import User
from casework import drafts
from casework.models import Case
from tests.factories import claims


@pytest.fixture
def officer(people) -> User:
    officer = User.objects.create_user("officer", last_name="示例")
    officer.groups.add(Group.objects.get(name=StaffGroup.ADMINISTRATORS))
    return officer


def test_a_return_names_sections_in_the_form_of_the_step(client, people, officer):
    case = claims.sent(people["wang"])
    client.force_login(officer)
    url = f"/admin/cases/step/{case.pk}/return/"
    form = client.get(url).content.decode()
    for label in ["需要修改的部分", "单位信息", "申请人与身份", "附件"]:
        assert label in form
    answer = client.post(url, {"opinion": "请重拍", "seen_version": case.version, "sections": ["files", "claimant"]})
    assert answer.status_code == 302
    states = {task.name: task.state.value for task in drafts.task_list(Case.objects.get())}
    assert states == {"organisation": "complete", "claimant": "returned", "files": "returned"}


def test_the_right_is_the_administrators(people, officer):
    assert officer.has_perm("membership.change_organisationclaim")
    editor = User.objects.create_user("editor-x")
    editor.groups.add(Group.objects.get(name=StaffGroup.EDITORS))
    assert not editor.has_perm("membership.change_organisationclaim")


def test_the_page_of_the_claim_shows_what_was_sent(client, people, officer):
    case = claims.sent(people["wang"])
    client.force_login(officer)
    shown = client.get(f"/admin/cases/detail/{case.pk}/", follow=True).content.decode()
    assert claims.NAME in shown
    assert "执照.png" in shown
