"""Writing the rows of a section as a workbook that can be filled in and read back.

Row 1 is hidden and names the fields for the machine, row 2 is the heading, rows follow. Lists of choices stand on a
hidden sheet, for a cell's own list holds no more than 255 characters.
"""

import io
import re
from collections.abc import Iterable

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from casework.as_meant import normal_number
from casework.rows import Row
from casework.sections import Section
from casework.sheets.columns import Column, columns_of

MACHINE, HEADING, FIRST = 1, 2, 3  # rows of the sheet
CHOICES, HELP = "选项", "填写说明"
BLUE = PatternFill("solid", fgColor="E8F0F8")
NARROW, WIDE = 12, 40
TEXT, AMOUNT, DAY = "@", "0.##########", "yyyy-mm-dd"


def as_workbook(section: Section, rows: Iterable[Row]) -> bytes:
    """The rows of the section; a template to fill in where there are none."""
    columns, rows = columns_of(section), list(rows)
    book = Workbook()
    sheet = book.active
    sheet.title = sheet_title(section)
    sheet.append([f"{section.name}.{column.name}" for column in columns])
    sheet.append([column.heading for column in columns])
    last = HEADING + section.most
    choices = book.create_sheet(CHOICES)
    for place, column in enumerate(columns, start=1):
        _lay_out(sheet, place, column, last)
        if column.choices:
            _offer(sheet, choices, place, column, last)
    for number, row in enumerate(rows, start=FIRST):
        for place, column in enumerate(columns, start=1):
            _put(sheet, number, place, column, row.get(column.name, []))
    sheet.row_dimensions[MACHINE].hidden = True
    sheet.freeze_panes = sheet.cell(FIRST, 2)
    choices.sheet_state = "hidden"
    _explain(book, section, columns)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def sheet_title(section: Section) -> str:
    """The title without what no sheet's name may hold."""
    return re.sub(r"[\[\]:*?/\\']", " ", section.title)[:31]


def _lay_out(sheet: Worksheet, place: int, column: Column, last: int) -> None:
    heading = sheet.cell(HEADING, place)
    heading.font, heading.fill = Font(bold=True), BLUE
    heading.alignment = Alignment(wrap_text=True, vertical="center")
    letter = get_column_letter(place)
    width = max(len(column.heading) * 2 + 2, NARROW)
    sheet.column_dimensions[letter].width = min(width, WIDE)
    form = AMOUNT if column.is_number else DAY if column.is_date else TEXT
    for number in range(FIRST, last + 1):
        sheet.cell(number, place).number_format = form  # else a program takes 3-1 for a date, and rounds long numbers


def _offer(sheet: Worksheet, choices: Worksheet, place: int, column: Column, last: int) -> None:
    letter = get_column_letter(place)
    for number, (_, label) in enumerate(column.choices, start=1):
        choices[f"{letter}{number}"] = label
    listed = f"{quote_sheetname(CHOICES)}!${letter}$1:${letter}${len(column.choices)}"
    several = "可以填几项，用“、”隔开。"
    rule = DataValidation(
        type="list",
        formula1=listed,
        allow_blank=True,
        showErrorMessage=not column.is_many,
        errorTitle=column.label[:32],
        error="请从列表里选择。",
        showInputMessage=column.is_many,
        prompt=several if column.is_many else None,
    )
    sheet.add_data_validation(rule)
    rule.add(f"{letter}{FIRST}:{letter}{last}")


def _put(sheet: Worksheet, number: int, place: int, column: Column, values: list[str]) -> None:
    """What was typed, complete or not: a number as a number, everything else as text, also what looks like a formula."""
    shown = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "", column.shown(values))
    if shown == "":
        return
    cell = sheet.cell(number, place)
    normal = normal_number(shown) if column.is_number else ""
    if re.fullmatch(r"-?\d{1,15}(\.\d+)?", normal, re.ASCII):
        cell.value = float(normal) if "." in normal else int(normal)
    else:
        cell.value, cell.data_type = shown, "s"


def _explain(book: Workbook, section: Section, columns: list[Column]) -> None:
    sheet = book.create_sheet(HELP)
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 28, 90
    sheet.append([f"“{section.title}”怎么填", ""])
    sheet["A1"].font = Font(bold=True)
    for words in (
        f"在“{sheet_title(section)}”表里从第 {FIRST} 行填起，一行一条，最多 {section.most} 行。带 * 的必须填。",
        "不要改表头，也不要用公式；公式请先粘贴为数值。数字不带单位。",
        "填好以后保存为 XLSX，在申请页面用“从 Excel 导入”上传，先看检查结果，再决定是否导入。",
    ):
        sheet.append(["", words])
    for column in columns:
        several = "可以填几项，用“、”隔开：" if column.is_many else "从中选一项："
        offered = several + "、".join(label for _, label in column.choices) + "。" if column.choices else ""
        sheet.append([column.heading, f"{offered}{column.field.help_text or ''}"])
    for row in sheet.iter_rows():
        for cell in row:
            cell.data_type = "s"
            cell.alignment = Alignment(wrap_text=True, vertical="top")
