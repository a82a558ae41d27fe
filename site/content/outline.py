"""Anchors and contents of an article, made from its own words so that an editor has nothing to do for them.

Headings get an anchor and an entry in the contents; paragraphs that open with an item number as official documents
write it – （六）, 第六条 – get an anchor, so that 三、（六） can be linked to and cited.
"""

import re
from dataclasses import dataclass
from html import unescape

from django.utils.html import escape, strip_tags

NUMERAL = "[一二三四五六七八九十百零〇]+"
ITEM = re.compile(rf"^(（{NUMERAL}）|第{NUMERAL}[条章节款])")
_KEY = r'(?: data-block-key="[^"]*")?'  # what the editor leaves on each block that it saved
_TARGET = re.compile(rf"<(h2|h3|p){_KEY}>(.*?)</\1>|<(h2|h3|p)(\s[^>]*)>(.*?)</\3>", re.DOTALL)
_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"〇": 0}


@dataclass(frozen=True)
class Entry:
    """One line of the contents: level 2 or 3, the anchor without #, the heading's words."""

    level: int
    anchor: str
    label: str


def chinese_number(numeral: str) -> int:
    """十五 -> 15, 二十 -> 20, 一百零三 -> 103; below one thousand."""
    total, digit = 0, 0
    for character in numeral:
        if character == "十":
            total, digit = total + (digit or 1) * 10, 0
        elif character == "百":
            total, digit = total + (digit or 1) * 100, 0
        else:
            digit = _DIGITS[character]
    return total + digit


def chinese_numeral(number: int) -> str:
    """15 -> 十五, 20 -> 二十, 103 -> 一百零三; from 1 to 999."""
    digits = "零一二三四五六七八九"
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    words = f"{digits[hundreds]}百" if hundreds else ""
    if tens:
        words += ("" if tens == 1 and not hundreds else digits[tens]) + "十"
    elif hundreds and ones:
        words += "零"
    return words + (digits[ones] if ones else "")


def outline(html: str) -> tuple[str, list[Entry]]:
    """The html with anchors put in, and the contents. Elements that have attributes of their own are left alone."""
    entries: list[Entry] = []
    taken: dict[str, int] = {}

    def free(anchor: str) -> str:
        taken[anchor] = taken.get(anchor, 0) + 1
        return anchor if taken[anchor] == 1 else f"{anchor}-{taken[anchor]}"

    def put(match: re.Match) -> str:
        tag, inner = match[1], match[2]
        if tag is None:
            return match[0]
        if tag == "p":
            if not (item := ITEM.match(_words(inner))):
                return match[0]
            numeral = re.search(NUMERAL, item[1])[0]
            name = {"条": "article", "章": "chapter", "节": "section", "款": "clause"}.get(item[1][-1], "item")
            anchor = free(f"{name}-{chinese_number(numeral)}")
            return f'<p id="{anchor}" class="item">{inner}{_permalink(anchor, item[1])}</p>'
        anchor = free(f"section-{len(entries) + 1}")
        words = _words(inner)
        entries.append(Entry(int(tag[1]), anchor, words))
        return f'<{tag} id="{anchor}">{inner}{_permalink(anchor, escape(words))}</{tag}>'

    return _TARGET.sub(put, html), entries


def _words(html: str) -> str:
    plain = strip_tags(html) if "<" in html else html
    return (unescape(plain) if "&" in plain else plain).strip()


def _permalink(anchor: str, words: str) -> str:
    """A link to the place itself (words: as HTML), to be copied and cited; its sign is drawn by the style sheet and never copied."""
    return f'<a class="permalink" href="#{anchor}" aria-label="“{words}”的链接"></a>'
