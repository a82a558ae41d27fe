"""单体评价等级信息表: how a building was scored, line by line, from the frozen result (declarations.ratings.sheet)."""

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Spacer

from paperwork import sheets
from paperwork.grids import Cell, Grid, head, text
from paperwork.paragraphs import paragraph
from paperwork.styles import style

TITLE = "建筑绿色发展奖励资金申报项目\n单体评价等级信息表"
COLUMNS = (52, 30, 22, 22, 12, 16, 12)  # mm
HEADS = ("评价项", "评价要求", "数值 A", "数值 B", "单位", "比例%", "得分")
ABOUT = (
    ("单体", "building"),
    ("评价阶段", "stage"),
    ("填表人", "filled_by"),
    ("审核人", "checked_by"),
    ("日期", "rated_on"),
)
NO_VALUE = "—"


def sheet(building: dict, place: str, number: int) -> list[Flowable]:
    """The table of one building, a page of its own; place: the city; number: among the buildings of the declaration."""
    name = f"附表 {number}：{building.get('building') or '单体'}"
    return [
        *sheets.heading(name),
        paragraph(place + TITLE, style("subtitle")),
        Spacer(1, 3 * mm),
        _about(building),
        Spacer(1, 3 * mm),
        Grid([width * mm for width in COLUMNS], _rows(building), heads=1),
        Spacer(1, 3 * mm),
        _verdict(building),
    ]


def _about(building: dict) -> Grid:
    said = [(label, building.get(name) or NO_VALUE) for label, name in ABOUT]
    said.insert(1, ("评价标准", f"{building['standard']}（第 {building['version']} 版）"))
    rows = [
        [head(left[0]), text(left[1]), head(right[0]), text(right[1])]
        for left, right in zip(said[::2], said[1::2], strict=True)
    ]
    widths = (0.16, 0.34, 0.16, 0.34)
    return Grid([sheets.ROOM * width for width in widths], rows)


def _rows(building: dict) -> list[list[Cell]]:
    rows = [[head(each) for each in HEADS]]
    for group in building["groups"]:
        minimum = f"（最低 {group['minimum']} 分）" if group["minimum"] else ""
        rows.append(
            [
                head(f"{group['code']}　{group['name']}{minimum}", span=6, name="group"),
                text(group["points"], name="middle"),
            ]
        )
        rows += [_line(line) for line in group["lines"]]
    return rows


def _line(line: dict) -> list[Cell]:
    if line["absent"]:
        values = ["缺项", NO_VALUE, NO_VALUE, NO_VALUE]
    elif line["done"] is not None and not line["ratio"]:
        values = ["采用" if line["done"] else "未采用", NO_VALUE, NO_VALUE, NO_VALUE]
    else:
        values = [
            line["numerator"] or NO_VALUE,
            line["denominator"] or NO_VALUE,
            line["unit"] or NO_VALUE,
            line["ratio"],
        ]
    middle = [text(each or NO_VALUE, name="fine") for each in (line["requirement"], *values, line["points"])]
    return [text(line["name"], name="small"), *middle]


def _verdict(building: dict) -> Grid:
    grade = f"{building['grade']} 级" if building["grade"] else "无"
    rows = [
        [head("缺项分 Q4"), text(building["absent_points"]), head("装配率"), text(f"{building['rate']} %")],
        [head("符合装配式建筑的条件"), text("是" if building["qualifies"] else "否"), head("评价等级"), text(grade)],
        [head("计算式"), text(building["formula"], span=3)],
        [head("结论"), text(building["verdict"], span=3)],
    ]
    if building["reasons"]:
        rows.append([head("原因"), text("\n".join(building["reasons"]), span=3)])
    rows.append([head("逐项说明"), text("\n".join(building["explanation"]), span=3, name="small")])
    widths = (0.19, 0.31, 0.19, 0.31)
    return Grid([sheets.ROOM * width for width in widths], rows)
