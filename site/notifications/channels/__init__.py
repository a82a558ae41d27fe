"""The ways out of the house. A channel sends one message and can say what became of it."""

from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from notifications.enums import Channel, State
from notifications.models import Message


class Refused(Exception):
    """The gateway will not send this message, now or later: a wrong number, a text it does not allow."""


class GatewayDown(Exception):
    """The gateway has not taken the message; it may be tried again."""


class InDoubt(Exception):
    """The gateway was asked and gave no answer, so it may have the message or not: look up, never send again blindly."""


class MessageChannel(Protocol):
    """What every channel can do."""

    def send(self, message: Message) -> str:
        """Sends and returns the gateway's own name of the message; Refused, GatewayDown or InDoubt when it could not."""

    def look_up(self, message: Message) -> State | None:
        """What became of a message, by its reference: QUEUED says that the gateway never got it, None that it cannot tell.

        GatewayDown when the gateway did not answer.
        """


def channel_for(message: Message) -> MessageChannel:
    """The channel that the settings choose for a message."""
    return import_string(settings.MESSAGE_CHANNELS[Channel(message.channel)])()
