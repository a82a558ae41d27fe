"""A form's row: label and content in a closed box, which may be longer than a page."""

from reportlab.lib.colors import Color
from reportlab.platypus import Flowable

from paperwork.paragraphs import ChineseParagraph, paragraph
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
        first, second = self._share(room)
        if not first or not second:
            return []
        widths = self.label_width, self.content_width
        return [
            FormRow(self.label, first, *widths, continued=self.continued),
            FormRow(self.label, second, *widths, continued=True),
        ]

    def _share(self, room: float) -> tuple[list, list]:
        """What of the content stands in so much room, and the rest."""
        first, second = [], []
        for each, height in zip(self.content, self._heights, strict=True):
            if second:
                second.append(each)
            elif height <= room + 1e-6:
                first.append(each)
                room -= height
            elif len(parts := each.split(self.content_width - 2 * SIDE, room)) == 2:
                first.append(parts[0])
                second.append(parts[1])
            else:
                second.append(each)
        return first, second

    def draw(self):
        canvas, content = self.canv, sum(self._heights)
        canvas.saveState()
        canvas.setLineWidth(LINE)
        canvas.setFillColor(SHADE)
        canvas.rect(0, 0, self.label_width, self.height, stroke=1, fill=1)
        canvas.rect(self.label_width, 0, self.content_width, self.height, stroke=1, fill=0)
        canvas.restoreState()
        self._label.drawOn(canvas, SIDE, (self.height - self._label_height) / 2)
        is_full = content + TOP + BOTTOM >= self.height - 1
        y = self.height - TOP if is_full else (self.height + content) / 2
        for each, height in zip(self.content, self._heights, strict=True):
            y -= height
            each.drawOn(canvas, self.label_width + SIDE, y)
