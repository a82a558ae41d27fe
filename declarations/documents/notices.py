"""受理, 退回修改 and 不予受理通知书: what the office writes to a firm with a step, sealed (003-38, 003-44)."""

from collections.abc import Callable
from datetime import datetime

from django.utils import timezone
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable, Spacer

from casework.models import StatusChange
from casework.returns import points_of
from declarations.models import Declaration
from paperwork import papers, sheets
from paperwork.issuing.codes import code, grouped
from paperwork.papers import Body, Order, PaperKind
from paperwork.paragraphs import paragraph
from paperwork.seal_spot import SealSpot
from paperwork.styles import style

UNDER_TITLE = 30  # points: the code on the right reaches down so far
GAP = 14  # points
BY_STEP = {
    "accept": "declaration_accepted",
    "return": "declaration_returned",
    "refuse": "declaration_refused",
}
"""Which notice a step brings, for `CaseKind.papers`."""


def freeze(case: Declaration, change: StatusChange) -> dict[str, object]:
    """What a notice says of the declaration as it is at the step: it may be handed in anew before the notice is made."""
    return {
        "firm": case.organisation.name if case.organisation else "申报单位",
        "service": case.case_kind.label,
        "title": case.title,
        "number": case.number,
        "year": case.library_year,
        "until": case.resubmit_by.isoformat() if case.resubmit_by else "",
    }


def accepted(order: Order) -> list[str]:
    """受理."""
    year = order.facts["year"]
    listed = f"，列入 {year} 年度" if year else ""
    return [
        f"{_received(order)}经核对，材料齐全，符合受理条件，现予受理{listed}。",
        *_opinion("受理意见", order),
        "办理进度可以在网站“我的办件”查看。",
    ]


def returned(order: Order) -> list[str]:
    """退回修改, with every place that is to be changed."""
    until = order.facts["until"]
    limit = f"请在 {_moment(datetime.fromisoformat(until))} 前修改后重新提交，过期不提交的，申报关闭。" if until else ""
    points = points_of(order.change)
    return [
        f"{_received(order)}经核对，需要修改或补充，现予退回。{limit}",
        *_opinion("退回原因", order),
        *(["需要修改的地方："] if points else []),
        *(f"{number}. {point.words}" for number, point in enumerate(points, start=1)),
    ]


def refused(order: Order) -> list[str]:
    """不予受理, with its reason."""
    return [
        f"{_received(order)}经核对，不符合受理条件，决定不予受理。",
        *_opinion("不予受理的原因", order),
        "对本决定有异议的，可以在收到本通知后向我单位提出，我单位复核后答复。",
    ]


def _received(order: Order) -> str:
    facts, sent = order.facts, _moment(order.snapshot.taken_at)
    return f"你单位 {sent} 提交的{facts['service']}“{facts['title']}”（办件编号 {facts['number']}）收悉。"


def _opinion(label: str, order: Order) -> list[str]:
    """The words of the step, where the applicant may read them."""
    change = order.change
    return [f"{label}：{change.opinion}"] if change.visible and change.opinion else []


def _moment(at: datetime) -> str:
    return f"{timezone.localtime(at):%Y年%-m月%-d日 %H:%M}"


def _render(title: str, words: Callable[[Order], list[str]]) -> Callable[[Order], Body]:
    def render(order: Order) -> Body:
        spot = SealSpot(order.issuer, f"{timezone.localtime(order.issued_at):%Y年%-m月%-d日}")
        lines = [line for text in words(order) for line in text.splitlines() if line.strip()]
        story: list[Flowable] = [
            paragraph(title, style("title")),
            Spacer(1, UNDER_TITLE),
            paragraph(f"文书编号：{order.number}\n核验码：{grouped(code(order.number))}", style("small")),
            Spacer(1, GAP),
            paragraph(f"{order.facts['firm']}：", ParagraphStyle("to", style("body"), firstLineIndent=0)),
            *(paragraph(line, style("body")) for line in lines),
            Spacer(1, GAP),
            spot,
        ]
        paper = sheets.Paper(title, order.number, order.issuer, order.address, made_at=order.issued_at)
        return Body(sheets.make(paper, story), spot.place)

    return render


for _name, _title, _mark, _words in (
    ("declaration_accepted", "受理通知书", "SL", accepted),
    ("declaration_returned", "退回修改通知书", "TH", returned),
    ("declaration_refused", "不予受理通知书", "BY", refused),
):
    papers.register(PaperKind(_name, _title, _mark, _render(_title, _words), freeze=freeze))
