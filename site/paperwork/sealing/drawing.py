"""The visible seal, drawn: ring, star, the unit's name along the ring, the seal's name below, as one vector page."""

import math
from functools import lru_cache
from io import BytesIO

from reportlab.lib.colors import Color
from reportlab.pdfgen.canvas import Canvas

from paperwork.fonts import HEI, register

RED = Color(0.84, 0, 0)
SIDE = 119.06  # points: 42 mm, the diameter that most organs use; scaled to its place
RING = 0.055  # of the radius
STAR, STAR_INNER = 0.30, 0.382  # of the radius; of the star's own
NARROW = 0.82  # characters along the ring are narrower than high
LONGEST, LONGEST_WITH_NAME = 250, 214  # degrees that the unit's name may take
SIZES = ((12, 0.30), (16, 0.26), (99, 0.21))  # characters at most, and their size as a part of the radius


@lru_cache(maxsize=16)
def seal_page(unit: str, name: str) -> bytes:
    """A page of the seal's own size, without a background. name: below the star, "" for none."""
    register()
    out = BytesIO()
    canvas = Canvas(out, pagesize=(SIDE, SIDE), initialFontName=HEI)
    canvas.translate(SIDE / 2, SIDE / 2)
    canvas.setStrokeColor(RED)
    canvas.setFillColor(RED)
    radius = SIDE / 2
    line = radius * RING
    canvas.setLineWidth(line)
    canvas.circle(0, 0, radius - line / 2, stroke=1, fill=0)
    _star(canvas, radius * STAR)
    _along(canvas, unit, radius, line, LONGEST_WITH_NAME if name else LONGEST)
    if name:
        size = min(radius * 0.185, 1.2 * radius / len(name))
        canvas.setFont(HEI, size)
        canvas.drawCentredString(0, -radius * 0.56, name)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def _star(canvas: Canvas, radius: float) -> None:
    path = canvas.beginPath()
    for corner in range(10):
        angle = math.pi / 2 + corner * math.pi / 5
        far = radius if corner % 2 == 0 else radius * STAR_INNER
        (path.lineTo if corner else path.moveTo)(far * math.cos(angle), far * math.sin(angle))
    path.close()
    canvas.drawPath(path, stroke=0, fill=1)


def _along(canvas: Canvas, text: str, radius: float, line: float, longest: int) -> None:
    """Each character stands upright towards the middle; a long name is set smaller before it would run into itself."""
    size = radius * next(part for count, part in SIZES if len(text) <= count)
    middle, gaps = radius * 0.70, max(len(text) - 1, 1)
    span = min(math.radians(longest), len(text) * 1.3 * size / middle)
    size = min(size, span / gaps * middle / 0.92)
    base = radius * 0.93 - line - size * 0.88
    for place, character in enumerate(text):
        angle = math.pi / 2 + span / 2 - (span * place / gaps if len(text) > 1 else span / 2)
        canvas.saveState()
        canvas.translate(base * math.cos(angle), base * math.sin(angle))
        canvas.rotate(math.degrees(angle) - 90)
        canvas.scale(NARROW, 1)
        canvas.setFont(HEI, size)
        canvas.drawCentredString(0, 0, character)
        canvas.restoreState()
