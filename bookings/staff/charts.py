"""Bars drawn from numbers: where each rectangle of an SVG stands. The template draws, the style sheet colours."""

from collections.abc import Sequence
from dataclasses import dataclass

from bookings.staff.statistics import Row

WIDTH, ROW, BAR = 360, 22, 14
LABEL, VALUE = 84, 88
"""Room for the words at the left and for the numbers at the right."""


@dataclass(frozen=True)
class Bar:
    """One line of a chart: two rectangles side by side, those who came and those who did not."""

    label: str
    text: str
    y: int
    middle: int
    width: int
    missed_x: int
    missed_width: int
    text_x: int


@dataclass(frozen=True)
class Chart:
    """All lines; no chart is drawn of nothing."""

    title: str
    bars: list[Bar]
    height: int
    has_missed: bool
    width: int = WIDTH
    label_x: int = LABEL - 8
    bar_x: int = LABEL
    bar_height: int = BAR


def chart(title: str, rows: Sequence[Row]) -> Chart:
    """The rows as bars, the longest as long as there is room."""
    most = max((row.count + row.missed for row in rows), default=0)
    scale = (WIDTH - LABEL - VALUE) / most if most else 0
    bars = []
    for number, row in enumerate(rows):
        y, width, missed = number * ROW + (ROW - BAR) // 2, round(row.count * scale), round(row.missed * scale)
        text = f"{row.count}（未到 {row.missed}）" if row.missed else str(row.count)
        end = LABEL + width + missed
        bars.append(Bar(row.label, text, y, number * ROW + ROW // 2, width, LABEL + width, missed, end + 6))
    return Chart(title, bars if most else [], len(rows) * ROW, any(row.missed for row in rows))
