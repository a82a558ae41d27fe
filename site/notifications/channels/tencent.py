"""Text messages through Tencent Cloud (腾讯云短信) by its official SDK; needs requirements-sms.txt.

Words are registered with the gateway beforehand: a message names the template's id and fills its variables {1}, {2} …
"""

from datetime import timedelta

import requests
from django.conf import settings
from django.utils import timezone
from tencentcloud.common.credential import Credential
from tencentcloud.common.exception.tencent_cloud_sdk_exception import TencentCloudSDKException
from tencentcloud.common.profile.client_profile import ClientProfile
from tencentcloud.common.profile.http_profile import HttpProfile
from tencentcloud.sms.v20210111 import models as sdk
from tencentcloud.sms.v20210111.sms_client import SmsClient

from notifications.channels import GatewayDown, InDoubt, Refused, answers
from notifications.enums import State
from notifications.models import Message

ENDPOINT = "sms.tencentcloudapi.com"
MOST_REPORTS = 100
# Codes after which the same message may be taken later; every other code is a refusal.
LATER = ("LimitExceeded", "RequestLimitExceeded", "InternalError", "FailedOperation.InsufficientBalance", "ResourceUn")
STATES = {"SUCCESS": State.DELIVERED, "FAIL": State.FAILED}
answers.hush("tencentcloud_sdk_common")


class TencentSms:
    """SendSms, with our reference as SessionContext, and the reports of delivery to find it again."""

    def send(self, message: Message) -> str:
        if not message.gateway_template:
            raise Refused("消息模板没有填写短信平台模板编号")
        request = sdk.SendSmsRequest()
        request.PhoneNumberSet = [_international(message.phone)]
        request.SmsSdkAppId = settings.SMS_GATEWAY["app_id"]
        request.SignName = settings.SMS_GATEWAY["sign_name"]
        request.TemplateId = message.gateway_template
        request.TemplateParamSet = list(message.values)
        request.SessionContext = message.reference
        [status] = self._ask("SendSms", request).SendStatusSet
        if status.Code != "Ok":
            raise _meaning(status.Code, status.Message)
        return status.SerialNo or ""

    def look_up(self, message: Message) -> State | None:
        """Looks through the reports of delivery of the number; a message without a report may be on its way or lost."""
        moment = message.sent_at or message.changed_at
        request = sdk.PullSmsSendStatusByPhoneNumberRequest()
        request.BeginTime = int((moment - timedelta(minutes=30)).timestamp())
        request.EndTime = int(min(timezone.now(), moment + timedelta(days=3)).timestamp())
        request.Offset, request.Limit = 0, MOST_REPORTS
        request.PhoneNumber = _international(message.phone)
        request.SmsSdkAppId = settings.SMS_GATEWAY["app_id"]
        for report in self._ask("PullSmsSendStatusByPhoneNumber", request).PullSmsSendStatusSet or []:
            if message.reference == report.SessionContext or (
                message.gateway_id and message.gateway_id == report.SerialNo
            ):
                return STATES.get(report.ReportStatus)
        return None

    def _ask(self, act: str, request: object):
        try:
            return getattr(_client(), act)(request)
        except TencentCloudSDKException as error:
            if error.code == "ServerNetworkError":
                raise InDoubt("短信平台出错，不知道是否已经发出") from None
            if not error.requestId:  # the SDK's own: no connection, or an answer that is none
                raise answers.from_network(error) from None
            raise _meaning(error.code or "", error.message or "") from None
        except (requests.RequestException, LookupError, TypeError, ValueError) as error:
            raise answers.from_network(error) from None


def _client() -> SmsClient:
    given = settings.SMS_GATEWAY
    protocol, _, host = (given["endpoint"] or ENDPOINT).rpartition("://")
    http = HttpProfile(protocol=protocol or "https", endpoint=host, reqTimeout=answers.TIMEOUT)
    credential = Credential(given["key_id"], given["key_secret"])
    return SmsClient(credential, given["region"], ClientProfile(httpProfile=http))


def _international(phone: str) -> str:
    return phone if phone.startswith("+") else f"+86{phone}"


def _meaning(code: str, words: str) -> Exception:
    """The error that a code of the gateway means."""
    sentence = f"短信平台：{words or code}（{code}）"
    return GatewayDown(sentence) if code.startswith(LATER) else Refused(sentence)
