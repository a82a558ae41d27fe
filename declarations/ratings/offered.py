"""The scoring schemes that one may choose now, and every version that was ever enabled."""

from dataclasses import dataclass, replace

from django.db import transaction
from django.db.models import F
from django.utils import timezone

import page_cache
from declarations.models import SchemeVersion, ScoringScheme
from declarations.ratings.rows import rows_of, scheme_from
from rating import plain
from rating.schemes import Scheme


@dataclass(frozen=True)
class Offered:
    """One version of one standard. `name` tells it apart from every other and never changes: gbt51129-2017.1."""

    key: str
    number: int
    scheme: Scheme
    is_current: bool = True

    @property
    def name(self) -> str:
        """What forms and snapshots keep."""
        return f"{self.key}.{self.number}"

    @property
    def label(self) -> str:
        """What people choose."""
        version = f"（第 {self.number} 版评分表）" if self.number > 1 else ""
        return f"{self.scheme.code}《{self.scheme.title}》{version}"


WORDS = {"title": "", "source": "", "note": "", "checked_on": None, "valid_from": None, "valid_to": None}


def score_alike(one: Scheme, other: Scheme) -> bool:
    """Whether every sheet scores the same by both: they differ in words and dates about the standard alone."""
    return replace(one, **WORDS) == replace(other, **WORDS)


class Versions(dict):
    """Every version that was ever enabled, by name."""

    def offered(self) -> tuple[Offered, ...]:
        """The newest version of each enabled standard, the one in force longest first."""
        return tuple(each for each in self.values() if each.is_current)

    def find(self, name: str) -> Offered | None:
        """The version of that name, or of a key alone the current one."""
        return self.get(name) or next((each for each in self.offered() if each.key == name), None)


def versions() -> Versions:
    """All versions, read once a generation; in a transaction with one query each time."""
    return page_cache.kept("rating scheme versions", _read)


def offered() -> tuple[Offered, ...]:
    """What one may choose now."""
    return versions().offered()


def find(name: str) -> Offered | None:
    """The version of that name, or of a key alone the current one; old ones and those of disabled standards too."""
    return versions().find(name)


ORDER = (F("scheme__valid_from").asc(nulls_last=True), "scheme", "version_number")


def _read() -> Versions:
    """One query. A standard that comes into force later stands behind those that are in force."""
    rows = list(SchemeVersion.objects.select_related("scheme").order_by(*ORDER))
    newest = {row.scheme_id: row.version_number for row in rows}
    found = Versions()
    for row in rows:
        is_current = row.scheme.is_enabled and newest[row.scheme_id] == row.version_number
        scheme = plain.from_plain(Scheme, row.content)
        each = Offered(row.scheme.key, row.version_number, scheme, is_current)
        found[each.name] = each
    return found


@transaction.atomic
def keep_version(row: ScoringScheme) -> SchemeVersion | None:
    """Freezes what an enabled scheme says now as a new version, unless the last one says the same.

    Called after every save of a scheme and its lines; None when nothing new was enabled.
    """
    locked = ScoringScheme.objects.select_for_update().get(pk=row.pk)
    if not locked.is_enabled:
        return None
    content = plain.to_plain(scheme_from(rows_of(locked)))
    last = locked.versions.order_by("version_number").last()
    if last and last.content == content:
        return None
    number = last.version_number + 1 if last else 1
    return SchemeVersion.objects.create(scheme=locked, version_number=number, content=content, made_at=timezone.now())
