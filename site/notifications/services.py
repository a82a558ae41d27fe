"""The outbox: writing messages, and what becomes of them."""

import logging
from datetime import timedelta

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from casework.models import Case
from notifications import texts
from notifications.channels import channel_for
from notifications.enums import ARRIVED, Channel, State
from notifications.models import CallTask, Message, MessageTemplate
from notifications.tasks import send_message

logger = logging.getLogger(__name__)

CUT_OFF_AFTER = timedelta(minutes=10)  # a message that has been "sending" for longer was cut off by a crash
CALL_AFTER = timedelta(hours=24)
COPIED = [
    "case",
    "user",
    "key",
    "channel",
    "title",
    "body",
    "email",
    "important",
    "phone_token",
    "phone_hash",
    "phone_tail",
]


def tell(user: AbstractBaseUser, key: str, values: dict, *, case: Case | None = None) -> list[Message]:
    """Writes one message a channel for a person, in the caller's transaction; a worker sends them after it.

    The words are those of the template row or, while staff have not made one, those the feature registered.
    """
    words = MessageTemplate.objects.filter(key=key).first() or texts.get(key)
    title, body = texts.fill(words.title, values), texts.fill(words.body, values)
    common = {"user": user, "key": key, "case": case, "title": title, "important": words.important}
    messages = [Message(channel=Channel.SITE, body=body, state=State.DELIVERED, sent_at=timezone.now(), **common)]
    if words.sms and user.phone_token:
        message = Message(channel=Channel.SMS, body=texts.fill(words.sms, values), **common)
        message.phone_token, message.phone_hash, message.phone_tail = user.phone_token, user.phone_hash, user.phone_tail
        messages.append(message)
    if user.email:
        messages.append(Message(channel=Channel.EMAIL, body=body, email=user.email, **common))
    for message in messages:
        message.save()
    _enqueue(messages)
    return messages


def _enqueue(messages: list[Message]) -> None:
    """Hands what must leave the house to the worker; the task is part of the transaction and goes back with it."""
    for message in messages:
        if message.state == State.QUEUED:
            send_message.enqueue(message.pk)


def settle_cut_off() -> int:
    """Finds messages cut off by a crash and settles them: by asking the gateway, or as 结果待核 for staff to decide."""
    settled = 0
    for message in Message.objects.filter(state=State.SENDING, changed_at__lt=timezone.now() - CUT_OFF_AFTER):
        found = channel_for(message).look_up(message.reference)
        message.error = "" if found else "发送时中断，不知道是否已经发出"
        unchanged = Message.objects.filter(pk=message.pk, state=State.SENDING, changed_at=message.changed_at)
        message.state = found or State.UNKNOWN
        with transaction.atomic():
            settled += unchanged.update(state=message.state, error=message.error, changed_at=timezone.now())
            _enqueue([message])
    return settled


@transaction.atomic
def resend(message: Message, *, user: AbstractBaseUser) -> Message:
    """Sends a message that did not arrive once more, as a message of its own; asked for by a member of staff."""
    again = Message(**{name: getattr(message, name) for name in COPIED})
    again.save()
    logger.info("resend", extra={"reference": message.reference, "again": again.reference, "staff": user.pk})
    _enqueue([again])
    return again


@transaction.atomic
def read(user: AbstractBaseUser, message_id: int) -> Message:
    """Marks a person's own on-site message as read; Message.DoesNotExist for anybody else's."""
    message = Message.objects.select_for_update().get(pk=message_id, user=user, channel=Channel.SITE)
    if message.state != State.READ:
        message.state, message.read_at = State.READ, timezone.now()
        message.save()
    return message


def ask_for_calls() -> int:
    """Makes a 电话通知 task for each important message that nobody has read and that no channel has delivered."""
    late = Message.objects.filter(
        important=True, channel=Channel.SITE, read_at=None, call_task=None, created_at__lt=timezone.now() - CALL_AFTER
    )
    made = 0
    for message in late.iterator():
        twins = Message.objects.filter(case=message.case, user=message.user, key=message.key, channel=Channel.SMS)
        if twins.filter(created_at__gte=message.created_at - timedelta(minutes=1), state__in=ARRIVED).exists():
            continue
        made += CallTask.objects.get_or_create(message=message)[1]
    return made
