"""Text messages through Alibaba Cloud (阿里云短信服务) by its official SDK; needs requirements-sms.txt.

Words are registered with the gateway beforehand: a message names the template's code and fills its variables v1, v2 …
"""

import json

from alibabacloud_dysmsapi20170525 import models as sdk
from alibabacloud_dysmsapi20170525.client import Client
from alibabacloud_tea_openapi.exceptions import AlibabaCloudException
from alibabacloud_tea_openapi.utils_models import Config
from darabonba.runtime import RuntimeOptions
from django.conf import settings
from django.utils import timezone

from notifications.channels import GatewayDown, Refused, answers
from notifications.enums import State
from notifications.models import Message

ENDPOINT = "dysmsapi.aliyuncs.com"
# Codes after which the same message may be taken later; every other code is a refusal.
LATER = ("isv.BUSINESS_LIMIT_CONTROL", "isv.AMOUNT_NOT_ENOUGH", "isv.OUT_OF_SERVICE", "isp.SYSTEM_ERROR", "Throttling")
STATES = {1: State.SENT, 2: State.FAILED, 3: State.DELIVERED}
answers.hush("darabonba-core", "alibabacloud-tea")


class AliyunSms:
    """SendSms, with our reference as OutId, and QuerySendDetails to find it again."""

    def send(self, message: Message) -> str:
        if not message.gateway_template:
            raise Refused("消息模板没有填写短信平台模板编号")
        request = sdk.SendSmsRequest(
            phone_numbers=message.phone,
            sign_name=settings.SMS_GATEWAY["sign_name"],
            template_code=message.gateway_template,
            template_param=json.dumps({f"v{place}": text for place, text in enumerate(message.values, start=1)}),
            out_id=message.reference,
        )
        answer = self._ask("send_sms_with_options", request)
        if answer.code != "OK":
            raise _meaning(answer.code, answer.message)
        return answer.biz_id or ""

    def look_up(self, message: Message) -> State | None:
        """Asks for what went to the number on the day; one page holds more than a number may be sent in a day."""
        request = sdk.QuerySendDetailsRequest(
            phone_number=message.phone,
            send_date=f"{timezone.localtime(message.sent_at or message.changed_at):%Y%m%d}",
            page_size=50,
            current_page=1,
        )
        answer = self._ask("query_send_details_with_options", request)
        if answer.code != "OK":
            raise GatewayDown(f"短信平台没有告知结果（{answer.code}）")
        details = answer.sms_send_detail_dtos.sms_send_detail_dto if answer.sms_send_detail_dtos else []
        for detail in details or []:
            if detail.out_id == message.reference:
                return STATES.get(detail.send_status)
        return State.QUEUED if int(answer.total_count or 0) == len(details or []) else None

    def _ask(self, act: str, request: object):
        options = RuntimeOptions(connect_timeout=1000 * answers.TIMEOUT[0], read_timeout=1000 * answers.TIMEOUT[1])
        try:
            return getattr(_client(), act)(request, options).body
        except AlibabaCloudException as error:
            if error.status_code and error.status_code >= 429:
                raise answers.from_status(error.status_code) from None
            raise _meaning(error.code or "", error.message or "") from None
        except Exception as error:  # the SDK lets through whatever the network or the parser raised
            raise answers.from_network(error) from None


def _client() -> Client:
    given = settings.SMS_GATEWAY
    protocol, _, host = (given["endpoint"] or ENDPOINT).rpartition("://")
    configuration = Config(
        access_key_id=given["key_id"],
        access_key_secret=given["key_secret"],
        endpoint=host,
        protocol=(protocol or "https").upper(),
    )
    return Client(configuration)


def _meaning(code: str, words: str) -> Exception:
    """The error that a code of the gateway means; its words are the gateway's, without a number in them."""
    sentence = f"短信平台：{words or code}（{code}）"
    return GatewayDown(sentence) if code.startswith(LATER) else Refused(sentence)
