"""Aliyun, Tencent Cloud and gateways by HTTP: what they are asked, and what their answers mean."""

import json
import logging

import pytest
from django.utils import timezone

from notifications import sending, services
from notifications.channels import GatewayDown, InDoubt, Refused, answers, channel_for
from notifications.channels.aliyun import AliyunSms
from notifications.channels.http import HttpSms
from notifications.channels.tencent import TencentSms
from notifications.enums import Channel, State
from notifications.models import Message
from tests.notifications import fake_gateway

PHONE = "13800138000"
SECRET = "secret-of-the-gateway"
PATHS = {
    "aliyun": "notifications.channels.aliyun.AliyunSms",
    "tencent": "notifications.channels.tencent.TencentSms",
    "http": "notifications.channels.http.HttpSms",
}


@pytest.fixture
def gateway(settings):
    running = fake_gateway.start()
    settings.SMS_GATEWAY = {
        "key_id": "key-id", "key_secret": SECRET, "sign_name": "示例档案馆", "app_id": "1400000000",
        "region": "ap-guangzhou", "endpoint": running.url,
    }  # fmt: skip
    settings.SMS_HTTP = {
        "url": f"{running.url}/send?id={{reference}}", "method": "POST", "success": r'"code":\s*0',
        "headers": {"Content-Type": "application/json", "Authorization": f"Bearer {SECRET}"},
        "body": '{"mobile": "{phone}", "content": "{text}", "id": "{reference}"}',
        "status_url": f"{running.url}/status?id={{reference}}",
        "delivered": "DELIVRD", "failed": "UNDELIV", "unknown": "NOT_FOUND",
    }  # fmt: skip
    yield running
    fake_gateway.stop(running)


@pytest.fixture
def message(db) -> Message:
    made = Message(
        key="feedback_answered", channel=Channel.SMS, body='您的留言"FK1"\n已答复。', values=["FK1", "已答复"],
        gateway_template="SMS_1001", state=State.QUEUED,
    )  # fmt: skip
    made.phone = PHONE
    made.save()
    return made


def tencent(status: dict) -> dict:
    return {"Response": {"SendStatusSet": [status], "RequestId": "r"}}


SENT = {
    "aliyun": {"Code": "OK", "Message": "OK", "BizId": "biz-1", "RequestId": "r"},
    "tencent": tencent({"Code": "Ok", "SerialNo": "biz-1", "SessionContext": "", "Message": "send success"}),
    "http": {"code": 0},
}
WRONG_NUMBER = {
    "aliyun": {"Code": "isv.MOBILE_NUMBER_ILLEGAL", "Message": "号码不对", "RequestId": "r"},
    "tencent": tencent({"Code": "InvalidParameterValue.IncorrectPhoneNumber", "Message": "号码不对"}),
    "http": {"code": 7, "message": "号码不对"},
}
THROTTLED = {
    "aliyun": {"Code": "isv.BUSINESS_LIMIT_CONTROL", "Message": "触发流控", "RequestId": "r"},
    "tencent": tencent({"Code": "LimitExceeded.PhoneNumberThirtySecondLimit", "Message": "触发流控"}),
}
EVERY = pytest.mark.parametrize("name", list(PATHS))


def channel(name: str, settings):
    settings.MESSAGE_CHANNELS = settings.MESSAGE_CHANNELS | {"sms": PATHS[name]}
    return {"aliyun": AliyunSms, "tencent": TencentSms, "http": HttpSms}[name]()


@EVERY
def test_a_message_that_the_gateway_takes(name, gateway, message, settings):
    made = channel(name, settings)
    assert type(channel_for(message)) is type(made)
    gateway.will_answer(SENT[name])
    assert sending.send(message.pk).state == State.SENT
    message.refresh_from_db()
    assert message.gateway_id == (message.reference if name == "http" else "biz-1")


def test_what_aliyun_is_asked(gateway, message, settings):
    gateway.will_answer(SENT["aliyun"])
    channel("aliyun", settings).send(message)
    [asked] = gateway.asked
    assert asked.headers["x-acs-action"] == "SendSms"
    assert asked.headers["authorization"].startswith("ACS3-HMAC-SHA256 Credential=key-id,SignedHeaders=")
    assert asked.fields["PhoneNumbers"] == PHONE
    assert asked.fields["SignName"] == "示例档案馆"
    assert asked.fields["TemplateCode"] == "SMS_1001"
    assert json.loads(asked.fields["TemplateParam"]) == {"v1": "FK1", "v2": "已答复"}
    assert asked.fields["OutId"] == message.reference


def test_what_tencent_is_asked(gateway, message, settings):
    gateway.will_answer(SENT["tencent"])
    channel("tencent", settings).send(message)
    [asked] = gateway.asked
    assert asked.headers["x-tc-action"] == "SendSms"
    assert asked.headers["authorization"].startswith("TC3-HMAC-SHA256 Credential=key-id/")
    assert asked.json == {
        "PhoneNumberSet": [f"+86{PHONE}"], "SmsSdkAppId": "1400000000", "SignName": "示例档案馆",
        "TemplateId": "SMS_1001", "TemplateParamSet": ["FK1", "已答复"], "SessionContext": message.reference,
    }  # fmt: skip


def test_what_a_gateway_by_http_is_asked(gateway, message, settings):
    gateway.will_answer(SENT["http"])
    channel("http", settings).send(message)
    [asked] = gateway.asked
    assert (asked.path, asked.fields) == ("/send", {"id": message.reference})
    assert asked.headers["authorization"] == f"Bearer {SECRET}"
    assert asked.json == {"mobile": PHONE, "content": message.body, "id": message.reference}


@pytest.mark.parametrize(
    ("kind", "body", "expected"),
    [
        ("application/x-www-form-urlencoded", "to={phone}&text={text}", f"to={PHONE}&text=%3Ca%3E%20%26%20%22b%22"),
        ("text/xml", "<t>{text}</t>", "<t>&lt;a&gt; &amp; &quot;b&quot;</t>"),
    ],
)
def test_values_are_written_as_the_body_asks(kind, body, expected, gateway, message, settings):
    settings.SMS_HTTP = settings.SMS_HTTP | {"headers": {"content-type": kind}, "body": body}
    message.body = '<a> & "b"'
    gateway.will_answer(SENT["http"])
    channel("http", settings).send(message)
    assert gateway.asked[0].body == expected


@EVERY
def test_a_wrong_number_is_refused_for_good(name, gateway, message, settings):
    channel(name, settings)
    gateway.will_answer(WRONG_NUMBER[name])
    sent = sending.send(message.pk)
    assert sent.state == State.FAILED
    assert "号码不对" in sent.error
    assert PHONE not in sent.error


@pytest.mark.parametrize("name", list(THROTTLED))
def test_a_throttled_message_is_tried_again(name, gateway, message, settings):
    channel(name, settings)
    gateway.will_answer(THROTTLED[name])
    with pytest.raises(GatewayDown, match="触发流控"):
        sending.send(message.pk)
    message.refresh_from_db()
    assert (message.state, message.attempts) == (State.QUEUED, 1)


@EVERY
def test_a_gateway_that_has_too_much_to_do_is_asked_again(name, gateway, message, settings):
    made = channel(name, settings)
    if name == "tencent":
        gateway.will_answer(
            {"Response": {"Error": {"Code": "RequestLimitExceeded", "Message": "忙"}, "RequestId": "r"}}
        )
    else:
        gateway.will_answer({"Code": "Throttling", "Message": "忙"}, status=429)
    with pytest.raises(GatewayDown):
        made.send(message)


@EVERY
def test_an_error_inside_the_gateway_leaves_the_message_in_doubt(name, gateway, message, settings):
    channel(name, settings)
    gateway.will_answer({"Code": "Oops", "Message": "oops"}, status=500)
    sent = sending.send(message.pk)
    assert (sent.state, sent.attempts) == (State.SENDING, 1), "nothing sends it again before somebody has looked it up"
    assert "不知道是否已经发出" in sent.error


@EVERY
def test_no_answer_in_time_leaves_the_message_in_doubt(name, gateway, message, settings, monkeypatch):
    monkeypatch.setattr(answers, "TIMEOUT", (1, 0.3))
    made = channel(name, settings)
    gateway.will_answer(None)
    with pytest.raises(InDoubt, match="没有及时回答"):
        made.send(message)


@EVERY
def test_an_answer_that_is_none(name, gateway, message, settings):
    made = channel(name, settings)
    gateway.will_answer("<html>login</html>")
    with pytest.raises(Refused if name == "http" else InDoubt):
        made.send(message)


@EVERY
def test_a_gateway_that_is_away_is_tried_later(name, gateway, message, settings):
    nowhere = "http://127.0.0.1:9"
    settings.SMS_GATEWAY = settings.SMS_GATEWAY | {"endpoint": nowhere}
    settings.SMS_HTTP = settings.SMS_HTTP | {"url": nowhere}
    with pytest.raises(GatewayDown, match="连接不上短信平台"):
        channel(name, settings).send(message)


@pytest.mark.parametrize("name", ["aliyun", "tencent"])
def test_words_that_are_not_registered_are_not_sent(name, gateway, message, settings):
    message.gateway_template = ""
    with pytest.raises(Refused, match="没有填写短信平台模板编号"):
        channel(name, settings).send(message)
    assert gateway.asked == []


def details(message: Message, status: int) -> dict:
    found = [{"OutId": message.reference, "SendStatus": status, "PhoneNum": PHONE}]
    return {"Code": "OK", "TotalCount": len(found), "SmsSendDetailDTOs": {"SmsSendDetailDTO": found}}


@pytest.mark.parametrize(("status", "state"), [(1, State.SENT), (2, State.FAILED), (3, State.DELIVERED)])
def test_aliyun_says_what_became_of_a_message(status, state, gateway, message, settings):
    message.sent_at = timezone.now()
    gateway.will_answer(details(message, status))
    assert channel("aliyun", settings).look_up(message) == state
    assert gateway.asked[0].fields["SendDate"] == f"{timezone.localtime():%Y%m%d}"
    assert gateway.asked[0].fields["PhoneNumber"] == PHONE


def test_aliyun_never_got_a_message(gateway, message, settings):
    gateway.will_answer({"Code": "OK", "TotalCount": 0, "SmsSendDetailDTOs": {"SmsSendDetailDTO": []}})
    assert channel("aliyun", settings).look_up(message) == State.QUEUED


@pytest.mark.parametrize(("status", "state"), [("SUCCESS", State.DELIVERED), ("FAIL", State.FAILED)])
def test_tencent_reports_delivery(status, state, gateway, message, settings):
    report = {"SessionContext": message.reference, "SerialNo": "biz-1", "ReportStatus": status}
    other = {"SessionContext": "x", "SerialNo": "y", "ReportStatus": "SUCCESS"}
    gateway.will_answer({"Response": {"PullSmsSendStatusSet": [other, report], "RequestId": "r"}})
    assert channel("tencent", settings).look_up(message) == state
    assert gateway.asked[0].json["PhoneNumber"] == f"+86{PHONE}"
    gateway.will_answer({"Response": {"PullSmsSendStatusSet": [other], "RequestId": "r"}})
    assert channel("tencent", settings).look_up(message) is None


@pytest.mark.parametrize(
    ("answer", "state"),
    [("DELIVRD", State.DELIVERED), ("UNDELIV", State.FAILED), ("NOT_FOUND", State.QUEUED), ("ACCEPTD", State.SENT)],
)
def test_a_gateway_by_http_says_what_became_of_a_message(answer, state, gateway, message, settings):
    gateway.will_answer({"status": answer})
    assert channel("http", settings).look_up(message) == state
    assert gateway.asked[0].fields == {"id": message.reference}


def test_the_job_brings_messages_to_their_end(gateway, message, settings):
    channel("http", settings)
    Message.objects.filter(pk=message.pk).update(state=State.SENT, sent_at=timezone.now())
    gateway.will_answer({"status": "ACCEPTD"})
    assert services.look_up_sent() == 0
    gateway.will_answer({"status": "DELIVRD"})
    assert services.look_up_sent() == 1
    message.refresh_from_db()
    assert message.state == State.DELIVERED
    assert message.delivered_at is not None
    assert services.look_up_sent() == 0, "what has arrived is asked for no more"


def test_a_gateway_that_is_away_ends_the_round_of_questions(message, settings, gateway):
    channel("http", settings)
    Message.objects.filter(pk=message.pk).update(state=State.SENT, sent_at=timezone.now())
    gateway.will_answer("busy", status=503)
    assert services.look_up_sent() == 0
    message.refresh_from_db()
    assert message.state == State.SENT


@EVERY
def test_nothing_of_a_message_reaches_the_log(name, gateway, message, settings, caplog):
    caplog.set_level(logging.DEBUG)
    channel(name, settings)
    gateway.will_answer(SENT[name])
    sending.send(message.pk)
    for private in (PHONE, message.body, SECRET, "已答复"):
        assert private not in caplog.text
