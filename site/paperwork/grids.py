"""Tables and forms of closed cells: head rows repeated on each page, a long row cut between lines with its label again.

reportlab's own Table cannot do the last, and knows no structure.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from reportlab.platypus import Flowable

from paperwork import tags
from paperwork.paragraphs import ChineseParagraph, Place, paragraph
from paperwork.rows import BOTTOM, LEAST, LINE, SHADE, SIDE, TOP, draw_cell, share
from paperwork.styles import style

TALL = 90  # points; a lower row goes to the next page as a whole
CONTINUED = "（续）"


@dataclass
class Cell:
    """One cell: its paragraphs, how many columns it takes, and whether it is a head (shaded, 黑体)."""

    content: list[ChineseParagraph]
    span: int = 1
    is_head: bool = False
    text: str = ""
    place: Place = field(default_factory=lambda: Place("TD"))
    heights: list[float] = field(default_factory=list)
    width: float = 0

    def measure(self, width: float) -> float:
        """The height of the content in so many points across, borders included; measured once."""
        if not self.heights or self.width != width:
            self.width = width
            self.heights = [each.wrap(width - 2 * SIDE, 1e6)[1] for each in self.content]
        return sum(self.heights)


def text(words: str, *, span: int = 1, name: str = "cell") -> Cell:
    """A cell with what somebody typed; each line is a paragraph. name: of the style."""
    return Cell([paragraph(each, style(name)) for each in words.splitlines() or [""]], span)


def head(words: str, *, span: int = 1, name: str = "label") -> Cell:
    """A cell that says what stands beside or below it."""
    return Cell([paragraph(words, style(name))], span, is_head=True, text=words)


@dataclass
class _Row:
    cells: list[Cell]
    height: float = 0
    element: tags.Element | None = None

    @property
    def is_continued(self) -> bool:
        return any(cell.place.element for cell in self.cells)


class Grid(Flowable):
    """rows of cells in columns of the given widths (points); the first `heads` rows are repeated on every page."""

    def __init__(self, widths: Sequence[float], rows: Sequence[Sequence[Cell]], *, heads: int = 0):
        super().__init__()
        self.widths, self.heads = list(widths), heads
        self.rows = [_Row(list(cells)) for cells in rows]
        self.table = Place("Table")
        self.repeats = False  # whether the head rows stand here for the second time

    def wrap(self, available_width, available_height):
        for row in self.rows:
            row.height = max(cell.measure(width) for cell, _, width in self._laid(row)) + TOP + BOTTOM
        self.width, self.height = sum(self.widths), sum(row.height for row in self.rows)
        return self.width, self.height

    def _laid(self, row: _Row):
        """(cell, x, width) of a row."""
        column = 0
        for cell in row.cells:
            yield cell, sum(self.widths[:column]), sum(self.widths[column : column + cell.span])
            column += cell.span

    def split(self, available_width, available_height):
        self.wrap(available_width, available_height)
        if self.height <= available_height + 1e-6:
            return [self]
        heads, body = self.rows[: self.heads], self.rows[self.heads :]
        room, fitting = available_height - sum(row.height for row in heads), 0
        while fitting < len(body) and body[fitting].height <= room + 1e-6:
            room -= body[fitting].height
            fitting += 1
        first, rest = body[:fitting], body[fitting:]
        if rest and rest[0].height > TALL and (parts := self._cut(rest[0], room - TOP - BOTTOM)):
            first, rest = [*first, parts[0]], [parts[1], *rest[1:]]
        if not first or not rest:
            return []
        return [self._part([*heads, *first], repeats=self.repeats), self._part([*heads, *rest], repeats=True)]

    def _part(self, rows: list[_Row], *, repeats: bool) -> "Grid":
        made = Grid(self.widths, [], heads=self.heads)
        made.rows, made.table, made.repeats = rows, self.table, repeats
        return made

    def _cut(self, row: _Row, room: float) -> tuple[_Row, _Row] | None:
        """The row in two; None where not even its heads have room."""
        if room < max([LEAST, *(sum(cell.heights) for cell in row.cells if cell.is_head)]):
            return None
        upper, lower = [], []
        for cell in row.cells:
            if cell.is_head:
                words = cell.text.removesuffix(CONTINUED)
                again = head(words + f"\n{CONTINUED}", span=cell.span)
                again.text = words
                upper.append(cell)
                lower.append(again)
                continue
            kept, left = share(cell.content, cell.heights, cell.width - 2 * SIDE, room)
            if cell.content and not kept:
                return None
            upper.append(Cell(kept, cell.span, place=cell.place))
            lower.append(Cell(left, cell.span, place=cell.place))
        if not any(cell.content for cell in lower if not cell.is_head):
            return None
        made = _Row(upper), _Row(lower)
        for each in made:
            each.height = max(cell.measure(width) for cell, _, width in self._laid(each)) + TOP + BOTTOM
        return made

    def draw(self):
        structure, y = tags.of(self.canv), self.height
        with structure.artifact():
            self._borders()
        for number, row in enumerate(self.rows):
            y -= row.height
            if number < self.heads and self.repeats:
                with structure.artifact():
                    for cell, x, _ in self._laid(row):
                        self._draw(cell, x, y + (row.height + sum(cell.heights)) / 2)
                continue
            self._tag(structure, row, is_heading=number < self.heads)
            self._cells(row, y)

    def _borders(self) -> None:
        canvas, y = self.canv, self.height
        canvas.saveState()
        canvas.setLineWidth(LINE)
        canvas.setFillColor(SHADE)
        for row in self.rows:
            y -= row.height
            for cell, x, width in self._laid(row):
                canvas.rect(x, y, width, row.height, stroke=1, fill=int(cell.is_head))
        canvas.restoreState()

    def _tag(self, structure: tags.Structure, row: _Row, *, is_heading: bool) -> None:
        """Makes the elements of a row; a row that began on a page before has them."""
        if row.is_continued:
            return
        element = structure.add("TR", self.table.element_in(structure))
        for cell in row.cells:
            scope = ""
            if cell.is_head:
                scope = "/Scope /Column " if is_heading else "/Scope /Row "
            span = f"/ColSpan {cell.span}" if cell.span > 1 else ""
            attributes = f"/A <</O /Table {scope}{span}>>" if scope or span else ""
            cell.place.element = structure.add("TH" if cell.is_head else "TD", element, attributes)

    def _cells(self, row: _Row, y: float) -> None:
        structure = tags.of(self.canv)
        for cell, x, _ in self._laid(row):
            used = sum(cell.heights)
            top = y + (row.height + used) / 2
            if cell.place.element is None:  # a head that is said again
                with structure.artifact():
                    self._draw(cell, x, top)
            else:
                draw_cell(cell.content, cell.heights, self.canv, x + SIDE, top, cell.place)

    def _draw(self, cell: Cell, x: float, y: float) -> None:
        for each, height in zip(cell.content, cell.heights, strict=True):
            y -= height
            each.drawOn(self.canv, x + SIDE, y)
