"""QR codes as vectors: one path, some two kilobytes, readable after a poor copy."""

import segno
from reportlab.lib.colors import black, white
from reportlab.pdfgen.canvas import Canvas

QUIET = 2  # modules of white around
OVERLAP = 1.005  # neighbours touch: no hairlines in print


def draw_qr(canvas: Canvas, x: float, y: float, size: float, content: str) -> None:
    """Draws the code into the square with its lower left corner at x, y; lengths in points.

    An address in capitals makes a smaller code (alphanumeric mode).
    """
    matrix = segno.make(content, error="m", micro=False, boost_error=False).matrix
    unit = size / (len(matrix) + 2 * QUIET)
    canvas.saveState()
    canvas.setFillColor(white)
    canvas.rect(x, y, size, size, stroke=0, fill=1)
    canvas.setFillColor(black)
    path = canvas.beginPath()
    for row, modules in enumerate(matrix):
        for start, end in _runs(modules):
            top = y + size - (QUIET + row + 1) * unit
            path.rect(x + (QUIET + start) * unit, top, (end - start) * unit, unit * OVERLAP)
    canvas.drawPath(path, stroke=0, fill=1)
    canvas.restoreState()


def _runs(modules: bytearray):
    """(start, end) of each stretch of black modules in a row."""
    start = None
    for place, black_one in enumerate([*modules, 0]):
        if black_one and start is None:
            start = place
        elif not black_one and start is not None:
            yield start, place
            start = None
