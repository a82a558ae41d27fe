"""Sending one message from the outbox."""

import logging

from django.utils import timezone

from accounts.signin import codes
from notifications import texts
from notifications.channels import GatewayDown, InDoubt, Refused, channel_for
from notifications.enums import State
from notifications.models import Message

logger = logging.getLogger(__name__)

MOST_ATTEMPTS = 6
CODE_HOLDS = codes.HOLDS  # a code that comes later than this helps nobody
CHANGED = ["state", "error", "attempts", "gateway_id", "sent_at", "changed_at"]


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
        message.gateway_id = _hand_over(message)[:100]
    except Refused as refusal:
        message.state, message.error = State.FAILED, str(refusal)[:300]
    except GatewayDown as down:
        again = message.attempts < MOST_ATTEMPTS
        message.state, message.error = (State.QUEUED if again else State.FAILED), str(down)[:300]
        if again:
            message.save(update_fields=CHANGED)
            raise
    except InDoubt as doubt:
        message.error = str(doubt)[:300]  # stays "sending": `services.settle_cut_off` asks the gateway
    else:
        message.state, message.error, message.sent_at = State.SENT, "", timezone.now()
    message.save(update_fields=CHANGED)
    if texts.is_secret(message.key) and message.state != State.QUEUED:
        Message.objects.filter(pk=message.pk).update(body="", values=[])
    logger.info("message", extra={"reference": message.reference, "channel": message.channel, "state": message.state})
    return message


def _hand_over(message: Message) -> str:
    """Gives the message to its channel; sealed words are opened in memory only."""
    if texts.is_secret(message.key):
        if message.created_at < timezone.now() - CODE_HOLDS:
            raise Refused("验证码已经过期，没有发出")
        message.unseal()
    return channel_for(message).send(message)
