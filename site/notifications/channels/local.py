"""Channels that need no gateway: the console and a file for development, and Django's e-mail."""

import json
import smtplib
import sys

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone

from notifications.channels import GatewayDown, Refused
from notifications.enums import State
from notifications.models import Message


class ConsoleSms:
    """Prints a text message, its number masked: for development."""

    def send(self, message: Message) -> str:
        sys.stdout.write(f"[短信 → 尾号 {message.phone_tail}] {message.body}\n")
        return message.reference

    def look_up(self, message: Message) -> State | None:
        return None


class FileSms:
    """Appends each text message as a line of JSON to SMS_FILE, where another program fetches it; knows what it wrote."""

    def send(self, message: Message) -> str:
        line = {
            "reference": message.reference,
            "phone": message.phone,
            "text": message.body,
            "at": timezone.now().isoformat(),
        }
        try:
            with open(settings.SMS_FILE, "a", encoding="utf-8") as file:
                file.write(json.dumps(line, ensure_ascii=False) + "\n")
        except OSError as error:
            raise GatewayDown(f"短信文件无法写入：{error.strerror}") from error
        return message.reference

    def look_up(self, message: Message) -> State | None:
        try:
            with open(settings.SMS_FILE, encoding="utf-8") as file:
                written = any(json.loads(line)["reference"] == message.reference for line in file if line.strip())
        except FileNotFoundError:
            return State.QUEUED
        return State.SENT if written else State.QUEUED


class DjangoEmail:
    """Sends through Django's e-mail backend (EMAIL_URL)."""

    def send(self, message: Message) -> str:
        mail = EmailMessage(
            message.title, message.body, to=[message.email], headers={"Message-ID": f"<{message.reference}@portal>"}
        )
        try:
            mail.send()
        except smtplib.SMTPRecipientsRefused as error:
            raise Refused("邮件服务器不接受这个地址") from error
        except (OSError, smtplib.SMTPException) as error:
            raise GatewayDown(f"邮件服务器没有接收：{type(error).__name__}") from error
        return message.reference

    def look_up(self, message: Message) -> State | None:
        return None
