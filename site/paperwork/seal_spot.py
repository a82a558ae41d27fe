"""Where the office signs: its name and the date on the right, and the place over them where the seal will stand."""

from reportlab.lib.units import mm
from reportlab.platypus import Flowable

from paperwork import tags
from paperwork.fonts import SONG, register
from paperwork.papers import SealPlace

SEAL = 42 * mm  # the diameter that most organs use
SIZE, LEADING = 12, 21  # points, of the two lines
INDENT = 4 * mm  # from the right margin


class SealSpot(Flowable):
    """Two lines in a square that stays together on a page. After the build `place` says where it came to stand.

    With the seal over the middle of both lines, as 党政机关公文格式 (GB/T 9704-2012, 7.3.5.1) has it.
    """

    def __init__(self, issuer: str, date: str):
        super().__init__()
        self.lines = (issuer, date)
        self.place: SealPlace | None = None

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        self.width, self.height = available_width, SEAL
        return self.width, self.height

    def draw(self) -> None:
        register()
        canvas = self.canv
        widest = max(canvas.stringWidth(line, SONG, SIZE) for line in self.lines)
        middle = self.width - INDENT - max(widest, SEAL) / 2
        canvas.setFont(SONG, SIZE)
        structure = tags.of(canvas)
        for place, line in enumerate(self.lines):
            with structure.content(structure.add("P")):
                canvas.drawCentredString(middle, SEAL / 2 + LEADING * (0.5 - place) - SIZE / 3, line)
        x, y = canvas.absolutePosition(middle - SEAL / 2, 0)
        self.place = SealPlace(x, y, SEAL, canvas.getPageNumber() - 1)
