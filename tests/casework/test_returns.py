"""A return names places; the applicant meets them, and the reviewer sees what became of each."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from casework import case_page, drafts, errors, returns, services
from casework.attachments import services as attachments
from casework.history import Verdict, prove
from casework.models import Case, StatusChange
from casework.returns import Point
from casework.sections import as_query
from tests.casework.test_sections import BUILDINGS, rows
from tests.factories import claims
from tests.membership.conftest import make_people, private_files  # noqa: F401  every file of these tests is private


@pytest.fixture
def people(db) -> dict:
    people = make_people()
    people["zhao"].user_permissions.add(Permission.objects.get(codename="access_admin"))
    return people


def give_back(client, people, **posted) -> Case:
    """A claim that was returned by the form of the step."""
    case = claims.sent(people["wang"])
    client.force_login(people["zhao"])
    data = {"opinion": "请修改", "seen_version": case.version, **posted}
    answer = client.post(f"/admin/cases/step/{case.pk}/return/", data)
    assert answer.status_code == 302, answer.content.decode()[:3000]
    return Case.objects.get(pk=case.pk)


def test_staff_tick_places_and_the_history_keeps_them(client, people):
    case = give_back(
        client, people,
        sections=["organisation.code", "files.licence"],
        **{"say-organisation.code": "与执照不一致", "say-claimant": "没有勾选，不算"},
    )  # fmt: skip
    change = case.history.order_by("position").last()
    assert [point.words for point in returns.points_of(change)] == [
        "单位信息　统一社会信用代码：与执照不一致",
        "附件　营业执照：请修改。",
    ]
    assert {task.name: task.state.value for task in drafts.task_list(case)} == {
        "organisation": "returned", "claimant": "complete", "files": "returned",
    }  # fmt: skip
    assert next(prove([case.pk])).verdict is Verdict.SOUND
    StatusChange.objects.filter(pk=change.pk).update(points=[])
    assert next(prove([case.pk])).verdict is Verdict.BROKEN


def test_the_form_shows_what_was_submitted_and_draws_lines_without_a_script(client, people):
    case = claims.sent(people["wang"])
    client.force_login(people["zhao"])
    url = f"/admin/cases/step/{case.pk}/return/"
    form = client.get(url).content.decode()
    assert f'<span class="case-point-text">{claims.NAME}</span>' in form
    assert "say-organisation.name" not in form
    again = client.post(
        url, {"sections": "organisation.name", "opinion": "写到一半", "seen_version": case.version, "say": "1"}
    )
    assert again.status_code == 200
    shown = again.content.decode()
    assert 'name="say-organisation.name"' in shown
    assert "写到一半" in shown
    assert Case.objects.get(pk=case.pk).status == case.status


@pytest.mark.parametrize(
    ("posted", "words"),
    [
        ({"sections": ["nonsense"]}, "请刷新页面后重新勾选"),
        ({"sections": ["organisation"], "say-organisation": "字" * 301}, "最多 300 个字"),
        ({"sections": ["organisation"], "say-organisation": "110101199003077635"}, "身份证号码"),
    ],
)
def test_what_cannot_be_asked_is_refused_and_nothing_typed_is_lost(client, people, posted, words):
    case = claims.sent(people["wang"])
    client.force_login(people["zhao"])
    data = {"opinion": "请改正名称", "seen_version": case.version, **posted}
    answer = client.post(f"/admin/cases/step/{case.pk}/return/", data)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert "请改正名称" in answer.content.decode()
    assert Case.objects.get(pk=case.pk).status == case.status


def test_the_applicant_meets_the_places_everywhere(client, people):
    case = give_back(
        client, people,
        sections=["organisation.code", "files.licence"],
        **{"say-organisation.code": "与执照不一致", "say-files.licence": "请重拍"},
    )  # fmt: skip
    client.force_login(people["wang"])

    section = reverse("my_section", args=[case.pk, "organisation"])
    home = client.get(reverse("my_draft", args=[case.pk])).content.decode()
    assert "与执照不一致" in home
    assert f"{section}#id_organisation-code" in home
    shown = client.get(section).content.decode()
    assert '<strong class="field-asked">退回时要求：与执照不一致</strong>' in shown
    assert "请重拍" in client.get(reverse("my_files", args=[case.pk])).content.decode()
    check = client.get(reverse("my_check", args=[case.pk])).content.decode()
    assert "退回时要求修改“单位信息　统一社会信用代码：与执照不一致”" in check
    assert "与执照不一致" in client.get(f"/my/{case.number}/").content.decode()


def test_the_reviewer_sees_what_became_of_each_place_since_the_last_return(client, people):
    case = give_back(client, people, sections=["organisation.code", "organisation.name", "files.licence"])
    wang = people["wang"]
    version = case.draft_sections.get(name="organisation").version
    new = claims.typed(name="示例建设集团")["organisation"]
    drafts.save_section(case, "organisation", as_query(new), user=wang, seen_version=version)
    claimant = {"claimant-role": ["handler"], "claimant-post": ["资料员"], "claimant-promise": ["on"]}
    drafts.save_section(case, "claimant", as_query(claimant), user=wang, seen_version=1)
    attachments.add(case, "licence", claims.picture("新执照.png", "red"), user=wang)
    drafts.settle_files(case, user=wang)
    case = Case.objects.get(pk=case.pk)
    sent = drafts.submit_draft(case, user=wang, seen_version=case.version)
    withdrawn = services.apply_transition(sent, "withdraw", actor=wang, seen_version=sent.version)
    again = drafts.submit_draft(withdrawn, user=wang, seen_version=withdrawn.version)
    since = returns.since_last_return(Case.objects.get(pk=again.pk))
    assert [(each.point.label, [change["after"] for change in each.changes]) for each in since.asked] == [
        ("单位名称", ["示例建设集团"]),
        ("统一社会信用代码", []),
        ("营业执照", ["新执照.png"]),
    ]
    assert [change["label"] for change in since.others] == ["申请的身份"]
    shown = client.get(f"/admin/cases/inspect/{again.pk}/").content.decode()
    assert "退回以后的变化" in shown
    assert "没有变化" in shown
    assert case_page.context(Case.objects.get(pk=again.pk), people["zhao"])["since"].change == since.change


def test_a_row_is_found_again_by_its_name_when_rows_have_moved():
    typed = rows("2号楼", "1号楼")
    shown = BUILDINGS.bound(typed)
    point = Point(
        "buildings", "单体信息", row=1, row_name="1号楼", field=next(iter(shown.forms[0].fields)), sentence="请核对"
    )
    returns.mark(shown, BUILDINGS, [point])
    helps = [str(next(iter(form.fields.values())).help_text) for form in shown.forms[:2]]
    assert ["请核对" in each for each in helps] == [False, True]


def test_a_first_submission_was_never_returned(people):
    case = claims.sent(people["wang"])
    assert returns.since_last_return(case) is None
    assert returns.open_points(case) == []
    with pytest.raises(errors.OpinionMissing):
        services.apply_transition(case, "return", actor=people["zhao"], seen_version=case.version)
