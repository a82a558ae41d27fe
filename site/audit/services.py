"""Writing the audit list. There is one function that adds to it and one that lawfully erases from it."""

from collections.abc import Iterable

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from audit import chain
from audit.enums import Event
from audit.models import Entry, Head

HEAD = 1


@transaction.atomic
def record(
    event: Event,
    *,
    actor: AbstractBaseUser | None,
    about: str = "",
    reason: str = "",
    address: str = "",
    data: dict | None = None,
) -> Entry:
    """Adds one entry at the end of the list and returns it.

    actor is None for strangers and for the system itself. data holds ids, codes and masked values only, as plain JSON.
    Inside a transaction it should be the last thing done: the end of the list stays locked until that ends, so positions
    have no gaps, and an entry vanishes with the act that was rolled back.
    """
    end = _lock_head()
    entry = Entry(
        position=end.position + 1,
        at=timezone.now(),
        event=event,
        actor_id=actor.pk if actor else None,
        about=_plain(about)[:200],
        reason=_plain(reason)[:500],
        address=_plain(address)[:45],
        data=_plain(data or {}),
        salt=chain.new_salt(),
        previous=end.digest,
    )
    entry.details_digest = details_digest(entry)
    entry.digest = entry_digest(entry)
    entry.save(force_insert=True)
    Head.objects.filter(pk=HEAD).update(position=entry.position, digest=entry.digest)
    return entry


def erase(entries: Iterable[int], *, rule: str) -> int:
    """Takes the texts of these entries away under a rule and says how many; codes, times and digests stay."""
    return Entry.objects.filter(pk__in=list(entries), erased_under="").update(
        about="", reason="", address="", data={}, salt="", erased_under=rule
    )


def details_digest(entry: Entry) -> str:
    """The salted digest of what an entry says in words."""
    return chain.digest(["details", entry.salt, entry.about, entry.reason, entry.address, entry.data])


def entry_digest(entry: Entry) -> str:
    """The digest of one entry, over everything that must not change and the entry before."""
    codes = [entry.position, chain.moment(entry.at), str(entry.event), entry.actor_id]
    return chain.digest(["audit", *codes, entry.details_digest, entry.previous])


def _lock_head() -> Head:
    """The end of the list, locked until the transaction ends."""
    if not (end := Head.objects.select_for_update().filter(pk=HEAD).first()):
        Head.objects.get_or_create(pk=HEAD)
        end = Head.objects.select_for_update().get(pk=HEAD)
    return end


def _plain(value):
    """The value without NUL, which PostgreSQL takes in no text."""
    if isinstance(value, str):
        return str(value).replace("\x00", "")
    if isinstance(value, dict):
        return {_plain(str(key)): _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple | set):
        return [_plain(each) for each in value]
    return value if value is None or isinstance(value, bool | int) else str(value)
