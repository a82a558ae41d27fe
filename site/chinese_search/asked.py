"""What a query asks for, before any engine puts it into its own language."""

from collections.abc import Mapping
from dataclasses import dataclass

from modelsearch.query import PlainText

from chinese_search import text

MIN_WORDS_TO_MISS_ONE = 4
TITLE_FIRST = 1000.0  # added to the score of what is found in the title: more than any text can earn

# A folded expression without blanks -> the other expressions that mean the same.
Synonyms = Mapping[str, tuple[str, ...]]


class Unavailable(Exception):
    """The search engine does not answer."""


@dataclass(frozen=True)
class Term:
    """One thing asked for: any alternative will do; an alternative is there when each of its words is."""

    alternatives: tuple[tuple[str, ...], ...]

    @property
    def words(self) -> tuple[str, ...]:
        """Every word that may stand for the term."""
        return tuple(word for alternative in self.alternatives for word in alternative)


class MostWords(PlainText):
    """Like PlainText, but one of four or more words may be missing; with fewer, any of them is enough."""


def terms(words: list[str], synonyms: Synonyms) -> list[Term]:
    """The words as terms. Words that stand together for an entry of synonyms become one term with alternatives."""
    found: list[Term] = []
    at = 0
    while at < len(words):
        length, others = _longest_expression(words[at:], synonyms)
        own = tuple(words[at : at + length])
        found.append(Term((own, *((other,) for other in others))))
        at += length
    return found


def readings(query: PlainText, synonyms: Synonyms) -> list[list[Term]]:
    """The sets of terms of which a document must have one whole; none when the query has no words at all."""
    words = text.words(query.query_string)
    if not words:
        return []
    if isinstance(query, MostWords) and len(words) >= MIN_WORDS_TO_MISS_ONE:
        return [terms(words[:at] + words[at + 1 :], synonyms) for at in range(len(words))]
    asked = terms(words, synonyms)
    either = isinstance(query, MostWords) or query.operator == "or"
    return [[term] for term in asked] if either else [asked]


def all_words(query: str, synonyms: Synonyms) -> list[str]:
    """Every word that the query asks for or accepts instead, for marking."""
    return [word for term in terms(text.words(query), synonyms) for word in term.words]


def _longest_expression(words: list[str], synonyms: Synonyms) -> tuple[int, tuple[str, ...]]:
    for length in range(len(words), 0, -1):
        expression = "".join(words[:length]).replace(" ", "")
        if expression in synonyms:
            return length, synonyms[expression]
    return 1, ()
