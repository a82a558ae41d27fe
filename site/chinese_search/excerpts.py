"""The stretch of a text that shows a reader why it was found."""

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from chinese_search import text

LENGTH = 120
LEAD = 15  # characters shown before the first mark
MAX_SOURCE = 50_000  # characters of a text that are looked through
MAX_UNEVEN = 20_000  # characters of a text whose folded form has another length, which is folded one by one


def excerpt(source: str, wanted: Iterable[str], length: int = LENGTH) -> SafeString:
    """The stretch of source that has the most of the wanted words in it, with <mark> around them, as safe HTML."""
    marks = _marks(source[:MAX_SOURCE], wanted)
    start = max(0, _best(source, marks, length) - LEAD)
    end = start + length
    parts = [_marked(source, marks, start, min(end, len(source)))]
    if start:
        parts.insert(0, "…")
    if end < len(source):
        parts.append("…")
    return mark_safe("".join(parts))  # noqa: S308  every part is escaped or a literal


def highlight(source: str, wanted: Iterable[str]) -> SafeString:
    """The whole source with <mark> around the wanted words, as safe HTML: for titles."""
    return mark_safe(_marked(source, _marks(source, wanted), 0, len(source)))  # noqa: S308  escaped in _marked


def _marks(source: str, wanted: Iterable[str]) -> list[tuple[int, int]]:
    """Where the wanted words stand in the source, from left to right."""
    patterns = [r"[\W_]*".join(map(re.escape, text.RUN.findall(text.fold(word)))) for word in wanted]
    patterns = sorted(filter(None, patterns), key=len, reverse=True)
    if not patterns:
        return []
    folded, origin = text.fold(source), None
    if len(folded) != len(source):
        pieces = [_fold_one(character) for character in source[:MAX_UNEVEN]]
        folded, origin = "".join(pieces), [at for at, piece in enumerate(pieces) for _ in piece]
    found = [match.span() for match in re.finditer("|".join(patterns), folded)]
    if origin is None:
        return found
    return [(origin[start], origin[end - 1] + 1) for start, end in found]


def _best(source: str, marks: list[tuple[int, int]], length: int) -> int:
    """The start of the mark after which the most different words stand within the length."""
    best, most, last = 0, 0, 0
    for first, (start, _) in enumerate(marks):
        last = max(last, first)
        while last < len(marks) and marks[last][1] <= start + length - LEAD:
            last += 1
        different = len({source[a:b] for a, b in marks[first : min(last, first + 50)]})
        if different > most:
            best, most = start, different
    return best


def _marked(source: str, marks: list[tuple[int, int]], start: int, end: int) -> str:
    inside: list[tuple[int, int]] = []
    for a, b in marks:
        if a < start or b > end:
            continue
        if inside and a <= inside[-1][1]:  # words side by side are one mark; ㎡ folds to two, which may both be wanted
            inside[-1] = inside[-1][0], b
        else:
            inside.append((a, b))
    edges = [start, *(edge for mark in inside for edge in mark), end]
    pieces = [escape(source[a:b]) for a, b in pairwise(edges)]
    return "".join(f"<mark>{piece}</mark>" if odd % 2 else piece for odd, piece in enumerate(pieces))


@lru_cache(10_000)
def _fold_one(character: str) -> str:
    return text.fold(character)
