"""A section of a frozen submission on paper: fields as rows of a form, repeated rows as a table or as blocks."""

from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import CondPageBreak, Flowable, Spacer

from declarations.ratings.sheet import SHEET
from paperwork import sheets
from paperwork.fonts import SONG
from paperwork.grids import Cell, Grid, head, text
from paperwork.paragraphs import paragraph
from paperwork.rows import SIDE
from paperwork.styles import style

LABEL, SHORT_VALUE = 0.205, 0.295  # of the sheet's width
SHORT_LABEL = 16  # characters of the label of a field that stands beside another
MOST_COLUMNS = 6
ITEM, ROW, MOST_TOGETHER = 30, 29, 120 * mm  # points of an item's heading, of a low row, and what is kept on one page
NUMBER = 12 * mm  # the column of 序号
EMPTY = "（未填写）"
NAMES = ("name", "building", "number", "person", "title")
"""The fields by which an item is called."""


def section(frozen: dict) -> list[Flowable]:
    """The section without its heading."""
    rows = frozen.get("rows")
    if rows is None:
        return [form(frozen["fields"])] if frozen["fields"] else [paragraph(EMPTY, style("cell"))]
    if not rows:
        return [paragraph("无", style("cell"))]
    if any(field["name"] == SHEET for row in rows for field in row):
        return [paragraph("逐栋的评价见后附的单体评价等级信息表。", style("cell")), Spacer(1, 2 * mm), results(rows)]
    if _is_table(rows):
        return [_table(rows)]
    story: list[Flowable] = []
    for number, fields in enumerate(rows, start=1):
        named = next((field["text"] for field in fields if field["name"] in NAMES and field["text"]), "")
        name = f"：{named}" if named else ""
        block = form(fields)
        height = min(ITEM + ROW * len(block.rows), MOST_TOGETHER)
        story += [CondPageBreak(height), paragraph(f"第 {number} 项{name}", style("item")), block]
    return story


def form(fields: list[dict]) -> Grid:
    """Label and value, two short ones in a line."""
    rows: list[list[Cell]] = []
    waiting: dict | None = None
    for field in fields:
        if not _is_short(field):
            if waiting:
                rows.append(_wide(waiting))
            waiting = None
            rows.append(_wide(field))
        elif waiting:
            rows.append([*_pair(waiting), *_pair(field)])
            waiting = None
        else:
            waiting = field
    if waiting:
        rows.append(_wide(waiting))
    return Grid([sheets.ROOM * width for width in (LABEL, SHORT_VALUE, LABEL, SHORT_VALUE)], rows)


def results(rows: list[list[dict]]) -> Grid:
    """One line a building: which, by which standard, 装配率 and grade."""
    columns = (
        ("building", "单体"),
        ("standard", "评价标准"),
        ("stage", "阶段"),
        ("rate", "装配率"),
        ("grade", "评价等级"),
    )
    found = [[head("序号"), *(head(label) for _, label in columns)]]
    for number, row in enumerate(rows, start=1):
        said = {field["name"]: shown(field) for field in row}
        scored = next((field["value"] for field in row if field["name"] == SHEET), None)
        if isinstance(scored, dict):
            said["standard"] = scored["standard"]
        cells = [text(said.get(name, "—"), name="middle") for name, _ in columns]
        found.append([text(str(number), name="middle"), *cells])
    rest = sheets.ROOM - NUMBER
    return Grid([NUMBER, *(rest * part for part in (0.24, 0.28, 0.16, 0.15, 0.17))], found, heads=1)


def shown(field: dict) -> str:
    """The value with its unit."""
    if not field["text"]:
        return EMPTY
    return f"{field['text']} {field['unit']}" if field["unit"] else field["text"]


def _is_short(field: dict) -> bool:
    lines = shown(field).splitlines()
    room = sheets.ROOM * SHORT_VALUE - 2 * SIDE
    return len(lines) == 1 and _width(lines[0]) <= room and len(field["label"]) <= SHORT_LABEL


def _width(words: str) -> float:
    """Points that a line takes; a rare character as wide as any other."""
    return stringWidth(words, SONG, style("cell").fontSize)


def _pair(field: dict) -> list[Cell]:
    return [head(field["label"]), text(shown(field))]


def _wide(field: dict) -> list[Cell]:
    return [head(field["label"]), text(shown(field), span=3)]


def _is_table(rows: list[list[dict]]) -> bool:
    """Whether the rows have few enough columns, and all the same ones."""
    names = [field["name"] for field in rows[0]]
    return len(names) <= MOST_COLUMNS and all([field["name"] for field in row] == names for row in rows)


def _table(rows: list[list[dict]]) -> Grid:
    columns = _columns(rows)
    heads = [head(f"{field['label']}（{field['unit']}）" if field["unit"] else field["label"]) for field in rows[0]]
    body = [
        [text(str(number), name="middle"), *(text(field["text"] or EMPTY) for field in row)]
        for number, row in enumerate(rows, start=1)
    ]
    return Grid([NUMBER, *_widths(columns)], [[head("序号"), *heads], *body], heads=1)


def _columns(rows: list[list[dict]]) -> list[list[str]]:
    return [[field["label"], *(row[place]["text"] for row in rows)] for place, field in enumerate(rows[0])]


def _widths(columns: list[list[str]]) -> list[float]:
    """Room by what the columns hold, none too narrow to read."""
    wanted = [min(190, max(36, *(_width(words) for words in column))) for column in columns]
    room = sheets.ROOM - NUMBER
    return [room * each / sum(wanted) for each in wanted]
