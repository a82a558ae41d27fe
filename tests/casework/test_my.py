"""我的办件 as an applicant uses it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Membership, Organisation
from casework import services
from casework.models import Case
from notifications import services as notifications
from notifications.models import Message
from tests.casework.conftest import CONTENT, at_status, make_draft


@pytest.fixture
def mine(draft, people) -> Case:
    return at_status(draft, people, "waiting")


@pytest.fixture
def me(client, people, mine):
    client.force_login(people["applicant"])
    return client


def page(client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200, response
    return response.content.decode()


@pytest.mark.parametrize("path", ["", "{number}/", "{number}/cancel/", "messages/"])
def test_one_has_to_sign_in(client, mine, path):
    response = client.get(f"/my/{path.format(number=mine.number)}")
    assert response.status_code == 302
    assert "next=/my/" in response.url


def test_the_list_shows_ones_own_cases_and_says_for_whom(me, mine, people, client):
    assert mine.number in page(me, "/my/")
    client.force_login(people["stranger"])
    assert mine.number not in page(client, "/my/")
    firm = Organisation.objects.create(name="示例建设公司", code="91110000600037341L")
    Case.objects.filter(pk=mine.pk).update(organisation=firm)
    Membership.objects.create(user=people["stranger"], organisation=firm)
    assert "代表：示例建设公司" in page(client, "/my/")


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("kind=engine", True),
        ("kind=feedback", False),
        ("status=waiting", True),
        ("status=nonsense", True),
        ("page=x", True),
    ],
)
def test_the_list_is_narrowed(me, mine, query, shown):
    assert (mine.number in page(me, f"/my/?{query}")) == shown


def test_the_list_takes_the_same_queries_for_one_and_for_many(me, mine, people):
    page(me, "/my/")
    with CaptureQueriesContext(connection) as one:
        page(me, "/my/")
    for _ in range(5):
        at_status(make_draft(people["applicant"]), people, "returned")
    with CaptureQueriesContext(connection) as many:
        page(me, "/my/")
    assert len(many) == len(one)


def test_nobody_sees_or_moves_the_case_of_another(client, mine, people):
    client.force_login(people["stranger"])
    for path in ["", "cancel/"]:
        assert client.get(f"/my/{mine.number}/{path}").status_code == 404
    assert client.post(f"/my/{mine.number}/cancel/", {"seen_version": mine.version}).status_code == 404
    mine.refresh_from_db()
    assert mine.status == "waiting"


def test_a_case_tells_where_it_stands_and_hides_internal_words(me, mine, people):
    shown = page(me, f"/my/{mine.number}/")
    assert "工作人员正在办理" in shown
    assert "取消" in shown
    services.apply_transition(mine, "accept", actor=people["reviewer"], seen_version=mine.version, opinion="内部意见甲")
    mine.refresh_from_db()
    services.apply_transition(mine, "return", actor=people["reviewer"], seen_version=mine.version, opinion="请补图纸乙")
    shown = page(me, f"/my/{mine.number}/")
    assert "内部意见甲" not in shown
    assert "请补图纸乙" in shown
    assert "等待您处理" in shown


def test_steps_of_ones_own_are_confirmed_by_post(me, mine):
    url = f"/my/{mine.number}/cancel/"
    assert "确认取消" in page(me, url)
    mine.refresh_from_db()
    assert mine.status == "waiting"
    stale = me.post(url, {"seen_version": mine.version - 1})
    assert stale.status_code == 422
    assert "已经处理了这个办件" in stale.content.decode()
    assert me.post(url, {"seen_version": mine.version}).status_code == 302
    mine.refresh_from_db()
    assert mine.status == "cancelled"


@pytest.mark.parametrize("action", ["accept", "lapse", "nonsense"])
def test_steps_of_others_are_not_there(me, mine, action):
    assert me.post(f"/my/{mine.number}/{action}/", {"seen_version": mine.version}).status_code == 404


def test_withdrawal_is_offered_while_it_is_possible(client, draft, people):
    client.force_login(people["applicant"])
    case = services.submit(draft, "send", actor=people["applicant"], seen_version=0, content=CONTENT)
    assert f"/my/{case.number}/withdraw/" in page(client, f"/my/{case.number}/")
    Case.objects.filter(pk=case.pk).update(withdrawable_until=None)
    assert f"/my/{case.number}/withdraw/" not in page(client, f"/my/{case.number}/")


def test_opening_a_message_is_reading_it(me, people, client):
    sent = notifications.tell(
        people["applicant"], "feedback_answered", {"编号": "FK1", "状态": "已答复", "意见": "好"}
    )[0]
    assert "未读" in page(me, "/my/messages/")
    assert "FK1" in page(me, f"/my/messages/{sent.pk}/")
    assert Message.objects.get(pk=sent.pk).read_at
    assert "未读" not in page(me, "/my/messages/")
    client.force_login(people["stranger"])
    assert client.get(f"/my/messages/{sent.pk}/").status_code == 404
