"""The outbox: writing messages, and what becomes of them."""

import logging
from datetime import datetime, time, timedelta

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

import page_cache
from accounts.identifiers import is_mobile
from audit.enums import Event
from audit.services import record
from casework.models import Case
from notifications import texts
from notifications.channels import GatewayDown, InDoubt, channel_for
from notifications.enums import MAY_BE_RESENT, Channel, State
from notifications.models import Message, MessageTemplate
from notifications.tasks import send_message

logger = logging.getLogger(__name__)

CUT_OFF_AFTER = timedelta(minutes=10)  # a message that has been "sending" for longer was cut off by a crash
FORGOTTEN_AFTER = timedelta(hours=2)  # longer than the longest pause between two attempts
REPORTS_FOR = timedelta(hours=72)  # gateways report delivery within three days or never
LOOKED_UP_AT_ONCE = 200
NIGHT, MORNING = time(21), time(8)
PHONE = ["phone_token", "phone_hash", "phone_tail"]
COPIED = ["case", "user", "key", "channel", "title", "body", "email", "values", "important", "priority", *PHONE]


class NotResent(Exception):
    """A message that is not sent again; str(error) says why, in Chinese."""


def tell(user: AbstractBaseUser, key: str, values: dict, *, case: Case | None = None) -> list[Message]:
    """Writes one message a channel for a person, in the caller's transaction; a worker sends them after it.

    The words are those of the template row or, while staff have not made one, those the feature registered.
    """
    words = _words(key)
    title, body = texts.fill(words.title, values), texts.fill(words.body, values)
    common = {"user": user, "key": key, "case": case, "title": title, "important": words.important}
    common["priority"] = texts.get(key).priority
    messages = [Message(channel=Channel.SITE, body=body, state=State.DELIVERED, sent_at=timezone.now(), **common)]
    if words.sms and user.phone_token:
        message = _text_message(words, values, **common)
        for name in PHONE:
            setattr(message, name, getattr(user, name))
        messages.append(message)
    if user.email:
        messages.append(Message(channel=Channel.EMAIL, body=body, email=user.email, **common))
    for message in messages:
        message.save()
    _enqueue(messages)
    return messages


def tell_about(case: Case, key: str, values: dict) -> None:
    """Tells whoever applied of a case: by account, or a caller by text message, where the text has one."""
    if case.applicant:
        tell(case.applicant, key, values, case=case)
    elif is_mobile(case.phone) and has_text_message(key):
        tell_number(case.phone, key, values, case=case)


def case_values(case: Case, opinion: str = "") -> dict[str, str]:
    """What every message about a case may say, and what its kind adds."""
    own = case.case_kind.message_values
    return {
        "编号": case.number,
        "业务": case.case_kind.label,
        "事项": case.title,
        "状态": case.status_label,
        "意见": opinion,
        **(own(case) if own else {}),
    }


def tell_number(phone: str, key: str, values: dict, *, case: Case | None = None) -> Message:
    """Writes one text message to a number, whoever has it, and nothing else: for codes and for callers.

    Words that carry a code are sealed at once: what lies in the database until it is sent is encrypted.
    """
    words = _words(key)
    message = _text_message(words, values, key=key, case=case, title=words.title, priority=texts.get(key).priority)
    message.phone = phone
    if texts.is_secret(key):
        message.seal()
    message.save()
    _enqueue([message])
    return message


def has_text_message(key: str) -> bool:
    """Whether the words, as staff have them now, go out by text message too."""
    return bool(_words(key).sms)


def _words(key: str) -> MessageTemplate | texts.Text:
    kept = page_cache.kept(("words", key), lambda: MessageTemplate.objects.filter(key=key).first())
    return kept or texts.get(key)


def _text_message(words: MessageTemplate | texts.Text, values: dict, **common) -> Message:
    return Message(
        channel=Channel.SMS,
        body=texts.fill(words.sms, values),
        values=texts.values_in_order(words.sms, values),
        gateway_template=getattr(words, "gateway_template", ""),
        **common,
    )


def _enqueue(messages: list[Message]) -> None:
    """Hands what must leave the house to the worker; the task is part of the transaction and goes back with it."""
    for message in messages:
        if message.state == State.QUEUED:
            send_message.using(priority=message.priority, run_after=_not_before(message)).enqueue(message.pk)


def _not_before(message: Message) -> datetime | None:
    """The next morning for a text message that waits for it and is written at night; None for what leaves at once."""
    now = timezone.localtime()
    if message.channel != Channel.SMS or not texts.is_by_day(message.key) or MORNING <= now.time() < NIGHT:
        return None
    day = now.date() + timedelta(days=now.time() >= NIGHT)
    return timezone.make_aware(datetime.combine(day, MORNING))


def settle_cut_off() -> int:
    """Finds messages cut off by a crash and settles them: by asking the gateway, or as 结果待核 for staff to decide."""
    settled = 0
    for message in Message.objects.filter(state=State.SENDING, changed_at__lt=timezone.now() - CUT_OFF_AFTER):
        try:
            found = channel_for(message).look_up(message)
        except GatewayDown:
            continue  # asked again at the next run
        except InDoubt:
            found = None
        message.error = "" if found else message.error or "发送时中断，不知道是否已经发出"
        settled += _settle(message, found or State.UNKNOWN)
    return settled


def look_up_sent() -> int:
    """Asks the gateway about text messages that it took, the longest unasked first; returns how many have an answer."""
    waiting = Message.objects.filter(
        state=State.SENT, channel=Channel.SMS, sent_at__gt=timezone.now() - REPORTS_FOR
    ).order_by("changed_at")[:LOOKED_UP_AT_ONCE]
    settled = 0
    for message in waiting:
        try:
            found = channel_for(message).look_up(message)
        except (GatewayDown, InDoubt) as error:
            logger.warning("gateway tells no results", extra={"error": type(error).__name__})
            break
        if found in (State.DELIVERED, State.FAILED):
            message.error = "" if found == State.DELIVERED else "短信平台报告没有送达"
            settled += _settle(message, found)
        else:
            Message.objects.filter(pk=message.pk, state=State.SENT).update(changed_at=timezone.now())
    return settled


def _settle(message: Message, state: State) -> int:
    """Gives a message its state unless somebody else has meanwhile; 1 when it was given."""
    now = timezone.now()
    unchanged = Message.objects.filter(pk=message.pk, state=message.state, changed_at=message.changed_at)
    message.state = state
    values = {"state": state, "error": message.error, "changed_at": now}
    if state == State.DELIVERED:
        values["delivered_at"] = now
    elif state == State.SENT and message.sent_at is None:
        values["sent_at"] = message.changed_at
    with transaction.atomic():
        done = unchanged.update(**values)
        if done:
            _enqueue([message])
    return done


def enqueue_forgotten() -> int:
    """Hands messages to the worker again whose task was lost with its worker; sending one twice is impossible."""
    lost = Message.objects.filter(state=State.QUEUED, changed_at__lt=timezone.now() - FORGOTTEN_AFTER)
    found = list(lost.order_by("changed_at")[:LOOKED_UP_AT_ONCE])
    for message in found:
        with transaction.atomic():
            if Message.objects.filter(pk=message.pk, state=State.QUEUED).update(changed_at=timezone.now()):
                _enqueue([message])
    return len(found)


def may_resend(message: Message) -> bool:
    """Whether staff may send a message again: it left the house, did not arrive, and carries no code."""
    return message.channel != Channel.SITE and message.state in MAY_BE_RESENT and not texts.is_secret(message.key)


@transaction.atomic
def resend(message: Message, *, user: AbstractBaseUser, address: str = "") -> Message:
    """Sends a message that did not arrive once more, as a message of its own; NotResent when it may not be.

    The caller has asked whether the member of staff works on the case. It stands in the audit list.
    """
    message = Message.objects.select_for_update().get(pk=message.pk)
    if not may_resend(message):
        raise NotResent("这条消息不能重发：验证码不重发，已经送达的、还在发送的也不重发。")
    again = Message(**{name: getattr(message, name) for name in COPIED})
    words = MessageTemplate.objects.filter(key=message.key).first()
    again.gateway_template = message.gateway_template or (words.gateway_template if words else "")
    again.save()
    _enqueue([again])
    about = message.case.number if message.case_id else message.reference
    data = {"reference": message.reference, "again": again.reference, "channel": message.channel}
    record(Event.MESSAGE_RESENT, actor=user, about=about, address=address, data=data)
    return again


@transaction.atomic
def read(user: AbstractBaseUser, message_id: int) -> Message:
    """Marks a person's own on-site message as read; Message.DoesNotExist for anybody else's."""
    message = Message.objects.select_for_update().get(pk=message_id, user=user, channel=Channel.SITE)
    if message.state != State.READ:
        message.state, message.read_at = State.READ, timezone.now()
        message.save()
    return message
