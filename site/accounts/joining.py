"""Two accounts of one person become one."""

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.db import transaction
from django.utils import timezone

from accounts.models import Consent, KeyKind, Membership, PersonKey, Role, Suspension, User
from accounts.persons import suspensions_of
from accounts.signals import account_counted, accounts_joined
from audit import services as audit
from audit.enums import Event

STAFF = "工作人员的账号不能合并。请用原来的方式登录，或者联系系统管理员。"
TWO_PEOPLE = "两个账号都经过统一身份认证，而且认证的不是同一个身份，不能合并。"
SAME = "这两种登录方式已经是同一个账号了。"
GONE = "要合并的账号已经停用，不能合并。"


class JoinRefused(Exception):
    """The accounts may not be joined; the sentence says why."""


def refusal(keeper: User, other: User) -> str:
    """Why these accounts may not be joined; "" when they may."""
    if keeper.pk == other.pk:
        return SAME
    if not keeper.is_active or not other.is_active:
        return GONE
    if other.is_superuser or other.groups.exists() or other.user_permissions.exists() or _has_second_factor(other):
        return STAFF
    issued = [issuers(keeper), issuers(other)]
    return TWO_PEOPLE if issued[0] & issued[1] else ""


@transaction.atomic
def join(keeper: User, other: User, *, address: str = "") -> User:
    """Moves everything of `other` to `keeper` and makes `other` inactive; the caller has seen both proved.

    Raises JoinRefused, and then nothing has changed.
    """
    locked = {
        each.pk: each for each in User.objects.select_for_update().filter(pk__in=[keeper.pk, other.pk]).order_by("pk")
    }
    keeper, other = locked[keeper.pk], locked[other.pk]
    if sentence := refusal(keeper, other):
        raise JoinRefused(sentence)
    moved = {"memberships": _move_memberships(keeper, other)}
    in_force: list[Suspension] = [*suspensions_of(keeper), *suspensions_of(other)]
    _move_keys(keeper, other)
    for suspension in in_force:
        suspension.keys.add(*PersonKey.objects.filter(user=keeper))
    moved["sign_ins"] = SocialAccount.objects.filter(user=other).update(user=keeper)
    agreed = Consent.objects.filter(user=keeper).values("notice")
    Consent.objects.filter(user=other).exclude(notice__in=agreed).update(user=keeper)
    for _, answer in accounts_joined.send(sender=User, keeper=keeper, other=other):
        moved |= answer or {}
    _take_over_person(keeper, other)
    audit.record(
        Event.ACCOUNT_JOINED,
        actor=keeper,
        about=f"用户 {keeper.pk}",
        address=address,
        data={"kept": keeper.pk, "emptied": other.pk, "moved": moved},
    )
    return keeper


def _take_over_person(keeper: User, other: User) -> None:
    """Name and telephone follow the certified account; the emptied one keeps neither and can no longer sign in."""
    if other.is_certified and not keeper.is_certified:
        keeper.certified_by, keeper.last_name, keeper.first_name = other.certified_by, other.last_name, other.first_name
    if other.phone_token and not keeper.phone_token:
        keeper.phone_token, keeper.phone_hash, keeper.phone_tail = other.phone_token, other.phone_hash, other.phone_tail
    keeper.save()
    other.phone, other.certified_by, other.is_active = "", "", False
    other.set_unusable_password()
    other.save()


def _move_keys(keeper: User, other: User) -> None:
    known = PersonKey.objects.filter(user=keeper, ended_at=None)
    if known.filter(kind=KeyKind.PHONE, signs_in=True).exists():  # one telephone signs in; the keeper's stays
        PersonKey.objects.filter(user=other, kind=KeyKind.PHONE, ended_at=None).update(ended_at=timezone.now())
    for key in PersonKey.objects.filter(user=other):
        twin = known.filter(kind=key.kind, digest=key.digest).first()
        if twin and not key.ended_at:
            signs_in, key.ended_at = key.signs_in, timezone.now()
            key.save()
            twin.signs_in = twin.signs_in or signs_in
            twin.save()
        key.user = keeper
        key.save(update_fields=["user"])


def _move_memberships(keeper: User, other: User) -> int:
    theirs = Membership.objects.active().filter(user=other)
    mine = Membership.objects.active().filter(user=keeper)
    shared = theirs.filter(organisation__in=list(mine.values_list("organisation", flat=True)))
    led = list(shared.filter(role=Role.ADMINISTRATOR).values_list("organisation", flat=True))
    mine.filter(organisation__in=led).update(role=Role.ADMINISTRATOR)
    shared.update(ended_at=timezone.now())
    return Membership.objects.filter(user=other).update(user=keeper)


def counts(user: User) -> list[tuple[str, int]]:
    """What would move with the account: (label, how many), for the person who confirms."""
    found = [("代表的单位", Membership.objects.active().filter(user=user).count())]
    for _, answer in account_counted.send(sender=User, user=user):
        found += answer or []
    return found


def issuers(user: User) -> set[str]:
    """The identity providers at which this person is known."""
    return {str(account.extra_data.get("iss", "")) for account in SocialAccount.objects.filter(user=user)}


def _has_second_factor(user: User) -> bool:
    return Authenticator.objects.filter(user=user).exists()
