"""What the readiness report says of messages."""

from collections.abc import Iterator

from django.conf import settings
from django.urls import reverse

from notifications.models import MessageTemplate
from operations.readiness import Finding, Level, check

NEED_TEMPLATES = ("notifications.channels.aliyun", "notifications.channels.tencent")


@check("短信")
def text_messages() -> Iterator[Finding]:
    """Whether text messages leave the house, and whether the gateway knows their words."""
    channel = settings.MESSAGE_CHANNELS["sms"]
    if channel.endswith(".ConsoleSms"):
        yield Finding(
            Level.WARNING,
            "短信只打印在终端上，没有发出去",
            "设置环境变量 SMS_CHANNEL（aliyun、tencent、http 或 file）和它需要的变量。",
        )
    if channel.startswith(NEED_TEMPLATES):
        for template in MessageTemplate.objects.exclude(sms="").filter(gateway_template=""):
            yield Finding(
                Level.WARNING,
                f"消息模板“{template}”没有填写短信平台模板编号，它的短信发不出去",
                "把短信内容在平台报备，审核通过后填写编号；模板页面的“预览”给出报备用的文本。",
                reverse("messagetemplate:edit", args=[template.pk]),
            )
