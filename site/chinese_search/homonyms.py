"""Telling a word from characters that only happen to stand side by side: 和服 in 提供和服务.

The index cannot tell them apart, so the text of a hit is cut into words around each occurrence. An occurrence is
rejected when the word cuts through another word and leaves a fragment of it that is no word itself: 和|服务 leaves 务;
社会|计划 leaves 社 and 划. 北京|城建 is accepted although the dictionary prefers 北京城|建, for 北京 is a word.
"""

import re

import rjieba

from chinese_search import text

CONTEXT = 12  # characters on either side that decide how a sentence is cut
MAX_OCCURRENCES = 50  # of one word in one text; a word that is a homonym fifty times in a row is taken for one
_HAN_END = re.compile(f"[{text.HAN}]*$")
_HAN_BEGINNING = re.compile(f"[{text.HAN}]*")


def stands_in(word: str, folded: str) -> bool:
    """Whether the word occurs in the folded text as a word.

    Of a name or a new word, which the dictionary does not have, every occurrence counts. Always true for one character
    and for numbers, which are not judged.
    """
    if len(word) < 2 or not all(map(text.is_han, word)):
        return True
    if not rjieba.has_word(word):
        return word in folded
    at, seen = folded.find(word), 0
    while at >= 0 and seen < MAX_OCCURRENCES:
        if not _cuts_a_word(folded, at, at + len(word)):
            return True
        at, seen = folded.find(word, at + 1), seen + 1
    return False


def _cuts_a_word(folded: str, start: int, end: int) -> bool:
    before = _HAN_END.search(folded[max(0, start - CONTEXT) : start])[0]
    after = _HAN_BEGINNING.match(folded[end : end + CONTEXT])[0]
    here, there = len(before), len(before) + end - start
    right = 0
    for token in rjieba.cut(before + folded[start:end] + after, hmm=False):
        left, right = right, right + len(token)
        begins_before, ends_after = left < here < right, left < there < right
        inside = here <= left and right <= there
        opens_or_closes_it = (left == here and ends_after) or (right == there and begins_before)  # 档案 of 档案馆
        if right <= here or left >= there or inside or opens_or_closes_it:
            continue
        fragments = [token[: here - left] if begins_before else "", token[there - left :] if ends_after else ""]
        if not all(not fragment or (len(fragment) > 1 and rjieba.has_word(fragment)) for fragment in fragments):
            return True
    return False
