"""Reading the texts of hits again, where they are few: the index finds 和服 in 提供和服务 too."""

from collections.abc import Iterable
from functools import cache

from wagtail.models import Page

from chinese_search import text
from chinese_search.asked import Term
from chinese_search.homonyms import stands_in
from chinese_search.models import IndexedText

LIMIT = 200  # hits; with more of them a reader narrows the search down first, and reading them all would take long


def read(page_ids: Iterable[int]) -> dict[int, tuple[str, str]]:
    """Title and text of the pages as they were indexed. Two queries."""
    ids = list(page_ids)
    titles = dict(Page.objects.filter(pk__in=ids).values_list("pk", "title"))
    texts = dict(IndexedText.objects.filter(pk__in=ids).values_list("pk", "text"))
    return {pk: (title, texts.get(pk, "")) for pk, title in titles.items()}


def has_one(readings: list[list[Term]], *sources: str) -> bool:
    """Whether the texts, taken together, have every term of one of the readings, as words."""

    @cache
    def folded(source: str) -> str:
        return text.fold_han(source[: text.MAX_CHARS])

    @cache
    def has(word: str) -> bool:
        # Most texts are written as queries are folded; the others are folded only when that makes the difference.
        return any(stands_in(word, each) or stands_in(word, folded(each)) for each in sources)

    def has_term(term: Term) -> bool:
        return any(all(map(has, words)) for words in term.alternatives)

    return any(all(map(has_term, asked)) for asked in readings)
