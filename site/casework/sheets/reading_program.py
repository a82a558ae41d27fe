"""Reads the cells of one workbook. Runs as a process of its own, so it imports nothing of the site.

    python reading_program.py FILE ROWS COLUMNS CHARACTERS      writes {"problem", "sheets"} as JSON to standard output

problem: "" or broken, macros, gave_up. sheets: [{"title", "hidden", "too_many", "rows"}], rows: [[number, [[column,
kind, value], …]], …] without empty ones. No more is read than ROWS rows that hold something, COLUMNS columns, and
CHARACTERS (and one more) of a cell.
"""

import json
import resource
import sys
import warnings
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path

MEMORY = 1024**3  # bytes of address space
SECONDS = 20  # of processor time
SHEETS = 20
EMPTY = 20_000  # rows that hold nothing, after which a sheet is over
MACROS = b"macroEnabled"


def read(path: Path, most_rows: int, most_columns: int, most_characters: int) -> dict:
    """Everything the caller asks for, or why not."""
    try:
        with zipfile.ZipFile(path) as archive:
            types = archive.read("[Content_Types].xml")
            if MACROS in types or b"vbaProject" in types:
                return {"problem": "macros", "sheets": []}
        return {"problem": "", "sheets": list(_sheets(path, most_rows, most_columns, most_characters))}
    except MemoryError:
        return {"problem": "gave_up", "sheets": []}
    except Exception:  # the library raises whatever a broken file leads it to
        return {"problem": "broken", "sheets": []}


def _sheets(path: Path, most_rows: int, most_columns: int, most_characters: int) -> Iterator[dict]:
    from openpyxl import load_workbook  # noqa: PLC0415  inside the limits

    book = load_workbook(path.open("rb"), read_only=True, data_only=False, keep_links=False)
    for sheet in book.worksheets[:SHEETS]:
        sheet.reset_dimensions()  # what the file says of its own size may be a lie
        rows, empty, too_many = [], 0, False
        for number, row in enumerate(sheet.iter_rows(max_col=most_columns), start=1):
            cells = [found for cell in row if (found := _cell(cell, most_characters))]
            if not cells:
                empty += 1
                if empty > EMPTY:
                    break
                continue
            if len(rows) >= most_rows:
                too_many = True
                break
            rows.append([number, cells])
        hidden = sheet.sheet_state != "visible"
        yield {"title": str(sheet.title)[:100], "hidden": hidden, "too_many": too_many, "rows": rows}


def _cell(cell, most: int) -> list | None:
    """[column, kind, value as text]; None for an empty cell."""
    value = cell.value
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    kind, text = _read(cell, value)
    return [cell.column, kind, text[: most + 1].replace("\0", "")]


def _read(cell, value) -> tuple[str, str]:
    if cell.data_type == "f" or not isinstance(value, str | bool | int | float | datetime | date | time):
        return "f", str(value if isinstance(value, str) else getattr(value, "text", None) or "=")
    if cell.data_type == "e":
        return "e", str(value)
    if isinstance(value, bool):
        return "b", "1" if value else ""
    if isinstance(value, datetime):
        return "d", value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
    if isinstance(value, date | time):
        return "d", value.isoformat()
    if isinstance(value, int | float):
        return ("p" if "%" in (cell.number_format or "") else "n"), _number(value)
    return "s", value.encode("utf-8", "ignore").decode()


def _number(value: float) -> str:
    """As a spreadsheet shows it: 15 digits, no exponent unless it would be absurd."""
    if isinstance(value, int):
        return str(value)[:400]
    short = format(value, ".15g")
    if "e" not in short or not 1e-12 < abs(value) < 1e25:
        return short
    return format(Decimal(short), "f")


def main() -> None:
    """Limits itself, then reads."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    warnings.simplefilter("ignore")
    path, *limits = sys.argv[1:]
    json.dump(read(Path(path), *(int(each) for each in limits)), sys.stdout)


if __name__ == "__main__":
    main()
