"""A computed rating as a snapshot keeps it: plain data that explains itself when the scheme has long changed."""

from declarations.ratings.offered import Offered
from rating.numbers import plain
from rating.schemes import Scoring
from rating.score import GroupScore, Line, Score

SHEET = "sheet"
"""The name of the frozen field whose value is `as_data`: what a paper draws the table of a building from."""


def as_data(version: Offered, result: Score) -> dict:
    """Everything about the result, numbers as text.

    groups: code, name, minimum ("" for none), points, and lines of item, requirement, numbers with their words and unit,
    ratio, absent, points, formula. Then absent_points (Q4), rate, formula, qualifies, grade, verdict, the reason of each
    failed condition, and the explanation line by line.
    """
    scheme = version.scheme
    return {
        "standard": scheme.code,
        "title": scheme.title,
        "version": version.number,
        "groups": [_group(score, result) for score in result.groups],
        "absent_points": plain(result.absent_points),
        "rate": result.rate_text,
        "formula": result.rate_formula,
        "qualifies": result.qualifies,
        "grade": result.grade,
        "verdict": result.verdict,
        "reasons": list(result.reasons),
        "explanation": list(result.explanation()),
    }


def _group(score: GroupScore, result: Score) -> dict:
    minimum = result.scheme.minimum_of(score.group.code)
    return {
        "code": score.group.code,
        "name": score.group.name,
        "minimum": "" if minimum is None else plain(minimum),
        "points": plain(score.points),
        "lines": [_line(line) for line in score.lines],
    }


def _line(line: Line) -> dict:
    item, reading = line.item, line.reading
    numbers = (reading.numerator, reading.denominator)
    top, bottom = ("" if number is None else plain(number) for number in numbers)
    return {
        "code": item.code,
        "name": item.name,
        "requirement": "" if item.scoring is Scoring.YES_NO else item.requirement,
        "numerator_words": item.numerator,
        "denominator_words": item.denominator,
        "unit": item.unit,
        "numerator": top,
        "denominator": bottom,
        "ratio": line.ratio,
        "done": reading.done,
        "absent": reading.absent,
        "points": plain(line.points),
        "formula": line.formula,
    }


def line_text(line: Line) -> str:
    """One line of the table in words: the numbers, the ratio, and the points by which formula."""
    item, reading = line.item, line.reading
    numbers = ""
    if reading.numerator is not None and reading.denominator is not None:
        numbers = f"{plain(reading.numerator)} ÷ {plain(reading.denominator)} {item.unit}，"
    ratio = f"比例 {line.ratio}%，" if line.ratio else ""
    return f"{numbers}{ratio}{line.formula}"


def frozen_fields(version: Offered, result: Score) -> list[dict]:
    """The computed fields of a building's row in a snapshot, in the order in which they are read."""
    rows = [
        _field(f"{line.item.code}_points", _requirement(line), line_text(line))
        for score in result.groups
        for line in score.lines
    ]
    rows += [
        _field(score.group.code, f"{score.group.code} {score.group.name}", plain(score.points), "分")
        for score in result.groups
    ]
    grade = f"{result.grade} 级" if result.grade else "无"
    return [
        *rows,
        _field("Q4", "Q4 缺项分", plain(result.absent_points), "分"),
        _field("rate", "装配率", result.rate_text, "%"),
        _field("qualifies", "符合装配式建筑的条件", "是" if result.qualifies else "否"),
        _field("grade", "评价等级", grade, value=result.grade),
        _field(SHEET, "计算说明", "\n".join(_conclusions(result)), value=as_data(version, result)),
    ]


def _conclusions(result: Score) -> list[str]:
    """The explanation without the lines of the items, which stand in fields of their own: sums, rate, conditions."""
    told, at, kept = result.explanation(), 0, []
    for score in result.groups:
        at += len(score.lines)
        kept.append(told[at])
        at += 1
    return [*kept, *told[at:]]


def _requirement(line: Line) -> str:
    return line.item.name if line.item.scoring is Scoring.YES_NO else f"{line.item.name}（{line.item.requirement}）"


def _field(name: str, label: str, text: str, unit: str = "", *, value: object = None) -> dict:
    return {"name": name, "label": label, "unit": unit, "value": text if value is None else value, "text": text}


def sheets_of(section: dict) -> list[dict]:
    """The tables that a frozen rating section holds, a dict of `as_data` a building with its name as "building".

    A paper calls it; a row without a result, of a draft that is looked at, is left out.
    """
    found = []
    for row in section.get("rows", []):
        by_name = {field["name"]: field for field in row}
        value = by_name.get(SHEET, {}).get("value")
        if isinstance(value, dict):
            about = {name: by_name[name]["text"] for name in ABOUT if name in by_name}
            found.append({**about, **value})
    return found


ABOUT = ("building", "stage", "filled_by", "checked_by", "rated_on")
