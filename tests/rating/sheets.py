"""Entries as the worked examples write them."""

from rating.entries import Entry

CODES = ["q1a", "q1b", "q2a", "q2b", "q2c", "q2d", "q3f", "q3a", "q3b", "q3c", "q3d"]


def sheet(text: str) -> dict[str, Entry]:
    """One word an item in the order of the table: a ratio in percent, 是, 否, 缺 for absent, ? for not filled in."""
    words = [word for word in text.split() if word != "·"]
    return dict(zip(CODES, map(entry, words), strict=True))


def entry(word: str) -> Entry:
    """One word as an entry; 211/300 gives numerator and denominator."""
    if word in ("是", "否"):
        return Entry(done=word == "是")
    if word == "缺":
        return Entry(absent=True)
    if "/" in word:
        numerator, denominator = word.split("/")
        return Entry(numerator=numerator, denominator=denominator)
    return Entry() if word == "?" else Entry(ratio=word)
