import pytest
from captcha.models import CaptchaStore
from django.core.cache import cache
from django.test import Client
from wagtail.models import ModelLogEntry

from casework.errors import WrongPerson
from casework.services import apply_transition
from home.feedback import services
from home.feedback.views import SENT_AN_HOUR_BY_WORDS
from home.models import Feedback

FILLED = {"subject": "typo", "page_url": "/policies/", "text": "第二段“馆藏”写成了“管藏”。", "contact": ""}


@pytest.fixture(autouse=True)
def fresh_cache():
    cache.clear()


@pytest.fixture
def sent(db) -> Feedback:
    return services.send(subject="typo", text="有一个错字。", page_url="/policies/")


def filled(*, in_words=False, **changes) -> dict:
    challenge, answer = ("三加五等于几？", "8") if in_words else ("ABCD", "abcd")
    key = CaptchaStore.generate_key(lambda: (challenge, answer))
    return FILLED | {"captcha_0": key, "captcha_1": answer, "words": "1" if in_words else ""} | changes


def test_a_message_is_kept_and_its_sender_gets_a_code(client, db):
    response = client.post("/feedback/", filled(), follow=True)
    feedback = Feedback.objects.get()
    assert (feedback.subject, feedback.page_url, feedback.status) == ("typo", "/policies/", "new")
    assert feedback.number.startswith("FK")
    assert feedback.code in response.content.decode()
    assert "已经收到" in response.content.decode()


def test_the_link_on_a_page_fills_in_its_address(client, db):
    assert 'value="/notices/x/"' in client.get("/feedback/?page=/notices/x/").content.decode()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"text": ""}, "请填写“说明”"),
        ({"text": "错"}, "请至少写 5 个字"),
        ({"text": "字" * 2001}, "2000"),
        ({"subject": "nonsense"}, "nonsense"),
        ({"captcha_1": "wrong"}, "验证码不对或已过期"),
        ({"captcha_1": ""}, "请填写验证码"),
        ({"page_url": "javascript:alert(1)"}, "请填写本站页面的地址"),
        ({"contact": "x" * 101}, "100"),
    ],
)
def test_bad_input_gets_a_sentence_and_loses_nothing(client, db, changes, sentence):
    response = client.post("/feedback/", filled(**changes))
    page = response.content.decode()
    assert response.status_code == 422
    assert sentence in page
    assert not Feedback.objects.exists()
    if "text" not in changes:
        assert FILLED["text"] in page


def test_a_question_in_words_stands_in_for_the_picture(client, db):
    page = client.post("/feedback/", filled() | {"switch": "1"}).content.decode()
    assert "等于几？" in page
    assert FILLED["text"] in page, "what was typed stays when the challenge changes"
    assert client.post("/feedback/", filled(in_words=True, captcha_1="八")).status_code == 302


def test_questions_in_words_have_the_stricter_limit(client, db):
    for _ in range(SENT_AN_HOUR_BY_WORDS):
        assert client.post("/feedback/", filled(in_words=True)).status_code == 302
    response = client.post("/feedback/", filled(in_words=True))
    assert response.status_code == 429
    assert "提交得太多了" in response.content.decode()
    assert FILLED["text"] in response.content.decode()
    assert Feedback.objects.count() == SENT_AN_HOUR_BY_WORDS
    assert client.post("/feedback/", filled()).status_code == 302, "the picture has a limit of its own"


def test_csrf_is_asked_for(db):
    assert Client(enforce_csrf_checks=True).post("/feedback/", filled()).status_code == 403


def test_markup_is_shown_and_not_obeyed(client, db):
    client.post("/feedback/", filled(text="<script>alert(1)</script>"))
    page = client.get(f"/feedback/answer/{Feedback.objects.get().code}/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


def test_the_code_leads_to_the_answer(client, sent, admin_user):
    apply_transition(sent, "answer", actor=admin_user, seen_version=sent.version, opinion="已改正。")
    response = client.get("/feedback/answer/", {"code": f" {sent.code.lower()} "}, follow=True)
    assert "已改正。" in response.content.decode()


@pytest.mark.parametrize("path", ["%00", "a%00b", "'", "𠮷"])
def test_a_hostile_code_in_the_address_finds_nothing(client, db, path):
    assert client.get(f"/feedback/answer/{path}/").status_code == 404


@pytest.mark.parametrize("code", ["", "不存在", "../../etc", "ZZZZZZZZZZ"])
def test_a_wrong_code_gets_a_kind_answer(client, db, code):
    response = client.get("/feedback/answer/", {"code": code}, follow=True)
    assert response.status_code in {200, 404}
    assert "查询码" in response.content.decode()


def test_an_answer_needs_the_right(sent, django_user_model):
    user = django_user_model.objects.create_user("reader")
    with pytest.raises(WrongPerson):
        apply_transition(sent, "answer", actor=user, seen_version=sent.version, opinion="x")
    sent.refresh_from_db()
    assert sent.status == "new"
    assert [change.action for change in sent.history.all()] == ["send"]


def test_of_two_answers_the_second_is_told_of_the_first(admin_client, sent, admin_user):
    url = f"/admin/cases/step/{sent.pk}/"
    seen = {"seen_version": sent.version}
    assert admin_client.post(url + "answer/", seen | {"opinion": "已改正。"}).status_code == 302
    second = admin_client.post(url + "decline/", seen | {"opinion": "不改。"})
    assert "已经处理了这个办件" in second.content.decode()
    assert "不改。" in second.content.decode(), "nothing typed is lost"
    sent.refresh_from_db()
    assert (sent.status, sent.answer.opinion, sent.answer.actor) == ("answered", "已改正。", admin_user)
    assert ModelLogEntry.objects.filter(action="casework.step").count() == 2
