"""Putting what is asked into the language of a database's full-text index."""

from typing import Protocol

from modelsearch.query import Phrase, PlainText

from chinese_search import synonyms, text
from chinese_search.asked import Term, readings

NOTHING = ["0a0"]  # letters and digits never share a token, so this one is in no document


class Language(Protocol):
    """How an engine writes both, either, and a sequence of tokens. Tokens are letters, digits and Han: nothing to escape."""

    both: str
    either: str

    def sequence(self, tokens: list[str], prefix: bool) -> str:
        """The tokens following each other; with prefix, the last may be the beginning of a longer token."""


def expression(query: PlainText | Phrase, language: Language, *, unfinished: bool = False) -> str:
    """The query in the engine's language. unfinished: the last word is still being typed, and no synonym is meant."""
    if isinstance(query, Phrase):
        return _word(query.query_string, language)
    found = readings(query, {} if unfinished else synonyms.lookup())
    if not found:
        return language.sequence(NOTHING, False)
    sets = [
        _join([_term(term, language, unfinished and term is asked[-1]) for term in asked], language.both)
        for asked in found
    ]
    return _join(sets, language.either)


def _join(parts: list[str], connector: str) -> str:
    return parts[0] if len(parts) == 1 else f"({f' {connector} '.join(parts)})"


def _term(term: Term, language: Language, prefix: bool) -> str:
    alternatives = [
        _join([_word(word, language, prefix and word is words[-1]) for word in words], language.both)
        for words in term.alternatives
    ]
    return _join(alternatives, language.either)


def _word(word: str, language: Language, prefix: bool = False) -> str:
    tokens, ends_in_han = text.phrase(word)
    return language.sequence(tokens or NOTHING, bool(tokens) and (prefix or ends_in_han))
