"""Counts of entries by facet, kept with every change of the catalogue, so that a list never counts its documents.

For each kind the table CatalogueCount holds how many entries have a value of a facet, overall (given is "") and among
the entries that have one given value of another facet (given is "year=2020"). That answers a list with at most one
filter for each facet asked about; with more filters the selection is narrow enough to be counted live.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date

from django.db import connection, transaction
from django.db.models import Sum

from catalogue.enums import Kind
from catalogue.models import CatalogueCount, CatalogueEntry

TOPIC, ISSUER, YEAR, VALIDITY, TYPE = "topic", "issuer", "year", "validity", "type"
FACETS = (TOPIC, ISSUER, YEAR, VALIDITY, TYPE)
UNTIL = "until"  # the day on which a notice ends; not a facet to choose, but what tells how many have ended
TOTAL = ""

_LOCK = 0x6361746C  # the advisory lock that puts changes of the counts in a row
_BATCH = 2_000  # rows in one statement: 10,000 values, below the limits of SQLite and PostgreSQL
_waiting: ContextVar[Counter | None] = ContextVar("waiting_counts", default=None)

Key = tuple[str, str, str, str]


def given(facet: str, value: str) -> str:
    """How a given value is written in the table."""
    return f"{facet}={value}"


def terms(entry: CatalogueEntry) -> list[tuple[str, str]]:
    """The values of an entry: (facet, value)."""
    found = [(YEAR, str(entry.year))]
    if entry.top_topic_id:
        found.append((TOPIC, str(entry.top_topic_id)))
    found += [(ISSUER, str(number)) for number in entry.issuer_ids]
    if entry.validity:
        found.append((VALIDITY, str(entry.validity)))
    if entry.document_type:
        found.append((TYPE, entry.document_type))
    return found


def keys(entry: CatalogueEntry) -> Iterator[Key]:
    """Every row of the table in which the entry counts."""
    kind, found = str(entry.kind), terms(entry)
    yield kind, "", TOTAL, ""
    if entry.ended_on and entry.kind == Kind.NOTICE:
        yield kind, "", UNTIL, entry.ended_on.isoformat()
    for facet, value in found:
        yield kind, "", facet, value
        for other, other_value in found:
            if other != facet:
                yield kind, given(facet, value), other, other_value


@contextmanager
def together() -> Iterator[None]:
    """One transaction whose changes of the counts are written at its end, and in which nobody else changes entries.

    On PostgreSQL an advisory lock, held until the outermost transaction ends, makes publications that happen at once
    follow one another: each reads what the one before has written, and none waits for another in a circle. SQLite
    has one writer anyway. Inside another `together` this does nothing.
    """
    if _waiting.get() is not None:
        yield
        return
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        token = _waiting.set(Counter())
        try:
            yield
            _write(_waiting.get())
        finally:
            _waiting.reset(token)


def change(before: CatalogueEntry | None, after: CatalogueEntry | None) -> None:
    """Counts an entry that has come (before is None), has gone (after is None) or is different now."""
    with together():
        waiting = _waiting.get()
        waiting.subtract(keys(before) if before else ())
        waiting.update(keys(after) if after else ())


def recount() -> None:
    """Counts every entry anew."""
    with together():
        CatalogueCount.objects.all().delete()
        waiting = _waiting.get()
        waiting.clear()
        for entry in CatalogueEntry.objects.iterator():
            waiting.update(keys(entry))


def read(kind: Kind, givens: Iterable[str]) -> dict[str, dict[str, dict[str, int]]]:
    """Counts by given, facet and value, in one query; what is not there counts nothing."""
    found: dict[str, dict[str, dict[str, int]]] = {}
    rows = CatalogueCount.objects.filter(kind=kind, given__in=list(givens), n__gt=0)
    for name, facet, value, n in rows.values_list("given", "facet", "value", "n"):
        found.setdefault(name, {}).setdefault(facet, {})[value] = n
    return found


def total(kind: Kind) -> int:
    """How many entries of the kind there are."""
    return CatalogueCount.objects.filter(kind=kind, given="", facet=TOTAL).values_list("n", flat=True).first() or 0


def ended(kind: Kind, today: date) -> int:
    """How many notices ended before today."""
    days = CatalogueCount.objects.filter(kind=kind, given="", facet=UNTIL, value__lt=today.isoformat())
    return days.aggregate(n=Sum("n"))["n"] or 0


def _write(changes: Counter) -> None:
    rows = sorted((*key, n) for key, n in changes.items() if n)
    table = connection.ops.quote_name(CatalogueCount._meta.db_table)
    with connection.cursor() as cursor:
        for start in range(0, len(rows), _BATCH):
            batch = rows[start : start + _BATCH]
            values = ", ".join(["(%s, %s, %s, %s, %s)"] * len(batch))
            cursor.execute(
                f"INSERT INTO {table} (kind, given, facet, value, n) VALUES {values} "  # noqa: S608  no outside text
                f"ON CONFLICT (kind, given, facet, value) DO UPDATE SET n = {table}.n + excluded.n",
                [part for row in batch for part in row],
            )
