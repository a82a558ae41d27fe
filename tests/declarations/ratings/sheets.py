"""Ratings as forms and links carry them, made from the words of the worked examples."""

from decimal import Decimal

from rating.entries import Entry
from rating.gbt51129_2017 import SCHEME
from tests.rating.sheets import sheet

GB = "gbt51129-2017"
WORKED = {
    "RC housing": ("40 75 · 100 50 80 55 · 是 0 85 70 50", "36.1 14.5 18.3", "0", "68.9", True, "A"),
    "steel office, no kitchen": ("100 92 · 100 80 95 70 · 是 75 缺 90 65", "50 19 23.5", "6", "98.4", True, "AAA"),
    "no precast verticals": ("0 80 · 100 0 100 0 · 是 70 90 90 50", "20 10 28", "0", "58", True, ""),
    "weak walls": ("80 80 · 79.9 80 49 60 · 是 70 90 90 70", "50 8 30", "0", "88", False, ""),
    "no full fit-out": ("80 80 · 80 80 50 80 · 否 70 90 90 70", "50 20 24", "0", "94", False, ""),
    "just below 35": ("34.9 80 · 80 80 50 80 · 是 70 90 90 70", "20 20 30", "0", "70", True, ""),
    "band gap": ("35 80 · 80 0 50 50 · 是 70 75 70 60", "40 12 23.8", "0", "75.8", True, "A"),
    "all lower limits": ("35 70 · 80 50 50 50 · 是 70 70 70 50", "30 14 22", "0", "66", True, "A"),
    "no kitchen or bath": ("80 80 · 80 80 50 80 · 是 70 缺 缺 70", "50 20 18", "12", "100", True, "AAA"),
    "below the lowest grade": ("35 70 · 80 50 0 79 · 是 0 70 70 70", "30 11.9 18", "0", "59.9", True, ""),
    "AA from 76": ("35 80 · 80 0 50 50 · 是 70 76.6 70 60", "40 12 24", "0", "76", True, "AA"),
    "AA up to 91": ("80 80 · 80 79 50 50 · 是 70 70 70 70", "50 16.9 24", "0", "90.9", True, "AA"),
    "AAA from 91": ("80 80 · 80 80 50 50 · 是 70 70 70 70", "50 17 24", "0", "91", True, "AAA"),
}
"""Domain facts §2.3 and the gaps between the printed bands: typed; Q1 Q2 Q3, Q4, P, qualifies, grade."""
TOTAL = Decimal(1000)


def as_query(words: str, *, ratios: bool = True, codes: dict[str, Entry] | None = None) -> dict[str, str]:
    """The fields of a form. Without ratios: numerators of a denominator of 1000, which gives the same ratio exactly."""
    typed = {}
    for code, entry in (codes or sheet(words)).items():
        typed |= _fields(code, entry, ratios)
    return typed


def _fields(code: str, entry: Entry, ratios: bool) -> dict[str, str]:
    if entry.absent:
        return {f"{code}_absent": "on"}
    if entry.done is not None:
        return {f"{code}_done": "yes" if entry.done else "no"}
    if entry.numerator is not None:
        return {f"{code}_a": str(entry.numerator), f"{code}_b": str(entry.denominator)}
    if entry.ratio is None:
        return {}
    if ratios:
        return {f"{code}_r": str(entry.ratio)}
    return {f"{code}_a": f"{Decimal(entry.ratio) * TOTAL / 100:f}", f"{code}_b": f"{TOTAL:f}"}


def row(words: str, number: int = 0, **changed: str) -> dict[str, str]:
    """A complete row of the rating section, number counting from 0."""
    head = {
        "building": f"示例{number + 1}号楼",
        "scheme": f"{GB}.1",
        "stage": "project",
        "filled_by": "示例甲",
        "checked_by": "示例乙",
        "rated_on": "2026-05-06",
    }
    return {
        f"ratings-{number}-{name}": value for name, value in (head | as_query(words, ratios=False) | changed).items()
    }


def section_of(*rows: dict[str, str]) -> dict[str, list[str]]:
    """The rows as a section keeps them."""
    management = {"TOTAL_FORMS": len(rows), "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 1, "MAX_NUM_FORMS": 100}
    typed = {f"ratings-{name}": [str(value)] for name, value in management.items()}
    for each in rows:
        typed |= {name: [value] for name, value in each.items()}
    return typed


ITEMS = [item.code for item in SCHEME.items()]
