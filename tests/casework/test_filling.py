"""Filling in, as an applicant's browser does it: pages, buttons, two people at once, and what others may not see."""

import re
from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Membership, Organisation
from casework import drafts, kinds, services
from casework.enums import ForWhom
from casework.models import Case
from casework.sections import Section, as_query
from home.models import ServicePage
from tests.casework.test_sections import BuildingForm
from tests.factories import claims
from tests.factories import notices as noticed
from tests.factories.articles import live
from tests.membership.conftest import make_people, private_files  # noqa: F401  a fixture


@pytest.fixture
def people(db):
    return make_people()


@pytest.fixture
def me(client, people):
    client.force_login(people["wang"])
    return client


def page(client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status, response
    return response.content.decode()


def post(client, path: str, data: dict, status: int = 302):
    response = client.post(path, data)
    assert response.status_code == status, response.content.decode()
    return response


def words(section: str, **answers) -> dict:
    return {key: values[0] for key, values in claims.typed(**answers)[section].items()}


def test_from_the_service_page_to_the_receipt(me, people):
    service = live(
        ServicePage,
        "<p>说明</p>",
        title="认领单位（示例）",
        kind="org_claim",
        materials="营业执照\n授权书",
        duration="两个工作日",
    )
    start = re.search(r'href="(/my/begin/[^"]+)"', page(me, service.get_url()))[1]
    begin = page(me, start)
    assert "要填写的内容" in begin
    assert not Case.objects.exists()
    draft = post(me, start, {}).url
    tasks = page(me, draft)
    assert tasks.count("未开始") == 3
    for frame in ["认领单位（示例）", "两个工作日", "授权书", service.get_url()]:
        assert frame in tasks
    first = f"{draft}sections/organisation/"
    assert (
        post(me, first, words("organisation") | {"seen_version": "0", "next": "1"}).url == f"{draft}sections/claimant/"
    )
    assert (
        post(me, f"{draft}sections/claimant/", words("claimant") | {"seen_version": "0", "next": "1"}).url
        == f"{draft}files/"
    )
    post(
        me,
        f"{draft}files/",
        {"file-licence": claims.picture("执照.png"), "file-letter": claims.picture("书.png", "grey"), "next": "1"},
    )
    assert page(me, draft).count("已完成</span>") == 3
    check = page(me, f"{draft}check/")
    assert claims.NAME in check
    assert "执照.png" in check
    version = re.search(r'name="seen_version" value="(\d+)"', check)[1]
    files = re.search(r'name="seen_files" value="([^"]+)"', check)[1]
    added = claims.attachments.add(Case.objects.get(), "letter", claims.picture("后来.png", "red"), user=people["wang"])
    stale = post(me, f"{draft}check/", {"seen_version": version, "seen_files": files}, 422).content.decode()
    assert "又改了“附件”" in stale
    claims.attachments.remove(added, user=people["wang"])
    receipt = page(me, post(me, f"{draft}check/", {"seen_version": version, "seen_files": files}).url)
    case = Case.objects.get()
    for shown in [
        case.number,
        claims.NAME,
        *case.attachments.values_list("sha256", flat=True),
        case.snapshots.get().digest,
    ]:
        assert shown in receipt
    assert me.get(draft).url == f"/my/{case.number}/"


def test_what_is_not_complete_is_saved_and_says_what_is_missing(me, people):
    case = claims.begin(people["wang"])
    path = f"/my/drafts/{case.pk}/sections/organisation/"
    assert post(me, path, words("organisation", code="1") | {"seen_version": "0", "next": "1"}).url == path
    shown = page(me, path)
    assert "已保存，还有 1 处要补充或改正" in shown
    assert claims.NAME in shown
    assert "代码不对，请核对" in shown
    assert (
        post(me, path, words("organisation", code="2") | {"seen_version": "1", "back": "1"}).url
        == f"/my/drafts/{case.pk}/"
    )
    check = page(me, f"/my/drafts/{case.pk}/check/")
    assert f"{path}#id_organisation-code" in check
    assert 'name="seen_version"' not in check
    refused = post(me, f"/my/drafts/{case.pk}/check/", {"seen_version": "2"}, 422).content.decode()
    assert "“申请人与身份”还没有填写" in refused


def test_the_second_person_sees_both_versions_and_decides(me, people):
    case = claims.begin(people["wang"])
    path = f"/my/drafts/{case.pk}/sections/organisation/"
    post(me, path, words("organisation", name="先保存的名称") | {"seen_version": "0", "next": "1"})
    conflict = post(me, path, words("organisation", name="后填写的名称") | {"seen_version": "0", "next": "1"}, 409)
    shown = conflict.content.decode()
    assert re.search(r"<td>先保存的名称</td>\s*<td>后填写的名称</td>", shown)
    assert 'value="后填写的名称"' in shown
    assert 'name="seen_version" value="1"' in shown
    assert case.draft_sections.get().typed["organisation-name"] == ["先保存的名称"]
    post(me, path, words("organisation", name="后填写的名称") | {"seen_version": "1", "next": "1"})
    assert case.draft_sections.get().typed["organisation-name"] == ["后填写的名称"]


def test_typing_while_a_colleague_hands_in_loses_nothing(me, people):
    case = claims.filled(people["wang"])
    drafts.submit_draft(case, user=people["wang"], seen_version=case.version)
    path = f"/my/drafts/{case.pk}/sections/organisation/"
    shown = post(me, path, words("organisation", name="还没保存") | {"seen_version": "1"}, 409).content.decode()
    assert 'value="还没保存"' in shown
    assert "待审核" in shown
    for other in ["", "check/", "files/", "delete/", "sections/organisation/"]:
        assert me.get(f"/my/drafts/{case.pk}/{other}").status_code == 302


@pytest.mark.parametrize("path", ["", "check/", "files/", "delete/", "sections/organisation/"])
def test_a_draft_is_nobody_elses(client, people, path):
    case = claims.begin(people["wang"])
    client.force_login(people["zhao"])
    assert client.get(f"/my/drafts/{case.pk}/{path}").status_code == 404
    assert client.post(f"/my/drafts/{case.pk}/{path}", {}).status_code in (404, 405)
    assert Case.objects.filter(pk=case.pk).exists()


def test_unknown_kinds_and_sections_are_not_there(me, people):
    for kind in ["nothing", "feedback"]:
        page(me, f"/my/begin/{kind}/", 404)
    page(me, f"/my/drafts/{claims.begin(people['wang']).pk}/sections/nothing/", 404)


def test_a_draft_is_deleted_by_post(me, people):
    case = claims.begin(people["wang"])
    assert "30 天内可以" in page(me, f"/my/drafts/{case.pk}/delete/")
    assert Case.objects.drafts().exists()
    post(me, f"/my/drafts/{case.pk}/delete/", {})
    assert not Case.objects.drafts().exists()


def test_the_list_leads_to_drafts_and_says_how_long_they_stay(me, people):
    case = claims.begin(people["wang"])
    shown = page(me, "/my/")
    assert f'href="/my/drafts/{case.pk}/"' in shown
    assert re.search(r"草稿还保存 60 天", shown)
    assert "没有符合条件的办件" in page(me, "/my/?kind=feedback")


def test_a_case_says_what_comes_next_and_how_long_it_takes(me, people):
    case = claims.sent(people["wang"], settled=False)
    shown = page(me, f"/my/{case.number}/")
    assert "承诺 2 个工作日内办理" in shown
    assert "可能的结果：已通过、退回修改、不予通过" in shown
    assert "前可以撤回" in shown
    assert f"{timezone.localtime(case.withdrawable_until):%H:%M}" in shown
    Case.objects.filter(pk=case.pk).update(withdrawable_until=None)
    case.refresh_from_db()
    services.apply_transition(case, "return", actor=people["zhao"], seen_version=case.version, opinion="请换一张清楚的",
                              data={"sections": ["files"]})  # fmt: skip
    shown = page(me, f"/my/{case.number}/")
    assert "等待您处理" in shown
    assert f'href="/my/drafts/{case.pk}/"' in shown
    assert "认领单位：退回修改" in shown  # the message
    tasks = page(me, f"/my/drafts/{case.pk}/")
    assert "请换一张清楚的" in tasks
    assert "需修改" in tasks


def test_a_late_case_says_so(me, people):
    case = claims.sent(people["wang"])
    Case.objects.filter(pk=case.pk).update(due_at=timezone.now() - timezone.timedelta(hours=1))
    assert "已经超过承诺的时间" in page(me, f"/my/{case.number}/")


def test_each_submission_has_its_receipt(me, people):
    case = claims.sent(people["wang"], settled=False)
    case = services.apply_transition(case, "withdraw", actor=people["wang"], seen_version=case.version)
    row = case.draft_sections.get(name="organisation")
    drafts.save_section(case, "organisation", as_query(claims.typed(name="改后的名称")["organisation"]),
                        user=people["wang"], seen_version=row.version)  # fmt: skip
    case = Case.objects.get()
    drafts.submit_draft(case, user=people["wang"], seen_version=case.version)
    last, first = page(me, f"/my/{case.number}/receipt/"), page(me, f"/my/{case.number}/receipt/1/")
    assert "改后的名称" in last
    assert "改后的名称" not in first
    assert "后来又提交过" in first
    page(me, f"/my/{case.number}/receipt/3/", 404)


def test_handing_in_again_leads_through_the_check_page(me, people):
    case = claims.sent(people["wang"], settled=False)
    case = services.apply_transition(case, "withdraw", actor=people["wang"], seen_version=case.version)
    assert me.get(f"/my/{case.number}/send/").url == f"/my/drafts/{case.pk}/"
    assert me.post(f"/my/{case.number}/send/", {"seen_version": case.version}).status_code == 302
    case.refresh_from_db()
    assert case.status == "withdrawn"


def test_pages_take_the_same_queries_for_one_draft_and_for_three(me, people, django_user_model):
    case = claims.filled(people["wang"])
    paths = ["/my/", f"/my/drafts/{case.pk}/", f"/my/drafts/{case.pk}/check/"]

    def counts() -> list[int]:
        found = []
        for path in paths:
            page(me, path)
            with CaptureQueriesContext(connection) as queries:
                page(me, path)
            found.append(len(queries))
        return found

    one = counts()
    for colour in ("red", "blue"):
        claims.attachments.add(case, "licence", claims.picture(f"{colour}.png", colour), user=people["wang"])
        sent = claims.sent(people["li"], code=claims.OTHER_CODE if colour == "red" else claims.CODE)
        Case.objects.filter(pk=sent.pk).update(applicant=people["wang"])
    assert counts() == one


def test_numbers_that_no_page_of_ours_has_sent_harm_nothing(me, people):
    case = claims.begin(people["wang"])
    path = f"/my/drafts/{case.pk}/sections/organisation/"
    for version in ["9" * 5000, "-1", "½", "１", "x\x00"]:
        me.post(path, words("organisation", name=version[:5]) | {"seen_version": version, "next": "1"})
    section = Section("buildings", "单体信息", BuildingForm, rows=True)
    for count in ["9" * 5000, "-1", "x"]:
        typed = section.with_row({"buildings-TOTAL_FORMS": [count], "buildings-INITIAL_FORMS": [count]})
        assert section.faults(typed)
        assert section.shown(typed)["rows"] == []
    assert case.draft_sections.get().version >= 1


def test_one_begins_in_the_name_that_the_kind_asks_for(me, people, monkeypatch):
    kind = replace(kinds.case_kind("org_claim"), name="paper", for_whom=ForWhom.ORGANISATION, one_draft=False)
    monkeypatch.setitem(kinds._kinds, "paper", kind)
    assert "请先认领单位" in page(me, "/my/begin/paper/")
    assert "请先认领单位" in post(me, "/my/begin/paper/", {}, 422).content.decode()
    firm = Organisation.objects.create(name="示例设计院", code=claims.OTHER_CODE)
    Membership.objects.create(user=people["wang"], organisation=firm)
    shown = page(me, "/my/begin/paper/")
    assert "示例设计院" in shown
    assert "我本人" not in shown
    draft = post(me, "/my/begin/paper/", {"organisation": firm.pk}).url
    assert "代表：示例设计院" in page(me, draft)
    monkeypatch.setitem(kinds._kinds, "paper", replace(kind, for_whom=ForWhom.EITHER))
    draft = post(me, "/my/begin/paper/", {"organisation": ""}).url
    assert "以本人名义申请" in page(me, draft)
    other = Organisation.objects.create(name="别家", code=claims.CODE)
    assert post(me, "/my/begin/paper/", {"organisation": other.pk}, 422)
    assert Case.objects.count() == 2


def test_an_identity_number_is_not_kept_and_the_rest_stays_on_the_page(me, people):
    case = claims.begin(people["wang"])
    path = f"/my/drafts/{case.pk}/sections/claimant/"
    number = "110101199003077635"
    typed = words("claimant") | {"claimant-post": f"资料员 {number}", "seen_version": "0", "next": "1"}
    shown = post(me, path, typed, 409).content.decode()
    assert "还没有保存：里面有身份证号码" in shown
    assert "资料员" in shown
    assert "不收集身份证号码" in shown
    assert not case.draft_sections.exists()
    typed["claimant-post"] = "资料员"
    post(me, path, typed)
    assert case.draft_sections.get().typed["claimant-post"] == ["资料员"]


def test_a_step_back_keeps_what_was_typed_complete_or_not(me, people):
    case = claims.begin(people["wang"])
    first, second = (f"/my/drafts/{case.pk}/sections/{name}/" for name in ("organisation", "claimant"))
    shown = page(me, first)
    assert "第 1 步，共 4 步" in shown
    assert 'name="previous"' not in shown
    shown = page(me, second)
    assert "第 2 步，共 4 步" in shown
    assert 'name="previous"' in shown
    typed = words("claimant") | {"claimant-post": "", "seen_version": "0", "previous": "1"}
    assert post(me, second, typed).url == first
    assert case.draft_sections.get(name="claimant").typed["claimant-role"] == ["administrator"]
    assert "checked" in page(me, second)
    post(me, first, words("organisation") | {"seen_version": "0", "previous": "1"})  # there is none: saved all the same
    assert case.draft_sections.get(name="organisation").typed["organisation-name"] == [claims.NAME]


def test_a_step_back_from_files_and_from_checking(me, people):
    case = claims.filled(people["wang"])
    shown = page(me, f"/my/drafts/{case.pk}/check/")
    assert "第 4 步，共 4 步" in shown
    assert re.search(rf'href="/my/drafts/{case.pk}/files/">上一步', shown)
    files = f"/my/drafts/{case.pk}/files/"
    assert "第 3 步，共 4 步" in page(me, files)
    data = {"file-letter": claims.picture("又一页.png", "red"), "previous": "1"}
    assert post(me, files, data).url == f"/my/drafts/{case.pk}/sections/claimant/"
    assert case.attachments.filter(name="又一页.png").exists()


def test_a_step_back_into_a_conflict_shows_both_versions(me, people):
    case = claims.begin(people["wang"])
    path = f"/my/drafts/{case.pk}/sections/claimant/"
    post(me, path, words("claimant") | {"seen_version": "0", "next": "1"})
    other = words("claimant") | {"claimant-post": "另一职务", "seen_version": "0", "previous": "1"}
    assert "有人同时修改了这一部分" in post(me, path, other, 409).content.decode()


def test_a_kind_without_files_has_no_step_for_them_and_its_empty_page_is_no_error(me, people, monkeypatch):
    kind = noticed.register(monkeypatch, notice_seconds=0)
    case = drafts.open_draft(kind, user=people["wang"])
    assert "第 1 步，共 3 步" in page(me, f"/my/drafts/{case.pk}/sections/organisation/")
    shown = page(me, f"/my/drafts/{case.pk}/check/")
    assert f'href="/my/drafts/{case.pk}/sections/claimant/">上一步' in shown
    page(me, f"/my/drafts/{case.pk}/files/")
