"""公示表: the results that a 公示 shows, as a sealed paper that everybody may take along."""

from django.utils import timezone
from reportlab.lib.units import mm
from reportlab.platypus import Spacer

from paperwork import papers, sheets
from paperwork.grids import Grid, head, text
from paperwork.issuing.codes import code, grouped
from paperwork.papers import Body, Order, PaperKind
from paperwork.paragraphs import paragraph
from paperwork.seal_spot import SealSpot
from paperwork.styles import style

NUMBER = 14 * mm  # across, for 序号
UNDER_TITLE, GAP = 30, 14  # points
WIDE = {
    "项目名称": 2,
    "技术名称": 2,
    "申报单位": 2,
    "奖励面积（㎡）": 1.4,
    "奖励金额（元）": 1.8,
    "地上建筑面积（㎡）": 1.4,
}
"""How much of the width a column takes, as against one for the others."""
OBJECT = "对结果有异议的，请在公示期内向我单位提出，写明对哪一项有异议、事实和理由。"


def table(order: Order) -> Body:
    """facts: title, period, and rows of [label, text], as declarations.services.publicity freezes them."""
    facts = order.facts
    rows = facts["rows"]
    labels = [label for label, _ in rows[0]]
    parts = [WIDE.get(label, 1) for label in labels]
    widths = [(sheets.ROOM - NUMBER) * part / sum(parts) for part in parts]
    lines = [[head("序号"), *(head(label) for label in labels)]]
    lines += [
        [text(str(place), name="small"), *(text(shown, name="small") for _, shown in row)]
        for place, row in enumerate(rows, start=1)
    ]
    spot = SealSpot(order.issuer, f"{timezone.localtime(order.issued_at):%Y年%-m月%-d日}")
    story = [
        paragraph("公示表", style("title")),
        Spacer(1, UNDER_TITLE),
        paragraph(facts["title"], style("heading")),
        paragraph(f"文书编号：{order.number}\n核验码：{grouped(code(order.number))}", style("small")),
        Spacer(1, GAP),
        paragraph(f"公示期：{facts['period']}。共 {len(rows)} 项。{OBJECT}", style("body")),
        Spacer(1, GAP),
        Grid([NUMBER, *widths], lines, heads=1),
        Spacer(1, GAP),
        spot,
    ]
    paper = sheets.Paper(facts["title"], order.number, order.issuer, order.address, made_at=order.issued_at)
    return Body(sheets.make(paper, story), spot.place)


papers.register(PaperKind("publicity", "公示表", "GB", table, is_public=True))
