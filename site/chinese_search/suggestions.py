"""您是不是要找: words that sound like those typed, for a pinyin keyboard often gives the wrong characters."""

from collections import Counter
from collections.abc import Iterable, Mapping

import rjieba
from pypinyin import lazy_pinyin

from chinese_search import text

LONGEST_WORD = 6
Vocabulary = Mapping[str, tuple[str, ...]]  # pinyin without tones -> the words that sound so, the most frequent first


def vocabulary(texts: Iterable[str]) -> Vocabulary:
    """The Chinese words of two characters and more in the texts, by their sound."""
    counted: Counter[str] = Counter()
    for each in texts:
        for run in filter(text.is_han, text.RUN.findall(text.fold(each))):
            counted.update(word for word in rjieba.cut_for_search(run) if 2 <= len(word) <= LONGEST_WORD)
    found: dict[str, tuple[str, ...]] = {}
    for word, _ in counted.most_common():
        sound = _sound(word)
        found[sound] = (*found.get(sound, ()), word)
    return found


def suggest(query: str, known: Vocabulary) -> str:
    """The query with unknown words replaced by known ones of the same sound; empty when nothing is to be replaced."""
    folded = text.fold(query[: text.MAX_QUERY])[: text.MAX_QUERY]
    better = text.RUN.sub(lambda run: _better(run[0], known) if text.is_han(run[0]) else run[0], folded)
    return better if better != folded else ""


def _better(run: str, known: Vocabulary) -> str:
    at, pieces = 0, []
    while at < len(run):
        piece = _known_word(run, at, known) or run[at]
        pieces.append(piece)
        at += len(piece)
    return "".join(pieces)


def _known_word(run: str, at: int, known: Vocabulary) -> str:
    """The longest known word that sounds like what stands at this place; itself when it is known."""
    for length in range(min(LONGEST_WORD, len(run) - at), 1, -1):
        typed = run[at : at + length]
        words = [word for word in known.get(_sound(typed), ()) if len(word) == length]
        if words:
            return typed if typed in words else words[0]
    return ""


def _sound(word: str) -> str:
    return " ".join(lazy_pinyin(word))
