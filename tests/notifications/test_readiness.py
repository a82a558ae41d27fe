"""What the readiness report says of text messages."""

from notifications.models import MessageTemplate
from notifications.readiness import text_messages


def said() -> list[str]:
    return [finding.missing for finding in text_messages()]


def test_a_console_is_no_gateway(db, settings):
    settings.MESSAGE_CHANNELS = {"sms": "notifications.channels.local.ConsoleSms"}
    assert said() == ["短信只打印在终端上，没有发出去"]


def test_words_that_the_gateway_does_not_know_are_named(db, settings):
    settings.MESSAGE_CHANNELS = {"sms": "notifications.channels.aliyun.AliyunSms"}
    MessageTemplate.objects.update(sms="")
    assert said() == []
    MessageTemplate.objects.filter(key="sign_in_code").update(sms="{{ 验证码 }}")
    assert said() == ["消息模板“登录验证码”没有填写短信平台模板编号，它的短信发不出去"]
    MessageTemplate.objects.filter(key="sign_in_code").update(gateway_template="SMS_1")
    assert said() == []
