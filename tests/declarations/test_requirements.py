"""The requirement rows 003-33 … 003-48 (the three declarations), one test each, named after its row.

What a row asks in more ways than one is tested at length elsewhere (test_calls, test_checks, test_versions, staff/, …);
here each row has the test that fails first when the row no longer holds.
"""

import io

import pytest
from django.test import Client
from pypdf import PdfReader

from accounts.groups import StaffGroup
from accounts.models import User
from casework import deleted, drafts, kinds
from casework.errors import NotActing, OpinionMissing, SamePerson, StepRefused, WrongPerson, WrongStatus
from casework.models import Case
from casework.sections import changes
from declarations.enums import DEMONSTRATION, KINDS, REWARD_FUND, TECHNOLOGY
from declarations.workflow import workflow
from tests.factories import declarations as make
from tests.factories.pages import ServicePageFactory

pytestmark = pytest.mark.django_db
ROWS = [f"003_{number}" for number in range(33, 49)]


def titles(kind: str) -> list[str]:
    return [section.title for section in kinds.case_kind(kind).sections]


def page_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def shown(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, response
    return response.content.decode()


def words_of(response) -> str:
    reader = PdfReader(io.BytesIO(response.getvalue()))
    return "".join(page.extract_text() for page in reader.pages).replace("\n", "").replace(" ", "")


def test_every_row_has_its_test():
    assert not [row for row in ROWS if not any(name.startswith(f"test_{row}_") for name in globals())]


def test_003_33_what_is_to_be_done_and_what_was_done_with_its_result():
    sent = make.submit(make.bare(TECHNOLOGY, title="示例技术甲"))
    make.settle(sent)
    make.step(sent, "refuse", make.make_officer(), opinion="不属于受理范围")
    make.bare(TECHNOLOGY, sent.applicant, sent.organisation, title="示例技术乙")
    draft = make.begin(TECHNOLOGY, sent.applicant, sent.organisation)
    make.type_in(draft, "technology", {"name": "示例 技术丙"})
    colleague, _ = make.make_member(sent.organisation)
    page = page_of(colleague)
    to_do, done = shown(page, "/my/declarations/"), shown(page, "/my/declarations/?list=done")
    assert ("示例技术乙" in to_do, "示例技术甲" in to_do) == (True, False)
    assert ("示例技术乙" in done, "示例技术甲" in done) == (False, True)
    assert "继续填写：示例 技术丙" in to_do
    assert "不予受理" in done
    assert "待办（2）" in done
    assert "已办（1）" in done
    assert "技术申报" in done


def test_003_34_the_reward_form_has_its_parts_and_each_is_saved_on_its_own():
    assert titles(REWARD_FUND)[:3] == ["单位信息", "施工许可证", "项目概况"]
    case = make.begin(REWARD_FUND)
    make.type_in(case, "permit", {"permit_number": make.PERMIT})
    states = {task.name: task.state.label for task in drafts.task_list(Case.objects.get(pk=case.pk))}
    assert (states["permit"], states["firm"]) == ("已完成", "未开始")


def test_003_35_buildings_and_the_rating_of_each_repeat():
    sections = kinds.case_kind(REWARD_FUND).sections_by_name
    assert sections["buildings"].title == "财政奖励单体信息"
    assert sections["ratings"].title == "单体评价等级信息"
    assert sections["buildings"].rows
    assert sections["ratings"].rows
    case = make.sent(REWARD_FUND)
    frozen = case.snapshots.get().content["sections"]
    rated = next(section for section in frozen if section["title"] == "单体评价等级信息")
    assert len(rated["rows"]) == len(make.BUILDINGS)
    assert case.grade == "A"


def test_003_36_the_declaration_is_exported_as_pdf():
    case = make.fill(make.begin(REWARD_FUND))
    page = page_of(case.applicant)
    page.post(f"/my/drafts/{case.pk}/paper/export/", {"seen_version": case.version})
    text = words_of(page.get(f"/my/drafts/{case.pk}/paper/1.pdf"))
    assert "装配式建筑项目财政奖励资金申报书" in text
    for typed in ("示例建设有限公司", "示例家园项目", make.PERMIT):
        assert typed in text


def test_003_37_after_submission_nothing_changes_but_for_ten_minutes():
    case = make.sent(TECHNOLOGY, settled=False)
    assert (case.withdrawable_until - case.submitted_at).total_seconds() == 600
    with pytest.raises(WrongStatus):
        make.type_in(case, "firm", make.FIRM)
    back = make.step(case, "withdraw", case.applicant)
    make.type_in(back, "firm", make.FIRM | {"post": ""})
    again = make.hand_in(back)
    with pytest.raises(StepRefused):
        make.step(again, "withdraw", again.applicant, now=make.minutes_later(again))


def test_003_38_a_draft_can_be_deleted_and_brought_back():
    case = make.fill(make.begin(TECHNOLOGY))
    page = page_of(case.applicant)
    page.post(f"/my/drafts/{case.pk}/delete/")
    assert f"/my/drafts/{case.pk}/" not in shown(page, "/my/declarations/")
    assert deleted.restore(case, user=case.applicant).draft_sections.count() == len(titles(TECHNOLOGY))
    sent = make.submit(Case.objects.get(pk=case.pk))
    with pytest.raises(WrongStatus):
        deleted.throw_away(sent, user=case.applicant)


def test_003_39_what_is_returned_with_reasons_is_mended_and_handed_in_again():
    case, officer = make.sent(TECHNOLOGY), make.make_officer()
    with pytest.raises(OpinionMissing):
        make.step(case, "return", officer, opinion="")
    case = make.step(case, "return", officer, opinion="请改正联系人", data={"sections": ["firm"]})
    page = page_of(case.applicant)
    assert "请改正联系人" in shown(page, f"/my/drafts/{case.pk}/")
    states = {task.name: task.state.label for task in drafts.task_list(Case.objects.get(pk=case.pk))}
    assert states["firm"] == "需修改"
    make.attachments.remove(case.attachments.get(item__name="stamped"), user=case.applicant)
    make.type_in(case, "firm", make.FIRM | {"contact": "示例改正人"})
    make.stamp(case, "teal")
    again = make.hand_in(case)
    before, after = again.snapshots.order_by("position")
    assert [(each["label"], each["before"], each["after"]) for each in changes(before.content, after.content)] == [
        ("联系人", "示例联系人", "示例改正人")
    ]


def test_003_40_the_technology_form_its_paper_and_its_materials():
    assert {"项目基本信息", "适用技术内容", "推广应用分析"} <= set(titles(TECHNOLOGY))
    case = make.fill(make.begin(TECHNOLOGY))
    page = page_of(case.applicant)
    text = words_of(page.get(f"/my/drafts/{case.pk}/paper/preview.pdf"))
    assert "装配式建筑技术项目申报书" in text
    assert "草稿" in text
    files = shown(page, f"/my/drafts/{case.pk}/files/")
    assert "盖章申报书" in files
    assert "应用证明" in files


def test_003_41_the_demonstration_form_has_four_modules_and_its_proofs():
    assert titles(DEMONSTRATION) == ["项目基本信息", "申报单位信息", "申报单体信息", "工程主要参与人员"]
    assert {"盖章申报书", "竣工备案证明", "无事故承诺"} <= {
        item.label for item in kinds.case_kind(DEMONSTRATION).items if item.required
    }


def test_003_42_it_is_previewed_only_when_the_four_modules_are_complete():
    case = make.begin(DEMONSTRATION)
    page, path = page_of(case.applicant), f"/my/drafts/{case.pk}/paper/"
    answers = make.answers(DEMONSTRATION)
    lacking = titles(DEMONSTRATION)
    for name, title in zip(answers, titles(DEMONSTRATION), strict=True):
        text = shown(page, path)
        assert all(f">{each}</a></li>" in text for each in lacking)
        assert page.get(f"{path}preview.pdf").status_code == 409
        assert page.post(f"{path}export/", {"seen_version": Case.objects.get(pk=case.pk).version}).status_code == 409
        make.type_in(case, name, answers[name])
        lacking.remove(title)
    assert page.get(f"{path}preview.pdf").getvalue().startswith(b"%PDF"), "materials are not needed"


def test_003_43_the_demonstration_paper():
    case = make.fill(make.begin(DEMONSTRATION))
    text = words_of(page_of(case.applicant).get(f"/my/drafts/{case.pk}/paper/preview.pdf"))
    assert "装配式建筑示范工程申报书" in text
    assert "示例设计研究院" in text


@pytest.mark.parametrize("kind", KINDS)
def test_003_44_it_may_be_refused_with_a_reason(kind):
    case = make.submit(make.bare(kind))
    make.settle(case)
    with pytest.raises(OpinionMissing):
        make.step(case, "refuse", make.make_officer(), opinion=" ")
    case = make.step(case, "refuse", make.make_officer(), opinion="不属于受理范围")
    text = shown(page_of(case.applicant), f"/my/{case.number}/")
    assert "不予受理" in text
    assert "不属于受理范围" in text


def test_003_45_experts_may_say_no_to_a_demonstration_with_a_reason():
    case, officer = make.submit(make.bare(DEMONSTRATION)), make.make_officer()
    make.settle(case)
    for action in ("accept", "examine"):
        case = make.step(case, action, officer)
    with pytest.raises(OpinionMissing):
        make.step(case, "experts_fail", officer, opinion="")
    assert workflow(DEMONSTRATION).label("experts_failed") == "专家评审不通过"
    assert "experts_failed" not in workflow(REWARD_FUND).statuses


def test_003_46_one_state_machine_for_the_three():
    common = {
        "草稿",
        "已提交（待受理）",
        "退回",
        "不予受理",
        "已受理（初审中）",
        "待审批",
        "不予通过",
        "公示中",
        "复核中",
        "办结",
    }
    tables = {kind: workflow(kind) for kind in KINDS}
    for table in tables.values():
        assert common <= {status.label for status in table.statuses.values()}
    assert tables[REWARD_FUND].statuses.keys() == tables[TECHNOLOGY].statuses.keys()
    extra = tables[DEMONSTRATION].statuses.keys() - tables[REWARD_FUND].statuses.keys()
    assert extra == {"experts_failed"}


def test_003_47_firms_declare_officers_look_and_others_decide():
    stranger = User.objects.create(username="nobody")
    with pytest.raises(NotActing):
        drafts.open_draft(kinds.case_kind(REWARD_FUND), user=stranger)
    case = make.submit(make.bare(TECHNOLOGY))
    make.settle(case)
    officer, approver = make.make_officer(StaffGroup.DECLARATION_OFFICERS), make.make_approver()
    both = make.make_officer(StaffGroup.DECLARATION_OFFICERS, StaffGroup.DECLARATION_APPROVERS)
    with pytest.raises(WrongPerson):
        make.step(case, "accept", approver)
    case = make.step(case, "accept", both)
    for action in ("examine", "review"):
        case = make.step(case, action, officer)
    with pytest.raises(WrongPerson):
        make.step(case, "approve", officer)
    for action in ("approve", "disapprove"):
        with pytest.raises(SamePerson):
            make.step(case, action, both)
    assert make.step(case, "approve", approver).status == "approved"


def test_003_48_the_guide_of_each_declaration_is_one_click_away(client):
    ServicePageFactory(title="示范项目申报", slug="demonstration", kind=DEMONSTRATION)
    guide = shown(client, "/services/demonstration/")
    assert 'id="calls"' in guide
    assert "常年受理" in guide
    case = make.begin(DEMONSTRATION)
    assert 'href="/services/demonstration/"' in shown(page_of(case.applicant), f"/my/drafts/{case.pk}/")
