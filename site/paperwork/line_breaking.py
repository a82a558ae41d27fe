"""Where a line of Chinese may end. Pure rules (避头尾): reportlab's own list lacks the full-width marks.

A mark such as ，or ） never begins a line, （ or “ never ends one, —— and …… stay whole, and a number, an address or a
Latin word is cut only when a line cannot hold it.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

NO_START = frozenset(
    "!),.:;?]}¢°·ˇˉ―‖’”…‰′″›℃∶、。〃〉》」』】〕〗〞︶︺︾﹀﹄﹚﹜﹞！＂％＇），．：；？］｀｜｝～￠—-%/"
)
NO_END = frozenset("$([{£¥‘“〈《「『【〔〖〝﹙﹛﹝＄（．［｛￡￥@#")
WHOLE_PAIRS = frozenset("—…")
_WORD = re.compile(r"[A-Za-z0-9À-ɏ_.,'@#&+\-/:%~=?]")
_EPSILON = 1e-6


class Line(NamedTuple):
    """characters[start:end] stand on the line; it is the last of its paragraph, or ends in a line break, when `full`
    is False: such a line is never stretched."""

    start: int
    end: int
    full: bool


def break_lines(characters: Sequence[str], widths: Sequence[float], room: Sequence[float]) -> list[Line]:
    """The lines of a text. characters: one string each, "\\n" for a line break, "" for something drawn; widths: of each,
    in points; room: the width of the first, second … line, the last for all that follow."""
    lines: list[Line] = []
    start = 0
    while start < len(characters):
        end, broken = _fill(characters, widths, start, room[min(len(lines), len(room) - 1)])
        if broken or end >= len(characters):
            lines.append(Line(start, end, False))
            start = end + (1 if broken else 0)
            continue
        following = _retreat(characters, start, end)
        end = following
        while end > start + 1 and characters[end - 1] == " ":
            end -= 1
        lines.append(Line(start, end, True))
        start = following
        while start < len(characters) and characters[start] == " ":
            start += 1
    return lines


def _fill(characters: Sequence[str], widths: Sequence[float], start: int, room: float) -> tuple[int, bool]:
    """Where the line is full, and whether a line break ended it."""
    used, end = 0.0, start
    while end < len(characters):
        if characters[end] == "\n":
            return end, True
        if used + widths[end] > room + _EPSILON and end > start:
            break
        used += widths[end]
        end += 1
    return end, False


def _retreat(characters: Sequence[str], start: int, end: int) -> int:
    """The last place at or before `end` where the line may be cut; a run without one is cut like with a knife."""
    floor = start + max(1, (end - start) // 2)
    for place in range(end, floor - 1, -1):
        if _may_cut(characters[place - 1], characters[place]):
            return place
    for place in range(end, floor - 1, -1):
        before, after = characters[place - 1], characters[place]
        if (_is_word(before) and _is_word(after)) or (after not in NO_START and before not in NO_END):
            return place
    return end


def _may_cut(before: str, after: str) -> bool:
    if after in NO_START or before in NO_END:
        return False
    if before in WHOLE_PAIRS and before == after:
        return False
    return not (_is_word(before) and _is_word(after))


def _is_word(character: str) -> bool:
    return bool(_WORD.match(character))
