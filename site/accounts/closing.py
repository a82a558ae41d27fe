"""Closing an account, and forgetting it when nothing of the person has to be kept any longer."""

from allauth.socialaccount.models import SocialAccount
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from accounts import persons
from accounts.models import Membership, User
from accounts.signals import account_closed, account_forgotten
from audit import services as audit
from audit.enums import Event

CLOSED_NAME = "已注销用户"
STAFF = "工作人员的账号不能自己注销，请联系本单位的系统管理员停用。"


class ClosingRefused(Exception):
    """The account may not be closed here; the sentence says why."""


def refusal(user: AbstractBaseUser) -> str:
    """Why this account may not be closed by its owner; "" when it may. Open cases are no reason: they go on."""
    if user.is_superuser or user.is_staff or user.groups.exists() or user.user_permissions.exists():
        return STAFF
    return ""


@transaction.atomic
def close(user: AbstractBaseUser, *, address: str = "") -> None:
    """The person no longer signs in by anything and acts for nobody. Cases stay, and limits follow the person's keys.

    Name and telephone stay with the cases until these are purged. Raises ClosingRefused, and then nothing has changed.
    """
    locked = User.objects.select_for_update().get(pk=user.pk)
    if sentence := refusal(locked):
        raise ClosingRefused(sentence)
    if locked.closed_at:
        return
    locked.closed_at, locked.is_active = timezone.now(), False
    locked.set_unusable_password()
    locked.save(update_fields=["closed_at", "is_active", "password"])
    persons.end_keys(locked)
    SocialAccount.objects.filter(
        user=locked
    ).delete()  # the next sign-in there makes a new account; limits know the key
    Membership.objects.active().filter(user=locked).update(ended_at=timezone.now())
    account_closed.send(sender=User, user=locked)
    audit.record(Event.ACCOUNT_CLOSED, actor=locked, about=f"用户 {locked.pk}", address=address)


@transaction.atomic
def forget(numbers: list[int]) -> int:
    """Takes name, telephone and address of mail out of these closed accounts; says out of how many.

    The rows stay, for history points to them. The caller knows that nothing else of the people has to be kept.
    """
    users = list(User.objects.filter(pk__in=numbers, closed_at__isnull=False, forgotten_at=None).select_for_update())
    now = timezone.now()
    for user in users:
        user.phone = user.email = user.first_name = user.certified_by = ""
        user.last_name, user.username, user.forgotten_at = CLOSED_NAME, f"closed-{user.pk}", now
    fields = ["phone_token", "phone_hash", "phone_tail", "email", "first_name", "last_name", "username"]
    User.objects.bulk_update(users, [*fields, "certified_by", "forgotten_at"])
    account_forgotten.send(sender=User, users=users)
    if users:
        audit.record(Event.PURGED, actor=None, about=CLOSED_NAME, data={"user": [user.pk for user in users]})
    return len(users)
