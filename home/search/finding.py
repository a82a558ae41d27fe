"""Finding public pages: what the index says, joined with the catalogue, which knows what is public."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from operator import itemgetter
from typing import NamedTuple

from django.db import connection
from modelsearch.query import PlainText
from wagtail.search.backends import get_search_backend

from catalogue.models import CatalogueEntry
from chinese_search import synonyms, text, verification
from chinese_search.asked import MIN_WORDS_TO_MISS_ONE, TITLE_FIRST, MostWords, readings

COLUMNS = ("kind", "top_topic_id", "issuer_key", "year", "validity")


class Hit(NamedTuple):
    """One public page that was found, with the columns of its catalogue entry by which it is counted."""

    page_id: int
    rank: float | str  # the better the higher: the score, or the date of publication as 2026-03-02
    kind: str
    top_topic_id: int | None
    issuer_key: str
    year: int
    validity: str


@dataclass(frozen=True)
class Wish:
    """What is looked for: words, where, published when (both days included), and in which order."""

    words: str
    title_only: bool = False
    since: date | None = None
    until: date | None = None
    newest_first: bool = False


_RANK = itemgetter(Hit._fields.index("rank"), Hit._fields.index("page_id"))


def full_matches(wish: Wish) -> list[Hit]:
    """Every public page that has all that is asked for, in no order. One query, and two more when the hits are few."""
    query = PlainText(wish.words)
    return _verified(query, wish, _read(query, wish)) if text.words(wish.words) else []


def partial_matches(wish: Wish, besides: Iterable[Hit]) -> list[Hit]:
    """The pages besides the full matches that miss one of four or more words; when nothing matches in full, also
    those that have any of two or three words."""
    known = {hit.page_id for hit in besides}
    if len(text.words(wish.words)) < (MIN_WORDS_TO_MISS_ONE if known else 2):
        return []
    query = MostWords(wish.words)
    return _verified(query, wish, [hit for hit in _read(query, wish) if hit.page_id not in known])


def ordered(hits: list[Hit]) -> list[Hit]:
    """The hits in the order that was wished for; of equals the newer page first."""
    return sorted(hits, key=_RANK, reverse=True)


def _read(query: PlainText, wish: Wish) -> list[Hit]:
    """Each hit with its columns: the one pass from which count, facets and order are taken."""
    hits, params = get_search_backend().page_hits(query, title_only=wish.title_only, ranked=not wish.newest_first)
    rank = "CAST(entry.published_on AS text)" if wish.newest_first else "hit.score"
    columns = ", ".join(f"entry.{name}" for name in COLUMNS)
    sql = f"""
        SELECT hit.page_id, {rank}, {columns}
        FROM ({hits}) hit JOIN {CatalogueEntry._meta.db_table} entry ON entry.page_id = hit.page_id
        WHERE 1 = 1
    """  # noqa: S608  names of columns and tables; what was typed is in the parameters
    for condition, day in (("entry.published_on >= %s", wish.since), ("entry.published_on <= %s", wish.until)):
        if day:
            sql += f" AND {condition}"
            params = [*params, day.isoformat()]
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(map(Hit._make, cursor.fetchall()))


def _verified(query: PlainText, wish: Wish, hits: list[Hit]) -> list[Hit]:
    """Without the hits in which what is asked for only seems to stand, when they are few enough to be read."""
    if not hits or len(hits) > verification.LIMIT:
        return hits
    asked = readings(query, synonyms.lookup())
    texts = verification.read(hit.page_id for hit in hits)
    kept = []
    for hit in hits:
        title, body = texts.get(hit.page_id, ("", ""))
        if verification.has_one(asked, title):
            kept.append(hit)
        elif not wish.title_only and verification.has_one(asked, title, body):
            kept.append(hit if wish.newest_first else hit._replace(rank=hit.rank % TITLE_FIRST))
    return kept
