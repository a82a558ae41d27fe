"""Messages are forgotten with the case they are about, and with the account they went to."""

from django.db.models import Q, QuerySet
from django.dispatch import receiver

from accounts.signals import account_forgotten
from casework.purging import on_purge
from notifications.models import CallTask, Message

ERASED = "（内容已依规清除）"


@on_purge
def forget_of_cases(case_ids: list[int]) -> dict[str, int]:
    """The words and addresses of every message about these cases."""
    return {"消息": _forget(Q(case__in=case_ids))}


@receiver(account_forgotten)
def forget_of_accounts(sender, users, **kwargs) -> None:
    """The same for every message to these accounts."""
    _forget(Q(user__in=users))


def _forget(which: Q) -> int:
    messages: QuerySet[Message] = Message.objects.filter(which)
    CallTask.objects.filter(message__in=messages).update(note="")
    return messages.update(
        title=ERASED, body=ERASED, email="", values=[], error="", phone_token="", phone_hash="", phone_tail=""
    )
