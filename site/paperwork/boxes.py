"""Lines of a cover, and boxes that stay empty for a signature and a stamp."""

from collections.abc import Sequence

from reportlab.lib.units import mm
from reportlab.platypus import Flowable

from paperwork import tags
from paperwork.fonts import SONG
from paperwork.paragraphs import paragraph
from paperwork.rows import LINE
from paperwork.styles import style

LABEL, VALUE, GAP = 30 * mm, 92 * mm, 9  # points between two lines
HEIGHT = 62 * mm
DATE = "年　　　月　　　日"


class Underlined(Flowable):
    """Label and value of each line of a cover, the values underlined, in the middle of the sheet."""

    def __init__(self, lines: Sequence[tuple[str, str]]):
        super().__init__()
        self.lines = [
            (paragraph(f"{label}：", style("coverlabel")), paragraph(said, style("coverline"))) for label, said in lines
        ]

    def wrap(self, available_width, available_height):
        self.width = available_width
        self.heights = [max(label.wrap(LABEL, 1e6)[1], said.wrap(VALUE, 1e6)[1]) + GAP for label, said in self.lines]
        self.height = sum(self.heights)
        return self.width, self.height

    def draw(self):
        canvas, structure = self.canv, tags.of(self.canv)
        left, y = (self.width - LABEL - VALUE) / 2, self.height
        for (label, said), height in zip(self.lines, self.heights, strict=True):
            y -= height
            label.drawOn(canvas, left, y + height - GAP - label.height)
            said.drawOn(canvas, left + LABEL, y + height - GAP - said.height)
            with structure.artifact():
                canvas.setLineWidth(LINE)
                canvas.line(left + LABEL, y + GAP - 6, left + LABEL + VALUE, y + GAP - 6)


class SignatureBox(Flowable):
    """Two empty boxes side by side, each with what belongs into it above and a place for the date below."""

    def __init__(self, *labels: str):
        super().__init__()
        self.labels = [paragraph(label, style("box")) for label in labels]

    def wrap(self, available_width, available_height):
        self.width, self.height = available_width, HEIGHT
        self.each = available_width / len(self.labels)
        for label in self.labels:
            label.wrap(self.each - 24, HEIGHT)
        return self.width, self.height

    def draw(self):
        canvas, structure = self.canv, tags.of(self.canv)
        for place, label in enumerate(self.labels):
            x = place * self.each
            with structure.artifact():
                canvas.setLineWidth(LINE)
                canvas.rect(x, 0, self.each, HEIGHT)
            label.drawOn(canvas, x + 12, HEIGHT - 10 - label.height)
            with structure.content(structure.add("P")):
                canvas.setFont(SONG, style("box").fontSize)
                canvas.drawRightString(x + self.each - 12, 12, DATE)
