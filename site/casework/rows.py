"""Sections that repeat: what was typed as a list of rows, and what people do with rows. Pure functions.

A row is what was typed into its form, {field name: [values]}, complete or not. A page shows WINDOW rows at a time, so
that a section of two hundred opens and saves as one of twenty; what the page did not show stays as it was saved.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

WINDOW = 20  # rows on one page
COUNTS = ("TOTAL_FORMS", "INITIAL_FORMS")
FROM, TO, REMOVED = "FROM", "TO", "REMOVED"
"""Keys beside those of the rows: the first row on the page, the one after its last, and the row deleted just now."""

Row = Mapping[str, list[str]]
Typed = Mapping[str, list[str]]
LONGEST_NUMBER = 10  # digits


@dataclass(frozen=True)
class Done:
    """Rows after something was done with them: the row to go on with (None: no particular one), and what is said."""

    rows: list[Row]
    at: int | None = None
    sentence: str = ""
    removed: tuple[int, Row] | None = None


def whole_number(text: str) -> int:
    """The number that a hidden field carries; 0 for what no page of ours has sent."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < LONGEST_NUMBER else 0


def read(name: str, typed: Typed, most: int) -> list[Row]:
    """The rows of the section of that name; never more than `most`."""
    rows: list[dict] = [{} for _ in range(min(_count(name, typed), most))]
    place = re.compile(rf"{re.escape(name)}-(\d{{1,{LONGEST_NUMBER - 1}}})-(.+)", re.ASCII | re.DOTALL)
    for key, values in typed.items():
        if (found := place.fullmatch(key)) and int(found[1]) < len(rows):
            rows[int(found[1])][found[2]] = list(values)
    return rows


def write(name: str, rows: Iterable[Row], removed: tuple[int, Row] | None = None) -> dict[str, list[str]]:
    """The rows as a section keeps them. removed: the row that was deleted, and its place, so that it can be put back."""
    rows = list(rows)
    typed = {f"{name}-TOTAL_FORMS": [str(len(rows))], f"{name}-INITIAL_FORMS": ["0"]}
    for number, row in enumerate(rows):
        typed |= {f"{name}-{number}-{field}": list(values) for field, values in row.items()}
    if removed:
        typed[f"{name}-{REMOVED}"] = [json.dumps(removed, ensure_ascii=False)]
    return typed


def removed_row(name: str, typed: Typed) -> tuple[int, Row] | None:
    """The row that was deleted last and can be put back: its place and what stood in it."""
    kept = (typed.get(f"{name}-{REMOVED}") or [""])[0]
    if not kept:
        return None
    place, row = json.loads(kept)
    return place, row


def merge(name: str, saved: Typed, posted: Typed, most: int) -> dict[str, list[str]]:
    """What is saved with the rows of one page in place of the same rows before; a page without bounds had all rows."""
    if f"{name}-{TO}" not in posted:
        return {key: values for key, values in posted.items() if key != f"{name}-{REMOVED}"}
    first, after = (whole_number(posted.get(f"{name}-{key}", [""])[0]) for key in (FROM, TO))
    mine, rows = read(name, posted, most), read(name, saved, most)
    rows += [{} for _ in range(len(mine) - len(rows))]
    for number in range(first, min(after, len(mine))):
        rows[number] = mine[number]
    return write(name, rows)


def is_blank(row: Row) -> bool:
    """Whether nothing was typed or chosen."""
    return not any(value.strip() for values in row.values() for value in values)


def do(word: str, rows: list[Row], *, most: int, not_copied: Iterable[str] = (), restored=None) -> Done:
    """What a button asks for: add, copy-2, up-2, down-2, delete-2 (counted from 0), or restore.

    A word that no button of ours has, and one about a row that is not there, changes nothing.
    """
    act, _, place = word.partition("-")
    at = whole_number(place)
    full = f"最多 {most} 行，不能再加了。"
    if act == "add":
        return Done([*rows, {}], len(rows)) if len(rows) < most else Done(rows, len(rows) - 1, full)
    if act == "restore" and restored:
        if len(rows) >= most:
            return Done(rows, None, full, restored)
        at = min(restored[0], len(rows))
        return Done([*rows[:at], restored[1], *rows[at:]], at, f"第 {at + 1} 行已恢复。")
    if at >= len(rows) or place != str(at):
        return Done(rows)
    return _with(act, at, rows, most, not_copied, full)


def _with(act: str, at: int, rows: list[Row], most: int, not_copied: Iterable[str], full: str) -> Done:
    if act == "delete":
        left = [*rows[:at], *rows[at + 1 :]]
        removed = None if is_blank(rows[at]) else (at, rows[at])
        return Done(left, max(min(at, len(left) - 1), 0), f"第 {at + 1} 行已删去。", removed)
    if act == "copy":
        if len(rows) >= most:
            return Done(rows, at, full)
        copied = {field: values for field, values in rows[at].items() if field not in set(not_copied)}
        return Done([*rows[: at + 1], copied, *rows[at + 1 :]], at + 1, f"第 {at + 1} 行已复制为第 {at + 2} 行。")
    other = {"up": at - 1, "down": at + 1}.get(act, -1)
    if not 0 <= other < len(rows):
        return Done(rows, at)
    moved = list(rows)
    moved[at], moved[other] = moved[other], moved[at]
    return Done(moved, other, f"第 {at + 1} 行已移到第 {other + 1} 行。")


def window(count: int, at: int) -> tuple[int, int]:
    """The bounds of the page of `count` rows on which row `at` stands."""
    first = max(min(at, count - 1), 0) // WINDOW * WINDOW
    return first, min(first + WINDOW, count)


def anchor(section: str, field: str) -> str:
    """The place of a field on its section's page; a row further down stands on a later page of the section."""
    if not field:
        return ""
    row = re.match(r"(\d{1,9})-", field, re.ASCII)
    page = f"?row={int(row[1]) + 1}" if row and int(row[1]) >= WINDOW else ""
    return f"{page}#id_{section}-{field}"


def _count(name: str, typed: Typed) -> int:
    return whole_number((typed.get(f"{name}-TOTAL_FORMS") or [""])[0])
