"""Making and renewing the accounts of people who sign in: what a provider certifies, what a person types."""

import secrets
from dataclasses import dataclass

from django.db import transaction

from accounts import notices, persons
from accounts.encryption import keyed_hash
from accounts.identifiers import normal_mobile, split_name
from accounts.models import KeyKind, PersonKey, PrivacyNotice, User
from accounts.signals import organisation_vouched


@dataclass(frozen=True)
class Claims:
    """All that the site takes of what an identity provider says of a person.

    organisation: code and name of the one the person acts for, where the provider is asked to vouch for that; what comes
    of it is a membership.
    """

    issuer: str
    sub: str
    name: str = ""
    phone: str = ""
    organisation: tuple[str, str] | None = None

    @classmethod
    def of(cls, said: dict, issuer: str, vouched: tuple[str, str] | None = None) -> "Claims":
        """The claims `sub`, `name` and `phone_number` of OpenID Connect; a number that is no mobile is left out.

        vouched: the names of the claims that hold an organisation's code and name; None where the provider has none.
        """
        name = str(said.get("name") or f"{said.get('family_name') or ''}{said.get('given_name') or ''}")
        phone = normal_mobile(str(said.get("phone_number") or ""))
        code, title = (_plain(said.get(claim)) for claim in vouched) if vouched else ("", "")
        return cls(issuer, str(said["sub"]), _plain(name)[:60], phone, (code, title) if code and title else None)

    @property
    def digest(self) -> str:
        return persons.oidc_digest(self.issuer, self.sub)

    @property
    def kept(self) -> dict[str, str]:
        """What may be stored beside name and telephone, which have their own (encrypted) columns."""
        return {"iss": self.issuer, "sub": self.sub}


def _plain(said: object) -> str:
    """What was said as text; PostgreSQL takes no NUL."""
    return str(said or "").replace("\x00", "").strip()


def new_username() -> str:
    """A name for the account that tells nothing of the person."""
    return f"u{secrets.token_hex(8)}"


@transaction.atomic
def certify(user: User, claims: Claims, provider: str) -> User:
    """Writes what the provider says of the person into the account, saved or not, and makes the keys known.

    A number that signs in to another account stays there: it becomes a key for limits, and no way in.
    """
    user.certified_by = provider
    if claims.name:
        user.last_name, user.first_name = split_name(claims.name)
    user.username = user.username or new_username()
    if claims.phone and claims.phone != user.phone:
        user.phone = claims.phone
    user.save()
    persons.add_key(user, KeyKind.OIDC, claims.digest)
    if claims.phone:
        _name_phone(user, claims.phone)
    if claims.organisation:
        code, name = claims.organisation
        organisation_vouched.send(sender=User, user=user, code=code, name=name)
    return user


@transaction.atomic
def renew(user: User, claims: Claims, provider: str) -> User:
    """The account with what the provider says today; one that is no longer active is left as it is."""
    locked = User.objects.select_for_update().get(pk=user.pk)
    return certify(locked, claims, provider) if locked.is_active else locked


def _name_phone(user: User, phone: str) -> None:
    """A number the provider names: a key for limits; one that the person proved earlier keeps signing in."""
    digest = keyed_hash(phone)
    old = PersonKey.objects.filter(user=user, kind=KeyKind.PHONE, signs_in=False, ended_at=None).exclude(digest=digest)
    for key in old:
        persons.end_key(key)
    persons.add_key(user, KeyKind.PHONE, digest, signs_in=False)


@transaction.atomic
def enrol_by_phone(phone: str, *, name: str, notice: PrivacyNotice | None, address: str = "") -> User:
    """The account of somebody who has proved a number that no account signs in by.

    IntegrityError when the same number was enrolled a moment ago.
    """
    last_name, first_name = split_name(name)
    user = User(username=new_username(), last_name=last_name, first_name=first_name)
    user.phone = phone
    user.set_unusable_password()
    user.save()
    persons.add_key(user, KeyKind.PHONE, keyed_hash(phone))
    if notice:
        notices.accept(user, notice, address=address)
    return user


@transaction.atomic
def prove_phone(user: User, phone: str) -> None:
    """From now on the person signs in by this number, and no longer by the one before.

    IntegrityError when the number signs in to another account.
    """
    digest = keyed_hash(phone)
    for key in PersonKey.objects.filter(user=user, kind=KeyKind.PHONE, signs_in=True, ended_at=None).exclude(
        digest=digest
    ):
        persons.end_key(key)
    persons.add_key(user, KeyKind.PHONE, digest)
    if not user.is_certified or not user.phone_token:
        user.phone = phone
        user.save(update_fields=["phone_token", "phone_hash", "phone_tail"])


def phone_clash(user: User) -> bool:
    """Whether the number of this account is proved by another account of, most likely, the same person."""
    if not user.phone_hash:
        return False
    found = persons.holder(KeyKind.PHONE, user.phone_hash)
    return found is not None and found.pk != user.pk and found.is_active
