"""Signing in by telephone and code: the way through, the limits, and that nothing tells who has an account."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import notices, persons
from accounts.encryption import keyed_hash
from accounts.models import Consent, KeyKind, PrivacyNotice, SignInCode, User
from accounts.signin import codes, people
from audit.models import Entry
from notifications import sending
from notifications.models import Message
from tests.accounts.signin.conftest import CAPTCHA, PHONE, make_older

OTHER = "13800000002"


def enrolled(phone=PHONE, name="示例明") -> User:
    return people.enrol_by_phone(phone, name=name, notice=None)


def test_a_known_number_signs_in(client, prove):
    user = enrolled()
    answer = prove(next="/my/messages/")
    assert (answer.status_code, answer.url) == (302, "/my/messages/")
    assert client.session["_auth_user_id"] == str(user.pk)
    entry = Entry.objects.get(event="sign_in")
    assert (entry.actor, entry.data) == (user, {"ways": ["phone"]})


def test_an_unknown_number_becomes_an_account_after_name_and_notice(client, prove):
    notice = notices.publish(PrivacyNotice.objects.get(), user=User.objects.create_superuser("root"))
    assert prove().url == "/accounts/login/welcome/"
    assert not User.objects.filter(phone_hash=keyed_hash(PHONE)).exists()
    page = client.get("/accounts/login/welcome/").content.decode()
    assert "我们收集什么" in page
    refused = client.post("/accounts/login/welcome/", {"name": "欧阳示例"})
    assert refused.status_code == 422
    assert "请先阅读《隐私说明》" in refused.content.decode()
    assert client.post("/accounts/login/welcome/", {"name": "欧阳示例", "agreed": "on"}).url == "/my/"
    user = persons.holder(KeyKind.PHONE, keyed_hash(PHONE))
    assert (user.last_name, user.first_name, user.phone) == ("欧阳", "示例", PHONE)
    assert not user.has_usable_password()
    assert not user.is_certified
    assert Consent.objects.get(user=user).notice == notice
    assert client.get("/my/").status_code == 200


@pytest.mark.parametrize("name", ["", "明", "示例1", "a" * 31, "<b>示例</b>"])
def test_a_name_that_is_none_is_sent_back(client, prove, name):
    prove()
    answer = client.post("/accounts/login/welcome/", {"name": name})
    assert answer.status_code == 422
    assert not persons.holder(KeyKind.PHONE, keyed_hash(PHONE))


@pytest.mark.parametrize("typed", ["138 0000 0001", "+86 13800000001", "１３８０００００００１", "008613800000001"])
def test_a_number_may_be_typed_in_many_ways(ask, sent, typed):
    assert ask(typed).url == "/accounts/login/code/"
    assert sent[0][0] == PHONE


@pytest.mark.parametrize("typed", ["", "12345", "23800000001", "138000000011", "1380000000a"])
def test_a_number_that_is_none_is_sent_back_with_what_was_typed(ask, sent, typed):
    answer = ask(typed)
    assert answer.status_code == 422
    assert f'value="{typed}"' in answer.content.decode() or not typed
    assert sent == []


def test_without_the_captcha_nothing_is_sent(client, sent):
    answer = client.post("/accounts/login/", {"phone": PHONE, "captcha_0": "x", "captcha_1": "wrong"})
    assert answer.status_code == 422
    assert sent == []


def test_the_question_in_words_is_the_other_way_and_keeps_the_number(client, sent):
    page = client.post("/accounts/login/", {"phone": PHONE, "switch": "1"}).content.decode()
    assert "等于几" in page
    assert f'value="{PHONE}"' in page


def answers_for(client_class, phone, code):
    """Everything that a stranger sees who types this number: page by page, status and text."""
    browser = client_class()
    first = browser.post("/accounts/login/", {"phone": phone, **CAPTCHA})
    page = browser.get(first.url)
    wrong = browser.post(first.url, {"code": code})
    return [(each.status_code, without_secrets(each, phone)) for each in (first, page, wrong)]


def without_secrets(answer, phone):
    text = answer.content.decode().replace(phone[-4:], "0000")
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text)


def test_nothing_tells_whether_a_number_has_an_account(client, sent):
    user = enrolled(PHONE)
    stopped = enrolled("13800000003")
    User.objects.filter(pk=stopped.pk).update(is_active=False)
    seen = [answers_for(type(client), phone, "000000") for phone in (PHONE, OTHER, "13800000003")]
    assert seen[0] == seen[1] == seen[2]
    assert len(sent) == 3
    assert user.pk  # made for its number only


def test_known_and_unknown_numbers_cost_the_same_queries(client, ask):
    enrolled(PHONE)
    counts = []
    for phone in (PHONE, OTHER):
        with CaptureQueriesContext(connection) as queries:
            ask(phone, browser=type(client)())
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_code_can_be_tried_five_times(client, ask, sent):
    ask()
    wrong = "000000" if sent[0][1] != "000000" else "111111"
    texts = [client.post("/accounts/login/code/", {"code": wrong}).content.decode() for _ in range(5)]
    assert all("验证码不对" in text for text in texts[:4])
    assert "已经失效" in texts[4]
    right = client.post("/accounts/login/code/", {"code": sent[0][1]})
    assert right.status_code == 422
    assert "_auth_user_id" not in client.session
    assert Entry.objects.filter(event="sign_in_failed").count() == 6


def test_a_code_holds_five_minutes(client, ask, sent):
    ask()
    make_older(minutes=5)
    assert "已经失效" in client.post("/accounts/login/code/", {"code": sent[0][1]}).content.decode()


def test_a_code_is_used_once(client, prove, sent, ask):
    enrolled()
    ask()
    row = SignInCode.objects.get()
    assert codes.check(row.pk, PHONE, sent[0][1]) is codes.Outcome.RIGHT
    assert codes.check(row.pk, PHONE, sent[0][1]) is codes.Outcome.OVER


def test_a_newer_code_ends_the_older(client, ask, sent):
    ask()
    first = SignInCode.objects.get()
    make_older(minutes=2)
    SignInCode.objects.update(expires_at=timezone.now() + timedelta(minutes=5))
    ask()
    assert codes.check(first.pk, PHONE, sent[0][1]) is codes.Outcome.OVER


def test_a_code_is_of_one_number_and_one_browser(client, ask, sent):
    ask(PHONE)
    row = SignInCode.objects.get()
    assert codes.check(row.pk, OTHER, sent[0][1]) is codes.Outcome.WRONG
    stranger = type(client)()
    assert stranger.post("/accounts/login/code/", {"code": sent[0][1]}).url == "/accounts/login/"


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "１２３ "])
def test_what_is_no_code_costs_no_try(client, ask, typed):
    ask()
    assert client.post("/accounts/login/code/", {"code": typed}).status_code == 422
    assert SignInCode.objects.get().tries == 0


def test_a_number_gets_one_code_a_minute_five_an_hour_ten_a_day(sent):
    def send(**more):
        codes.send(PHONE, address=f"192.0.2.{len(sent)}", **more)

    for _ in range(5):
        send()
        with pytest.raises(codes.TooOften, match="约 1 分钟"):
            send()
        make_older(minutes=2)
    with pytest.raises(codes.TooOften):
        send()
    make_older(hours=1)
    for _ in range(5):
        send()
        make_older(minutes=2)
    make_older(hours=1)
    with pytest.raises(codes.TooOften, match="小时"):
        send()
    make_older(hours=22)
    send()
    assert len(sent) == 11


def test_an_address_gets_twenty_codes_an_hour_and_fewer_by_words(sent):
    for number in range(20):
        codes.send(f"138000001{number:02}", address="192.0.2.9")
    with pytest.raises(codes.TooOften):
        codes.send("13800000300", address="192.0.2.9")
    codes.send("13800000300", address="192.0.2.8")
    for number in range(4):
        codes.send(f"138000002{number:02}", address="192.0.2.7", in_words=True)
    with pytest.raises(codes.TooOften):
        codes.send("13800000400", address="192.0.2.7", in_words=True)
    codes.send("13800000400", address="192.0.2.7")


def test_who_asks_too_often_is_told_and_keeps_what_was_typed(ask):
    ask()
    answer = ask()
    assert answer.status_code == 429
    assert "太频繁" in answer.content.decode()
    assert PHONE in answer.content.decode()


def test_the_code_stands_nowhere_in_the_database_or_in_logs(client, ask, sent, caplog):
    caplog.set_level("DEBUG")
    ask()
    code = sent[0][1]
    message = Message.objects.get()
    assert code not in message.body
    sending.send(message.pk)
    message.refresh_from_db()
    assert message.state == "sent"
    assert message.body == ""
    row = SignInCode.objects.get()
    assert code not in f"{row.code_digest}{row.salt}{row.phone_hash}"
    assert PHONE not in f"{row.__dict__}"
    ours = [record.getMessage() for record in caplog.records if not record.name.startswith("django.db")]
    assert not any(code in line or PHONE in line for line in ours)
    assert PHONE not in str(dict(client.session))


def test_what_was_sent_goes_away(sent):
    codes.send(PHONE, address="192.0.2.1")
    assert codes.forget_old() == 0
    make_older(days=3)
    assert codes.forget_old() == 1


def test_a_stopped_account_is_told_only_to_who_has_proved_it(client, prove):
    user = enrolled()
    User.objects.filter(pk=user.pk).update(is_active=False)
    answer = prove()
    assert answer.status_code == 403
    assert "已经停用" in answer.content.decode()
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    "address",
    ["https://evil.invalid/", "//evil.invalid/", "/\\evil.invalid", "javascript:alert(1)", "\\\\evil.invalid", "my/"],
)
def test_nobody_is_led_away_from_the_site(client, prove, address):
    enrolled()
    assert prove(next=address).url == "/my/"
    assert client.get("/accounts/login/", {"next": address}).url == "/my/"


def test_two_windows_of_one_newcomer_make_one_account(client, prove):
    prove()
    enrolled()
    assert client.post("/accounts/login/welcome/", {"name": "示例明"}).url == "/my/"
    assert User.objects.filter(phone_hash=keyed_hash(PHONE)).count() == 1


def test_signing_out_is_a_post(client, prove):
    enrolled()
    prove()
    assert client.get("/accounts/logout/").status_code == 405
    answer = client.post("/accounts/logout/")
    assert answer.url == "/"
    assert answer.cookies["sessionid"].value == ""
    assert Entry.objects.filter(event="sign_out").exists()
    assert client.get("/my/").url == "/accounts/login/?next=/my/"
