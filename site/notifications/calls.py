"""电话通知: an important message that reached nobody in time becomes a telephone call for staff."""

from datetime import timedelta

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from casework.permissions import kinds_for
from notifications.enums import ARRIVED, Channel
from notifications.models import CallTask, Message, MessageTemplate

DEFAULT_HOURS = 24
LOOKS_BACK = timedelta(days=60)  # an older message is nobody's telephone call any more
MINUTE = timedelta(minutes=1)


class CallRefused(Exception):
    """A call was not written down; str(error) says why, in Chinese."""


def ask_for_calls() -> int:
    """Makes a task for each important message that nobody has read and that no channel has delivered in its hours."""
    now, made = timezone.now(), 0
    hours = dict(MessageTemplate.objects.values_list("key", "call_after_hours"))
    shortest = timedelta(hours=min([DEFAULT_HOURS, *hours.values()]))
    late = Message.objects.filter(
        important=True,
        channel=Channel.SITE,
        read_at=None,
        call_task=None,
        created_at__range=(now - LOOKS_BACK, now - shortest),
    )
    for message in late.iterator():
        due = message.created_at + timedelta(hours=hours.get(message.key, DEFAULT_HOURS))
        if due <= now and not _arrived_otherwise(message):
            made += CallTask.objects.get_or_create(message=message)[1]
    return made


def _arrived_otherwise(message: Message) -> bool:
    """Whether the same words reached the person by text message, at once or when they were sent again."""
    twins = Message.objects.filter(case=message.case_id, user=message.user_id, key=message.key, channel=Channel.SMS)
    return twins.filter(created_at__gte=message.created_at - MINUTE, state__in=ARRIVED).exists()


def for_staff(user: AbstractBaseUser) -> QuerySet[CallTask]:
    """The calls that a member of staff may make: about cases of the kinds they work on, the oldest first."""
    tasks = CallTask.objects.filter(message__case__kind__in=kinds_for(user))
    return tasks.select_related(
        "message__user", "message__case__applicant", "message__case__organisation", "done_by"
    ).order_by("created_at", "pk")


@transaction.atomic
def finish(task: CallTask, *, user: AbstractBaseUser, note: str) -> CallTask:
    """Writes down that the call was made and what came of it; CallRefused when a colleague was faster."""
    locked = CallTask.objects.select_for_update().get(pk=task.pk)
    if not for_staff(user).filter(pk=task.pk).exists():
        raise CallRefused("您没有办理这项业务的权限。")
    if locked.done_at:
        raise CallRefused(f"{locked.done_by} 已经打过这个电话：{locked.note}")
    if not note.strip():
        raise CallRefused("请写下通话情况，例如：已告知本人；无人接听，明天再打。")
    locked.done_at, locked.done_by, locked.note = timezone.now(), user, note.strip()[:300]
    locked.save()
    return locked
