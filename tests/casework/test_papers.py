"""Papers about a case: the receipt, what a step brings, who may open them, and what the purge leaves."""

from dataclasses import replace

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from accounts.models import Organisation
from audit.enums import Event
from audit.models import Entry
from casework import dossier, kinds, papers, purging, services
from casework.models import Case
from paperwork import papers as registry
from paperwork.enums import Making
from paperwork.issuing import services as issuing
from paperwork.issuing import tasks
from paperwork.models import IssuedPaper, PaperRequest
from tests.casework.conftest import KIND, at_status, make_draft
from tests.paperwork.conftest import PROBE, text_of


@pytest.fixture(autouse=True)
def notices(monkeypatch):
    """The step back brings a notice."""
    monkeypatch.setitem(registry._kinds, "probe", PROBE)
    monkeypatch.setitem(kinds._kinds, "engine", replace(KIND, papers={"return": "probe"}))


@pytest.fixture
def returned(people) -> Case:
    return at_status(make_draft(people["applicant"]), people, "returned")


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def work() -> None:
    """What the worker would do now."""
    for request in PaperRequest.objects.filter(state=Making.WAITING):
        tasks.make_paper.func(request.pk)


def test_a_step_asks_for_its_paper_in_its_own_transaction(returned):
    asked = PaperRequest.objects.get()
    change = returned.history.get(action="return")
    assert (asked.kind, asked.subject, asked.position) == ("probe", returned.number, change.position)
    assert (asked.change, asked.snapshot) == (change, returned.snapshots.get())
    task = DBTaskResult.objects.get(task_path="paperwork.issuing.tasks.make_paper")
    assert task.args_kwargs["args"] == [asked.pk]


def test_a_step_that_fails_leaves_no_paper(people):
    case = at_status(make_draft(people["applicant"]), people, "waiting")
    with pytest.raises(services.errors.OpinionMissing):
        services.apply_transition(case, "return", actor=people["reviewer"], seen_version=case.version)
    assert not PaperRequest.objects.exists()


def test_the_applicant_sees_it_being_made_and_then_opens_it(returned, people):
    me = signed_in(people["applicant"])
    page = me.get(f"/my/{returned.number}/").content.decode()
    assert "试用证明：正在制作" in page
    PaperRequest.objects.update(state=Making.FAILED)
    assert "没有做成，工作人员会处理" in me.get(f"/my/{returned.number}/").content.decode()
    PaperRequest.objects.update(state=Making.WAITING)
    work()
    paper = IssuedPaper.objects.get()
    path = f"/my/{returned.number}/papers/{paper.number}.pdf"
    assert path in me.get(f"/my/{returned.number}/").content.decode()
    answer = me.get(path)
    assert answer["Content-Type"] == "application/pdf"
    assert "no-store" in answer["Cache-Control"]
    assert answer.content == issuing.content(paper) == me.get(path).content
    assert paper.number in text_of(answer.content)


def test_the_receipt_is_issued_once(returned, people):
    me = signed_in(people["applicant"])
    path = f"/my/{returned.number}/receipt/1.pdf"
    assert me.get(path).content == me.get(path).content
    paper = IssuedPaper.objects.get(kind="receipt")
    assert (paper.number, paper.label, paper.case_id) == (f"{returned.number}-HZ1", "收件回执", returned.pk)


def test_a_receipt_that_cannot_be_sealed_is_answered_with_a_page(returned, people, monkeypatch):
    def broken():
        raise issuing.SealFailed("印章密钥设备没有应答。")

    monkeypatch.setattr(issuing, "_known_certificate", broken)
    answer = signed_in(people["applicant"]).get(f"/my/{returned.number}/receipt/1.pdf")
    assert answer.status_code == 503
    assert "印章密钥设备没有应答" in answer.content.decode()
    assert "您的办件不受影响" in answer.content.decode()


# who: what the applicant's address answers, what the staff's answers
MAY = {
    "applicant": (200, 403),
    "stranger": (404, 403),
    "reviewer": (404, 200),
    "approver": (404, 200),
    "outsider": (404, 404),
    None: (302, 302),
}


@pytest.mark.parametrize("who", MAY, ids=str)
def test_who_may_open_a_paper(returned, people, who, django_user_model):
    work()
    paper = IssuedPaper.objects.get()
    people["outsider"] = django_user_model.objects.create_user("outsider")  # works in the admin, not on this kind
    access = Permission.objects.get(codename="access_admin")
    for name in ("reviewer", "approver", "outsider"):
        people[name].user_permissions.add(access)
    client = signed_in(django_user_model.objects.get(pk=people[who].pk)) if who else Client()
    paths = [f"/my/{returned.number}/papers/{paper.number}.pdf", reverse("case_paper", args=[paper.pk])]
    assert tuple(client.get(path).status_code for path in paths) == MAY[who]
    opened = Entry.objects.filter(event=Event.FILE_OPENED, about=paper.number)
    assert opened.count() == (MAY[who][1] == 200)


def test_a_paper_of_another_case_is_not_found_under_this_one(returned, people):
    work()
    other = at_status(make_draft(people["applicant"]), people, "waiting")
    path = f"/my/{other.number}/papers/{IssuedPaper.objects.get().number}.pdf"
    assert signed_in(people["applicant"]).get(path).status_code == 404


def test_strangers_read_a_firm_by_name_and_a_person_masked(people):
    people["applicant"].last_name, people["applicant"].first_name = "刘", "示例"
    case = Case(applicant=people["applicant"])
    assert papers.recipient(case) == "刘**"
    case.organisation = Organisation(name="示例建设有限公司")
    assert papers.recipient(case) == "示例建设有限公司"


def test_the_purge_takes_the_papers_and_leaves_their_digest(returned, people, django_capture_on_commit_callbacks):
    work()
    before = IssuedPaper.objects.get()
    content, name = issuing.content(before), before.file.name
    with django_capture_on_commit_callbacks(execute=True):
        for eraser in purging._erasers:
            eraser([returned.pk])
    paper = IssuedPaper.objects.get()
    assert (paper.file.name, paper.recipient, paper.sha256) == ("", "", before.sha256)
    assert not before.file.storage.exists(name)
    assert content
    answer = signed_in(people["applicant"]).get(f"/my/{returned.number}/papers/{paper.number}.pdf")
    assert answer.status_code == 503
    assert "已依规清除" in answer.content.decode()


def test_staff_see_the_papers_of_a_case_and_the_list(
    returned, people, django_assert_max_num_queries, django_user_model
):
    boss = signed_in(django_user_model.objects.create_superuser("boss"))
    assert "试用证明：正在制作" in boss.get(reverse("cases_modeladmin_inspect", args=[returned.pk])).content.decode()
    assert "还有 <strong>1</strong> 份" in boss.get(reverse("papers")).content.decode()
    assert boss.get(reverse("papers") + "?watch=1")["Refresh"] == "5"
    work()
    page = boss.get(reverse("cases_modeladmin_inspect", args=[returned.pk])).content.decode()
    paper = IssuedPaper.objects.get()
    assert reverse("case_paper", args=[paper.pk]) in page
    for words in (paper.number.lower(), paper.sha256, paper.recipient):
        assert paper.number in boss.get(reverse("papers"), {"q": words}).content.decode()
    assert paper.number not in boss.get(reverse("papers"), {"q": "没有"}).content.decode()
    refused = boss.post(reverse("paper_withdraw", args=[paper.pk]), {"reason": " "})
    assert (refused.status_code, "请写明作废的原因" in refused.content.decode()) == (422, True)
    boss.post(reverse("paper_withdraw", args=[paper.pk]), {"reason": "内容有误"})
    page = boss.get(reverse("papers"), {"state": "withdrawn"}).content.decode()
    assert "作废：内容有误" in page
    assert paper.number not in boss.get(reverse("papers"), {"state": "standing"}).content.decode()
    again = boss.post(reverse("paper_withdraw", args=[paper.pk]), {"reason": "再一次"})
    assert "作废：内容有误" in again.content.decode()
    assert "再一次" not in again.content.decode()


def test_the_dossier_holds_the_papers_as_they_were_issued(returned):
    work()
    paper = IssuedPaper.objects.get()
    (entry,) = [each for each in dossier.entries(returned, with_notes=False) if each.path.startswith("文书/")]
    assert (entry.path, entry.expected) == (f"文书/试用证明{paper.number}.pdf", paper.sha256)
    assert b"".join(entry.content) == issuing.content(paper)


def test_a_failed_paper_is_made_again_from_the_list(returned, django_user_model):
    boss = signed_in(django_user_model.objects.create_superuser("boss"))
    PaperRequest.objects.update(state=Making.FAILED, problem="字体缺失")
    assert "字体缺失" in boss.get(reverse("papers")).content.decode()
    asked = PaperRequest.objects.get()
    boss.post(reverse("paper_again", args=[asked.pk]))
    assert PaperRequest.objects.get().state == Making.WAITING
    assert DBTaskResult.objects.filter(task_path="paperwork.issuing.tasks.make_paper").count() == 2
    work()
    assert IssuedPaper.objects.get().request == asked
