"""The verified person behind accounts: keys, and the suspensions that follow them through closing and joining."""

from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from accounts.encryption import keyed_hash
from accounts.models import KeyKind, PersonKey, Suspension, User
from audit import services as audit
from audit.enums import Event


def oidc_digest(issuer: str, sub: str) -> str:
    """The key of a person at an identity provider; the issuer is part of it, so no other provider can name it."""
    return keyed_hash(f"{issuer}\n{sub}")


def holder(kind: KeyKind, digest: str) -> User | None:
    """The account to which this proven key signs in."""
    key = (
        PersonKey.objects.select_related("user").filter(kind=kind, digest=digest, signs_in=True, ended_at=None).first()
    )
    return key.user if key else None


@transaction.atomic
def add_key(user: AbstractBaseUser, kind: KeyKind, digest: str, *, signs_in: bool = True) -> PersonKey:
    """Makes a key the person's; suspensions in force reach it too. IntegrityError when it signs in elsewhere."""
    in_force = list(suspensions_of(user))
    key, made = PersonKey.objects.get_or_create(
        user=user, kind=kind, digest=digest, ended_at=None, defaults={"signs_in": signs_in}
    )
    if not made and signs_in and not key.signs_in:
        key.signs_in = True
        key.save(update_fields=["signs_in"])
    for suspension in in_force:
        suspension.keys.add(key)
    return key


def end_key(key: PersonKey) -> None:
    """The person no longer signs in by this key; it stays for limits."""
    key.ended_at = timezone.now()
    key.save(update_fields=["ended_at"])


def end_keys(user: AbstractBaseUser, kind: KeyKind | None = None) -> int:
    """The person no longer signs in by these keys; the keys stay, and limits with them. Returns how many ended."""
    keys = PersonKey.objects.filter(user=user, ended_at=None)
    return (keys.filter(kind=kind) if kind else keys).update(ended_at=timezone.now())


def keys_of(user: AbstractBaseUser) -> list[PersonKey]:
    """Every key by which this person is or was known."""
    return list(PersonKey.objects.filter(user=user))


def digests_of(user: AbstractBaseUser) -> set[str]:
    """The digests of all keys of the person, for counting across accounts."""
    return set(PersonKey.objects.filter(user=user).values_list("digest", flat=True))


def suspensions_of(user: AbstractBaseUser, kind: str = ""):
    """The suspensions in force on a person, under whichever account they were made."""
    found = Suspension.objects.in_force().filter(keys__digest__in=digests_of(user)).distinct()
    return found.filter(kind=kind) if kind else found


def suspension_of(user: AbstractBaseUser, kind: str) -> Suspension | None:
    """The suspension that holds longest on a person for one kind of thing; None when there is none."""
    found = list(suspensions_of(user, kind))
    return max(found, key=lambda each: (each.until is None, each.until or each.since), default=None)


@transaction.atomic
def suspend(
    user: AbstractBaseUser, kind: str, *, until: datetime | None, reason: str, by: AbstractBaseUser | None
) -> Suspension:
    """The person may not do this kind of thing until then (None: until lifted). by is None when a rule decides."""
    if not PersonKey.objects.filter(user=user).exists():
        add_key(user, KeyKind.ACCOUNT, keyed_hash(f"account\n{user.pk}"), signs_in=False)
    suspension = Suspension.objects.create(kind=kind, until=until, reason=reason, made_by=by)
    suspension.keys.set(PersonKey.objects.filter(user=user))
    audit.record(Event.SUSPENDED, actor=by, about=f"用户 {user.pk}", reason=reason, data={"kind": kind, "until": until})
    return suspension


@transaction.atomic
def lift(suspension: Suspension, *, by: AbstractBaseUser, reason: str) -> None:
    """Ends a suspension before its time; ending it twice changes nothing."""
    changed = Suspension.objects.filter(pk=suspension.pk, lifted_at=None).update(lifted_at=timezone.now(), lifted_by=by)
    if changed:
        data = {"suspension": suspension.pk, "lifted": True, "kind": suspension.kind}
        audit.record(Event.SUSPENDED, actor=by, reason=reason, data=data)
