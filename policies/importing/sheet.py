"""The workbook itself: reading its rows, writing the empty one and the report."""

import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils.exceptions import InvalidFileException

from policies.importing.columns import COLUMNS, as_text

MOST_ROWS = 50_000
BY_NAME = {column.name: column for column in COLUMNS}


class WrongWorkbook(ValueError):
    """The workbook as a whole cannot be used; the message says in Chinese why."""


@dataclass
class Row:
    """One document of the workbook: its line, the values that could be read, and what is wrong with the others."""

    line: int
    values: dict[str, object] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)

    @property
    def title(self) -> str:
        return str(self.values.get("title", ""))


def read_rows(path: Path) -> list[Row]:
    """The rows of the first sheet, empty ones left out; WrongWorkbook when heading or file are not as they should be."""
    try:
        with path.open("rb") as file:
            sheet = load_workbook(file, read_only=True, data_only=True).worksheets[0]
            sheet.reset_dimensions()
            lines = [list(line) for line in sheet.iter_rows(values_only=True, max_row=MOST_ROWS + 2)]
    except FileNotFoundError as error:
        raise WrongWorkbook(f"找不到工作簿 {path}。") from error
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError, IndexError) as error:
        raise WrongWorkbook(f"无法打开工作簿 {path.name}：文件已损坏，或者不是 XLSX 格式。") from error
    if len(lines) > MOST_ROWS + 1:
        raise WrongWorkbook(f"工作簿超过 {MOST_ROWS} 行，请分成几个。")
    names = _heading(lines)
    rows = [_row(number, names, line) for number, line in enumerate(lines[1:], start=2) if any(map(as_text, line))]
    return rows


def _heading(lines: list[list]) -> list[str]:
    names = [as_text(cell) for cell in lines[0]] if lines else []
    unknown = [name for name in names if name and name not in BY_NAME]
    twice = {name for name in names if name and names.count(name) > 1}
    if "标题" not in names:
        raise WrongWorkbook("第一行应当是列名，其中必须有“标题”。用 --template 可以得到空白的工作簿。")
    if unknown or twice:
        raise WrongWorkbook(
            f"列名不认识或者重复：{'、'.join([*unknown, *sorted(twice)])}。可用的列名：{'、'.join(BY_NAME)}。"
        )
    return names


def _row(number: int, names: list[str], cells: list) -> Row:
    row = Row(number)
    for name, cell in zip(names, cells, strict=False):
        if not name or not (words := as_text(cell)):
            continue
        column = BY_NAME[name]
        try:
            row.values[column.field] = column.read(words)
        except ValueError as error:
            row.errors.append(f"{name}：{error}")
    if not row.title and not row.errors:
        row.errors.append("标题：必填。")
    return row


def write_template(path: Path) -> None:
    """An empty workbook with the columns, an example, and a sheet that explains them."""
    book = Workbook()
    sheet = book.active
    sheet.title = "政策文件"
    sheet.append([column.name for column in COLUMNS])
    sheet.append([column.example for column in COLUMNS])
    notes = book.create_sheet("填写说明")
    notes.append(["列名", "说明", "例子"])
    for column in COLUMNS:
        notes.append([column.name, column.help, column.example])
    _dress(sheet, 18)
    _dress(notes, 40)
    book.save(path)


def write_report(path: Path, lines: Iterable[tuple[int, str, str, str]]) -> None:
    """What became of each row: line, title, outcome, remarks."""
    book = Workbook()
    sheet = book.active
    sheet.title = "导入结果"
    sheet.append(["行", "标题", "结果", "说明"])
    for line in lines:
        sheet.append(line)
        for cell in sheet[sheet.max_row][1:]:
            cell.data_type = "s"  # what begins with = is a title here, never a formula
    _dress(sheet, 40)
    book.save(path)


def _dress(sheet, width: int) -> None:
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for column in sheet.columns:
        sheet.column_dimensions[column[0].column_letter].width = width
        for cell in column:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "A2"
