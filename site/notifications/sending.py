"""Sending one message from the outbox."""

import logging

from django.utils import timezone

from notifications.channels import GatewayDown, Refused, channel_for
from notifications.enums import State
from notifications.models import Message

logger = logging.getLogger(__name__)

MOST_ATTEMPTS = 6


def send(message_id: int) -> Message:
    """Sends one queued message, once.

    The state says "sending", committed, before the gateway is asked: what a crash cuts off is then known to be in doubt
    and is looked up, never sent blindly again. A gateway that is down leaves the message queued and raises GatewayDown,
    so that the task is tried again later.
    """
    claimed = Message.objects.filter(pk=message_id, state=State.QUEUED).update(
        state=State.SENDING, changed_at=timezone.now()
    )
    message = Message.objects.get(pk=message_id)
    if not claimed:
        return message
    message.attempts += 1
    try:
        message.gateway_id = channel_for(message).send(message)[:100]
    except Refused as refusal:
        message.state, message.error = State.FAILED, str(refusal)[:300]
    except GatewayDown as down:
        again = message.attempts < MOST_ATTEMPTS
        message.state, message.error = (State.QUEUED if again else State.FAILED), str(down)[:300]
        message.save()
        if again:
            raise
    else:
        message.state, message.error, message.sent_at = State.SENT, "", timezone.now()
    message.save()
    logger.info("message", extra={"reference": message.reference, "channel": message.channel, "state": message.state})
    return message
