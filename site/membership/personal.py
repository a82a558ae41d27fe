"""Names and numbers in invitations: the person invited sees them among their data, and in time they are forgotten."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.profile.stored import part
from casework.purging import Other, others
from membership.models import Invitation

KEPT = timedelta(days=365)


@part("经办人邀请")
def invitations(user: AbstractBaseUser) -> Iterator[dict]:
    """Who has invited this person's number, and what came of it."""
    if not user.phone_hash:
        return
    for each in Invitation.objects.filter(phone_hash=user.phone_hash).select_related("organisation"):
        yield {"单位": each.organisation.name, "姓名": each.name, "邀请时间": each.sent_at, "处理时间": each.settled_at}


def due(now: datetime) -> QuerySet[Invitation]:
    """Invitations sent that long ago whose name and number are still there."""
    return Invitation.objects.filter(sent_at__lt=now - KEPT).exclude(phone_hash="")


def forget(rows: QuerySet[Invitation]) -> int:
    """Takes name and number out; one that nobody answered is over with that."""
    return rows.update(
        name="", phone_token="", phone_hash="", phone_tail="", settled_at=Coalesce("settled_at", timezone.now())
    )


others.append(Other(f"经办人邀请满 {KEPT.days} 天", due, forget))
