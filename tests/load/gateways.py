"""Gateways so slow that a program that is killed is killed while it asks one."""

import json
import time

from django.conf import settings

from notifications.channels.local import FileSms
from notifications.enums import State
from notifications.models import Message

PAUSE = 0.15  # seconds before the message is taken, and again before the answer


class SlowSms(FileSms):
    """Can be asked what became of a message."""

    def send(self, message: Message) -> str:
        time.sleep(PAUSE)
        taken = super().send(message)
        time.sleep(PAUSE)
        return taken


class SlowMail:
    """Cannot be asked."""

    def send(self, message: Message) -> str:
        time.sleep(PAUSE)
        with settings.MAIL_FILE.open("a", encoding="utf-8") as file:
            file.write(json.dumps({"reference": message.reference}) + "\n")
        time.sleep(PAUSE)
        return message.reference

    def look_up(self, message: Message) -> State | None:
        return None
