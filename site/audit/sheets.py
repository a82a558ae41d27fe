"""Rows as a CSV that a spreadsheet program reads as Chinese and takes nothing in for a formula."""

import csv
from collections.abc import Iterable, Iterator

BOM = "\ufeff"
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A cell that begins so would be taken for a formula."""


def guarded(cell: object) -> object:
    """The cell so that no program takes it for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell


def as_csv(rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """The rows, line by line, as they are asked for."""
    writer = csv.writer(_Line())
    yield BOM
    for row in rows:
        yield writer.writerow([guarded(cell) for cell in row])


class _Line:
    """A file that gives each line back as soon as it is written."""

    def write(self, line: str) -> str:
        return line
