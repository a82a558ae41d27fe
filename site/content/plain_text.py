"""One line of text as it is seen: what no field shows is taken out before anything is measured or kept."""

import unicodedata

from django import forms

TURNS = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def plain_line(text: str) -> str:
    """One line of text without what no field shows: control characters, and marks that turn the direction of writing and
    so the words around them on staff's pages. "" where nothing is left to be seen.
    """
    line = "".join(" " if unicodedata.category(each) == "Cc" else each for each in text if each not in TURNS)
    is_seen = any(unicodedata.category(each) not in ("Cf", "Mn", "Zs") for each in line)
    return " ".join(line.split()) if is_seen else ""


class OneLine(forms.CharField):
    """A field of one line: what nobody sees is taken out before it is measured."""

    def to_python(self, value: object) -> str:
        return plain_line(super().to_python(value))
