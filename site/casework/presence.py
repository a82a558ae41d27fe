"""Who has a section open just now: a hint for colleagues, kept in the cache for minutes and nowhere else.

It locks nothing: who saves last is asked to compare (`SectionConflict`). Two who open a section in the same moment may
miss each other until the next sign of life.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.cache import cache
from django.utils import timezone

from casework.models import Case

LASTS = timedelta(minutes=5)
"""How long somebody counts as there after the last sign: opening the page, or its script's beat every minute."""


def _key(case: Case, section: str) -> str:
    return f"presence:{case.pk}:{section}"


def enter(case: Case, section: str, user: AbstractBaseUser) -> list[str]:
    """Notes that somebody has the section open, and returns the names of the others who have."""
    now = timezone.now()
    there = _alive(cache.get(_key(case, section)), now)
    there[user.pk] = (str(user), now)
    cache.set(_key(case, section), there, LASTS.total_seconds())
    return _others(there, user)


def leave(case: Case, section: str, user: AbstractBaseUser) -> None:
    """Notes that somebody is done with the section."""
    there = _alive(cache.get(_key(case, section)), timezone.now())
    if there.pop(user.pk, None):
        cache.set(_key(case, section), there, LASTS.total_seconds())


def others(case: Case, sections: Iterable[str], user: AbstractBaseUser) -> dict[str, list[str]]:
    """The names of the others in each of the sections that somebody else has open; one question to the cache."""
    now, names = timezone.now(), {_key(case, section): section for section in sections}
    found = cache.get_many(names)
    there = {names[key]: _others(_alive(value, now), user) for key, value in found.items()}
    return {section: people for section, people in there.items() if people}


def _alive(kept: dict | None, now: datetime) -> dict:
    return {pk: (name, at) for pk, (name, at) in (kept or {}).items() if now - at < LASTS}


def _others(there: dict, user: AbstractBaseUser) -> list[str]:
    return [name for pk, (name, _) in there.items() if pk != user.pk]
