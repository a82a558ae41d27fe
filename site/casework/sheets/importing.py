"""Reading a workbook back: which sheet and columns are meant, what each row says, and what is wrong with which cell.

Nothing is written here. A cell that cannot be taken at all (a formula, an error, an identity number) refuses the whole
file; a value that is only wrong may be taken into the draft, which keeps it and marks it like anything typed.
"""

import tempfile
from dataclasses import dataclass, field
from pathlib import Path, PurePath

from django.core.exceptions import ValidationError
from django.core.files import File
from openpyxl.utils import get_column_letter

from casework.rows import Row, is_blank
from casework.sections import Section
from casework.sheets.columns import Cell, Column, columns_of, plain
from library.apart import GaveUp, run_apart
from library.uploads import SENTENCES, check_content

PROGRAM = Path(__file__).with_name("reading_program.py")
MOST_BYTES = 5 * 1024**2
MOST_COLUMNS = 100
MOST_CHARACTERS = 5_000  # of a cell
HEADED = 10  # rows in which a heading is looked for
SPARE = 12  # rows above the first and beyond the most that are read, to say how many there are
OTHER_FORMATS = {
    "xlsm": "带宏的工作簿（.xlsm）不能导入。请另存为不带宏的“Excel 工作簿（.xlsx）”。",
    "xls": "旧版格式（.xls）不能导入。请另存为“Excel 工作簿（.xlsx）”。",
    "et": "WPS 格式（.et）不能导入。请另存为“Excel 工作簿（.xlsx）”。",
    "csv": "CSV 不能导入。请用表格程序打开，另存为“Excel 工作簿（.xlsx）”。",
}


class NotRead(Exception):
    """The file as a whole cannot be read; str(error) says in Chinese why and what to do."""


@dataclass(frozen=True)
class Problem:
    """One cell that is wrong: its address, the column's label, what stood there, and what to do."""

    address: str
    label: str
    was: str
    sentence: str
    row: int  # counted from 0 among the rows that were read
    name: str  # of the field

    @property
    def place(self) -> str:
        return f"{self.address}（{self.label}）" if self.label else self.address


@dataclass(frozen=True)
class Reading:
    """What a file says. refused: cells because of which nothing can be taken; wrong: cells that are taken and marked.

    unknown: headings of columns that are left out. places: the sheet's column, from 1 on, of each field that was found.
    numbers: the sheet's row of each row that was read.
    """

    sheet: str
    places: dict[str, int]
    rows: list[Row]
    numbers: list[int] = field(default_factory=list)
    refused: list[Problem] = field(default_factory=list)
    wrong: list[Problem] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)


def read_upload(section: Section, upload: File, others: list[Section] = ()) -> Reading:
    """What an uploaded workbook says for a section. NotRead for a file that is none, or has no such rows.

    others: the kind's sections that repeat, to say when a file was filled in for another of them.
    """
    _check(upload)
    with tempfile.TemporaryDirectory(prefix="rows-") as folder:
        path = Path(folder) / "file.xlsx"
        with path.open("wb") as target:
            for chunk in upload.chunks():
                target.write(chunk)
        limits = (section.most + SPARE, MOST_COLUMNS, MOST_CHARACTERS)
        try:
            answer = run_apart(PROGRAM, str(path), *(str(each) for each in limits))
        except GaveUp as problem:
            raise NotRead(f"打开“{upload.name}”用了太多时间或者内存，没有导入。请删去不用的表和内容再试。") from problem
    if answer["problem"]:
        sentence = SENTENCES[answer["problem"]].replace("不能上传", "不能导入").replace("再上传", "再导入")
        raise NotRead(sentence)
    return reading_of(section, answer["sheets"], others)


def reading_of(section: Section, sheets: list[dict], others: list[Section] = ()) -> Reading:
    """What the sheets say, as `reading_program` found them. NotRead when none of them holds rows of this section."""
    columns = columns_of(section)
    found = [(sheet, heads) for sheet in sheets if (heads := _heads(section, columns, sheet["rows"]))]
    if not found:
        raise NotRead(_not_found(section, sheets, others))
    sheet, (place, places, unknown) = max(found, key=lambda each: len(each[1][1]))
    body = [(number, cells) for number, cells in sheet["rows"][place + 1 :] if any(cell[0] in places for cell in cells)]
    if sheet["too_many"] or len(body) > section.most:
        counted = f"超过 {section.most}" if sheet["too_many"] else str(len(body))
        raise NotRead(
            f"“{sheet['title']}”表里有{counted} 行，“{section.title}”最多 {section.most} 行。请删去多余的行，或者分开申请。"
        )
    if not body:
        raise NotRead(f"“{sheet['title']}”表里只有表头，没有内容。请从表头下面一行填起，保存后再导入。")
    reading = Reading(sheet["title"], {column.name: number for number, column in places.items()}, [], unknown=unknown)
    for number, cells in body:
        _take_row(reading, number, {cell[0]: Cell(*cell[1:]) for cell in cells}, places)
    judge(section, reading)
    return reading


def _check(upload: File) -> None:
    extension = PurePath(upload.name or "").suffix.lstrip(".").lower()
    if extension in OTHER_FORMATS:
        raise NotRead(OTHER_FORMATS[extension])
    if extension != "xlsx":
        raise NotRead("请选择 Excel 工作簿（.xlsx）。可以先下载模板，填好后再导入。")
    if not upload.size:
        raise NotRead("文件是空的（0 字节），请检查后重新选择。")
    if upload.size > MOST_BYTES:
        megabytes = MOST_BYTES // 1024**2
        raise NotRead(
            f"文件有 {upload.size / 1024**2:.1f} MB，导入的表格不能超过 {megabytes} MB。请删去图片和不用的表。"
        )
    try:
        check_content(upload, "file.xlsx")
    except ValidationError as problem:
        raise NotRead(problem.message.replace("不能上传", "不能导入").replace("再上传", "再导入")) from problem


def _heads(section: Section, columns: list[Column], rows: list) -> tuple[int, dict[int, Column], list[str]] | None:
    """(place of the heading among the rows, column's number -> column, headings that are not known), None for no heading.

    The hidden row of our own workbooks decides; without it the labels do, for people copy columns into files of their own.
    """
    named = {f"{section.name}.{column.name}": column for column in columns}
    labels = {plain(column.label): column for column in columns} | {plain(column.heading): column for column in columns}
    for place, (_, cells) in enumerate(rows[:HEADED]):
        texts = {number: value for number, kind, value in cells if kind == "s"}
        machine = {number: named[text.strip()] for number, text in texts.items() if text.strip() in named}
        if machine:
            return _with_labels(place, machine, labels, rows)
        if any("." in text and text.partition(".")[0].isidentifier() for text in texts.values()) and len(texts) > 1:
            continue
        known = {number: labels[plain(text)] for number, text in texts.items() if plain(text) in labels}
        if len(known) >= min(2, len(columns)):
            return place, _once(known), [text for number, text in texts.items() if number not in known]
    return None


def _with_labels(place: int, machine: dict[int, Column], labels: dict[str, Column], rows: list) -> tuple:
    """The hidden row and the heading below it; a column that somebody added with a label of ours counts as well."""
    if len(rows) <= place + 1:
        return place, _once(machine), []
    below = {number: value for number, kind, value in rows[place + 1][1] if kind == "s"}
    headings = sum(plain(text) in labels for text in below.values())
    if headings < min(2, len(machine)):
        return place, _once(machine), []
    unknown = [text for number, text in below.items() if number not in machine]
    return place + 1, _once(machine), unknown


def _once(places: dict[int, Column]) -> dict[int, Column]:
    """Each field once, from the first column that has it."""
    seen: set[str] = set()
    return {number: column for number, column in places.items() if not (column.name in seen or seen.add(column.name))}


def _not_found(section: Section, sheets: list[dict], others: list[Section]) -> str:
    for other in others:
        if other.name != section.name and any(_heads(other, columns_of(other), sheet["rows"]) for sheet in sheets):
            return f"这是“{other.title}”的表格，不是“{section.title}”的。请到“{other.title}”那一页导入。"
    if not any(sheet["rows"] for sheet in sheets):
        return "文件里没有内容。请下载模板，填好后再导入。"
    return f"文件里没有找到“{section.title}”的表头。请下载模板，按模板的表头填好后再导入。"


def _take_row(reading: Reading, number: int, cells: dict[int, Cell], places: dict[int, Column]) -> None:
    """One row of the sheet; one in which nothing but blanks and 否 stands is left out."""
    row: dict[str, list[str]] = {}
    refused, doubts = [], []
    for place, column in places.items():
        cell = cells.get(place)
        if cell is None:
            continue
        taken = column.take(cell)
        address = f"{get_column_letter(place)}{number}"
        sentence = taken.refused
        if len(cell.value) > MOST_CHARACTERS:
            sentence = f"这一格超过 {MOST_CHARACTERS} 个字，请删短后再导入。"
        problem = Problem(
            address, column.label, cell.shown[:60], sentence or taken.doubt, len(reading.rows), column.name
        )
        if sentence:
            refused.append(problem)
        elif taken.doubt:
            doubts.append(problem)
        if taken.values:
            row[column.name] = taken.values
    if is_blank(row) and not refused and not doubts:
        return
    reading.refused.extend(refused)
    reading.wrong.extend(doubts)
    reading.rows.append(row)
    reading.numbers.append(number)


def judge(section: Section, reading: Reading) -> None:
    """Adds what the section's form says of each row, at the cell that it is about, to what the cells themselves said."""
    columns = {column.name: column for column in columns_of(section)}
    told = {(each.row, each.name) for each in (*reading.refused, *reading.wrong)}
    for place, form in enumerate(section.bound(section.write_rows(reading.rows)).forms):
        form.empty_permitted = False
        for name, errors in form.errors.as_data().items():
            if (place, name) in told:
                continue
            number, column = reading.numbers[place], columns.get(name)
            address = (
                f"{get_column_letter(reading.places[name])}{number}" if name in reading.places else f"第 {number} 行"
            )
            fatal = [each for each in errors if each.code == "identity_number"]
            was = column.shown(reading.rows[place].get(name, []))[:60] if column else ""
            sentence = "；".join(str(words) for each in fatal or errors for words in each.messages)
            label = column.label if column else ""
            problem = Problem(address, label, "（已隐去）" if fatal else was, sentence, place, name)
            (reading.refused if fatal else reading.wrong).append(problem)
    for problems in (reading.refused, reading.wrong):
        problems.sort(key=lambda each: (each.row, reading.places.get(each.name, 0)))
