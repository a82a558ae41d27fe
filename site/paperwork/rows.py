"""A form's row: label and content in a closed box, which may be longer than a page."""

from reportlab.lib.colors import Color
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable

from paperwork import tags
from paperwork.paragraphs import ChineseParagraph, Place, paragraph
from paperwork.styles import style

SIDE, TOP, BOTTOM = 5, 5.5, 5.5  # points between border and text
LINE = 0.6
SHADE = Color(0.96, 0.96, 0.96)
LEAST = 36  # points of content: two lines stay together


class FormRow(Flowable):
    """label | content; cut between lines where a page ends, both parts closed, the label repeated with （续）."""

    def __init__(
        self, label: str, content: list[ChineseParagraph], label_width: float, width: float, *, continued: bool = False
    ):
        super().__init__()
        self.label, self.content = label, content
        self.label_width, self.content_width = label_width, width
        self.continued = continued
        self.cell = Place("TD")  # the content's; both parts of a row that was cut share it
        self._label = paragraph(f"{label}\n（续）" if continued else label, style("label"))

    def wrap(self, available_width, available_height):
        inner = self.content_width - 2 * SIDE
        self._heights = [each.wrap(inner, 1e6)[1] for each in self.content]
        self._label_height = self._label.wrap(self.label_width - 2 * SIDE, 1e6)[1]
        self.width = self.label_width + self.content_width
        self.height = max(sum(self._heights), self._label_height) + TOP + BOTTOM
        return self.width, self.height

    def split(self, available_width, available_height):
        self.wrap(available_width, available_height)
        if self.height <= available_height:
            return [self]
        room = available_height - TOP - BOTTOM
        if room < max(self._label_height, LEAST):
            return []
        first, second = share(self.content, self._heights, self.content_width - 2 * SIDE, room)
        if not first or not second:
            return []
        widths = self.label_width, self.content_width
        head = FormRow(self.label, first, *widths, continued=self.continued)
        tail = FormRow(self.label, second, *widths, continued=True)
        head.cell, tail.cell = self.cell, self.cell
        return [head, tail]

    def draw(self):
        canvas, content = self.canv, sum(self._heights)
        structure = tags.of(canvas)
        with structure.artifact():
            canvas.saveState()
            canvas.setLineWidth(LINE)
            canvas.setFillColor(SHADE)
            canvas.rect(0, 0, self.label_width, self.height, stroke=1, fill=1)
            canvas.rect(self.label_width, 0, self.content_width, self.height, stroke=1, fill=0)
            canvas.restoreState()
        self._draw_label(structure)
        is_full = content + TOP + BOTTOM >= self.height - 1
        y = self.height - TOP if is_full else (self.height + content) / 2
        draw_cell(self.content, self._heights, canvas, self.label_width + SIDE, y, self.cell)

    def _draw_label(self, structure: tags.Structure) -> None:
        place = SIDE, (self.height - self._label_height) / 2
        if self.cell.element:  # the row began on a page before
            with structure.artifact():
                self._label.drawOn(self.canv, *place)
            return
        row = structure.add("TR", structure.form_table())
        self._label.place.element = structure.add("TH", row, tags.ROW)
        self._label.drawOn(self.canv, *place)
        self.cell.parent = row
        self.cell.element_in(structure)


def share(content: list, heights: list[float], width: float, room: float) -> tuple[list, list]:
    """What of a cell's content stands in so much room, and the rest; width: of the text."""
    first, second = [], []
    for each, height in zip(content, heights, strict=True):
        if second:
            second.append(each)
        elif height <= room + 1e-6:
            first.append(each)
            room -= height
        elif len(parts := each.split(width, room)) == 2:
            first.append(parts[0])
            second.append(parts[1])
        else:
            second.append(each)
    return first, second


def draw_cell(content: list, heights: list[float], canvas: Canvas, x: float, y: float, cell: Place) -> None:
    """Draws a cell's paragraphs downwards from y. One paragraph is the cell's content; several are paragraphs in it."""
    is_alone = len(content) == 1 and not any(isinstance(kid, tags.Element) for kid in cell.element.kids)
    for each, height in zip(content, heights, strict=True):
        y -= height
        if each.place.element is None:
            each.place.element = cell.element if is_alone else None
            each.place.parent = cell.element
        each.drawOn(canvas, x, y)
