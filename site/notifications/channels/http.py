"""Text messages through any gateway that takes one HTTP request a message, as local operators offer them.

Address, method, headers and body come from the environment; {phone}, {text} and {reference} are put in, written as the
place asks: quoted in addresses and forms, escaped in JSON and XML. Nothing of a request or an answer is logged.
"""

import json
import re
from contextlib import suppress
from urllib.parse import quote
from xml.sax.saxutils import escape

import requests
from django.conf import settings

from notifications.channels import Refused, answers
from notifications.enums import State
from notifications.models import Message
from operations.logs import mask

PLACES = re.compile(r"\{(phone|text|reference)\}")
SHOWN = 120  # characters of a refusal that staff read


class HttpSms:
    """One request to send, and one to look up where SMS_HTTP_STATUS_URL is set."""

    def send(self, message: Message) -> str:
        given = settings.SMS_HTTP
        answer = _ask(given["url"], given["method"], given["body"], message)
        if not re.search(given["success"], answer):
            raise Refused(f"短信平台没有接收：{_shown(answer, message)}")
        return message.reference

    def look_up(self, message: Message) -> State | None:
        given = settings.SMS_HTTP
        if not given["status_url"]:
            return None
        answer = _ask(given["status_url"], "GET", "", message)
        for name, state in (("delivered", State.DELIVERED), ("failed", State.FAILED), ("unknown", State.QUEUED)):
            if given[name] and re.search(given[name], answer):
                return state
        return State.SENT


def _ask(url: str, method: str, body: str, message: Message) -> str:
    """The text of the gateway's answer; the errors of the channel when there is none."""
    headers = settings.SMS_HTTP["headers"]
    kind = next((value for name, value in headers.items() if name.lower() == "content-type"), "")
    try:
        with requests.request(
            method,
            _filled(url, message, lambda text: quote(text, safe="")),
            data=_filled(body, message, _writer(kind)).encode() or None,
            headers=headers,
            timeout=answers.TIMEOUT,
            allow_redirects=False,
        ) as answer:
            text, status = answer.text, answer.status_code
    except requests.RequestException as error:
        raise answers.from_network(error) from None
    if status >= 500 or status in answers.NOT_TAKEN:
        raise answers.from_status(status)
    if status >= 300:
        raise Refused(f"短信平台没有接收（HTTP {status}）：{_shown(text, message)}")
    return text


def _writer(content_type: str):
    """How a value is written into a body of that type."""
    if "json" in content_type:
        return lambda text: json.dumps(text, ensure_ascii=False)[1:-1]
    if "xml" in content_type:
        return lambda text: escape(text, {'"': "&quot;", "'": "&apos;"})
    return lambda text: quote(text, safe="")


def _filled(pattern: str, message: Message, write) -> str:
    values = {"phone": message.phone, "text": message.body, "reference": message.reference}
    return PLACES.sub(lambda match: write(values[match[1]]), pattern)


def _shown(answer: str, message: Message) -> str:
    """What staff may read of an answer: no number, none of the message's own words."""
    with suppress(ValueError):  # what is no JSON is shown as it is
        answer = json.dumps(json.loads(answer), ensure_ascii=False)
    plain = " ".join(mask(answer.replace(message.phone, "").replace(message.body, "")).split())
    return plain[:SHOWN] or "没有说明原因"
