"""The queue as staff use it."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Organisation, User
from casework import assignments, errors, history
from casework.managers import COUNTED
from casework.models import Case, Leave, Phrase
from home.feedback import services as feedback
from tests.casework.conftest import REVIEW, make_user


@pytest.fixture
def officer(db, django_user_model) -> User:
    return with_admin(make_user(django_user_model, "officer", REVIEW))


def with_admin(user: User) -> User:
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    return user


@pytest.fixture
def staff(client, officer):
    client.force_login(officer)
    return client


@pytest.fixture
def case(db) -> Case:
    return feedback.send(subject="typo", text="有一个错字。")


def page(client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200, response
    return response.content.decode()


def test_the_queue_shows_cases_of_the_kinds_one_works_on(staff, case, django_user_model, client):
    assert case.number in page(staff, "/admin/cases/")
    assert case.number in page(staff, "/admin/cases/feedback/")
    client.force_login(with_admin(make_user(django_user_model, "editor")))
    assert client.get("/admin/cases/").status_code in {302, 403}
    assert client.get(f"/admin/cases/inspect/{case.pk}/").status_code in {302, 403}
    assert client.get(f"/admin/cases/step/{case.pk}/answer/").status_code == 404


def test_drafts_are_nobodys_business(staff, case):
    Case.objects.filter(pk=case.pk).update(status="draft")
    assert case.number not in page(staff, "/admin/cases/")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=FK", True), ("q=XX", False), ("status=new", True), ("status=closed", False), ("kind=feedback", True),
        ("due=overdue", False), ("due=week", True), ("due=stopped", False), ("assignee=mine", False),
        ("assignee=nobody", True), ("status=nonsense", False), ("q=%00'%22", False), ("q=%00", True), ("status=%00", False),
        ("kind=%00", False), ("p=999", True),
    ],
)  # fmt: skip
def test_filters_and_search(staff, case, query, found):
    Case.objects.filter(pk=case.pk).update(due_at=timezone.now() + timedelta(days=3))  # whatever holidays lie ahead
    assert (case.number in page(staff, f"/admin/cases/?{query}")) == found


def test_search_by_name_tail_and_firm(staff, case):
    applicant = User.objects.create(username="a", last_name="欧阳", first_name="示例")
    applicant.phone = "17612344987"
    applicant.save()
    firm = Organisation.objects.create(name="示例建设公司", code="91110000600037341L")
    Case.objects.filter(pk=case.pk).update(applicant=applicant, organisation=firm)
    for text in ["4987", "欧阳", "欧阳示", "示例建设", case.number]:
        assert case.number in page(staff, f"/admin/cases/?q={text}"), text
    shown = page(staff, "/admin/cases/")
    assert "欧阳**" in shown
    assert "17612344987" not in shown


def test_the_queue_takes_the_same_queries_for_one_and_for_many(staff, case):
    page(staff, "/admin/cases/")
    with CaptureQueriesContext(connection) as one:
        page(staff, "/admin/cases/")
    for _ in range(6):
        feedback.send(subject="question", text="几点开门？请告诉我。")
    with CaptureQueriesContext(connection) as many:
        page(staff, "/admin/cases/")
    assert len(many) == len(one)


def test_counting_stops(db):
    assert Case.objects.bounded().count() == 0
    assert f"LIMIT {COUNTED}" in str(CaptureSQL(lambda: Case.objects.bounded().count()))


class CaptureSQL:
    """The SQL that a function sends."""

    def __init__(self, function):
        with CaptureQueriesContext(connection) as captured:
            function()
        self.sql = " ".join(query["sql"] for query in captured)

    def __str__(self) -> str:
        return self.sql


def test_a_case_shows_what_was_sent_and_what_one_may_do(staff, case):
    shown = page(staff, f"/admin/cases/inspect/{case.pk}/")
    for expected in ["有一个错字。", "错别字", "待处理", "答复", "不予处理", "办理记录"]:
        assert expected in shown


def test_a_step_asks_for_words_and_takes_a_phrase(staff, case):
    url = f"/admin/cases/step/{case.pk}/answer/"
    assert "申请人会看到这段话" in page(staff, url)
    empty = staff.post(url, {"opinion": " ", "seen_version": case.version})
    assert empty.status_code == 422
    assert "请填写“答复”的意见" in empty.content.decode()
    Phrase.objects.create(kind="feedback", action="answer", text="已经改正，谢谢您。")
    assert "已经改正，谢谢您。" in page(staff, url)
    taken = staff.post(url, {"phrase": "已经改正，谢谢您。", "opinion": "", "seen_version": case.version}, follow=True)
    assert taken.status_code == 200
    case.refresh_from_db()
    assert case.answer.opinion == "已经改正，谢谢您。"
    assert staff.post(url, {"opinion": "x", "seen_version": case.version}).status_code == 422


def test_reading_a_step_changes_nothing(staff, case):
    page(staff, f"/admin/cases/step/{case.pk}/answer/")
    case.refresh_from_db()
    assert case.status == "new"
    assert staff.get(f"/admin/cases/step/{case.pk}/nonsense/").status_code == 404
    assert staff.get(f"/admin/cases/assign/{case.pk}/claim/").status_code == 405


def test_claim_release_and_hand_over(staff, case, officer, django_user_model):
    other = make_user(django_user_model, "other", REVIEW)
    stranger = make_user(django_user_model, "stranger")
    staff.post(f"/admin/cases/assign/{case.pk}/claim/")
    case.refresh_from_db()
    assert case.assignee == officer
    with pytest.raises(assignments.AlreadyClaimed, match="officer"):
        assignments.claim(case, user=other)
    with pytest.raises(errors.WrongPerson):
        assignments.hand_over(case, stranger, user=officer)
    assert assignments.hand_over(case, other, user=officer).assignee == other
    assert assignments.release(case, user=officer).assignee == other, "only who has it gives it back"
    assert assignments.release(case, user=other).assignee is None


def test_who_stands_in_sees_the_cases_of_who_is_away(staff, case, officer, django_user_model):
    away = make_user(django_user_model, "away", REVIEW)
    assignments.claim(case, user=away)
    assert case.number not in page(staff, "/admin/cases/?assignee=mine")
    today = timezone.localdate()
    leave = Leave.objects.create(person=away, stand_in=officer, first_day=today, last_day=today)
    assert case.number in page(staff, "/admin/cases/?assignee=mine")
    leave.first_day = leave.last_day = today + timedelta(days=1)
    leave.save()
    assert case.number not in page(staff, "/admin/cases/?assignee=mine")


def test_the_reviewer_sees_what_changed_since_the_last_submission(staff, case):
    first = case.snapshots.get()
    content = {**first.content, "sections": [{"title": "留言", "fields": [
        {**field, "text": "新的说明"} if field["name"] == "text" else field
        for field in first.content["sections"][0]["fields"]
    ]}]}  # fmt: skip
    assert "与上次提交相比" not in page(staff, f"/admin/cases/inspect/{case.pk}/")
    history.freeze(case, content, at=timezone.now())
    shown = page(staff, f"/admin/cases/inspect/{case.pk}/")
    assert "与上次提交相比" in shown
    assert "<del>有一个错字。</del>" in shown
    assert "<ins>新的说明</ins>" in shown
