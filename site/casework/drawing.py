"""A workflow as a drawing: statuses below one another, each with the steps that lead out of it, lines to their targets.

Every step has a line of text of its own and every line a lane of its own, so that nothing is written over anything.
"""

from collections import deque
from dataclasses import dataclass

from casework.enums import DRAFT
from casework.workflow import Status, Transition, Workflow

ROW, GAP = 30, 12  # heights in px: of a row, and before a status
LEFT, BOX_WIDTH, BOX_HEIGHT = 8, 150, 28
TEXT_LEFT, LANES_LEFT, LANE = 40, 330, 16
LETTER = 14  # the width of a Chinese letter


@dataclass(frozen=True)
class Box:
    """A status: its place, and what it is."""

    status: Status
    y: int

    @property
    def middle(self) -> int:
        return self.y + BOX_HEIGHT // 2


@dataclass(frozen=True)
class Line:
    """A step out of one status: its text's place, and the path of its line from the text to the target."""

    transition: Transition
    y: int
    branch: str
    path: str


@dataclass(frozen=True)
class Drawing:
    """Everything that an SVG needs."""

    width: int
    height: int
    boxes: list[Box]
    lines: list[Line]


def draw(workflow: Workflow) -> Drawing:
    """The drawing of a workflow."""
    boxes: dict[str, Box] = {}
    steps: list[tuple[str, Transition, int]] = []
    y = LEFT
    for name in in_order(workflow):
        boxes[name] = Box(workflow.statuses[name], y)
        y += BOX_HEIGHT
        for step in workflow.legal(name):
            steps.append((name, step, y + ROW // 2))
            y += ROW
        y += GAP
    lanes: list[list[tuple[int, int]]] = []
    lines = [_line(boxes, lanes, source, step, middle) for source, step, middle in steps]
    return Drawing(LANES_LEFT + LANE * (len(lanes) + 1), y, list(boxes.values()), lines)


def in_order(workflow: Workflow) -> list[str]:
    """The statuses as a case meets them: breadth first from the draft, then those that nothing leads to."""
    order, waiting = [], deque([DRAFT])
    while waiting:
        name = waiting.popleft()
        if name not in order:
            order.append(name)
            waiting.extend(step.target for step in workflow.legal(name))
    return [*order, *(name for name in workflow.statuses if name not in order)]


def _line(boxes: dict[str, Box], lanes: list, source: str, step: Transition, middle: int) -> Line:
    target = boxes[step.target].middle
    x = LANES_LEFT + LANE * _lane(lanes, min(middle, target), max(middle, target))
    stem = boxes[source].y + BOX_HEIGHT
    return Line(
        step,
        middle,
        branch=f"M{LEFT + 16} {stem}V{middle}H{TEXT_LEFT - 6}",
        path=f"M{TEXT_LEFT + LETTER * len(f'{step.label}（{step.by.label}）') + 4} {middle}H{x}V{target}H{LEFT + BOX_WIDTH + 8}",
    )


def _lane(lanes: list[list[tuple[int, int]]], top: int, bottom: int) -> int:
    """The first lane in which nothing else runs between these heights."""
    for number, taken in enumerate(lanes):
        if all(bottom < start or end < top for start, end in taken):
            taken.append((top, bottom))
            return number
    lanes.append([(top, bottom)])
    return len(lanes) - 1
