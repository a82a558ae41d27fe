"""Papers of a kind of their own, so that issuing is tested apart from any feature."""

from io import BytesIO

import pytest
from pypdf import PdfReader
from reportlab.platypus import Spacer

from paperwork import papers, sheets
from paperwork.issuing import services
from paperwork.papers import Body, Order, PaperKind
from paperwork.paragraphs import paragraph
from paperwork.seal_spot import SealSpot
from paperwork.styles import style

MADE: list[str] = []


def render(order: Order) -> Body:
    """One page that names what it is made of."""
    MADE.append(order.number)
    spot = SealSpot(order.issuer, f"{order.issued_at:%Y-%m-%d}")
    words = paragraph(f"兹证明：{order.facts.get('words', '无')}", style("body"))
    paper = sheets.Paper("证明", order.number, order.issuer, order.address, made_at=order.issued_at)
    return Body(sheets.make(paper, [words, Spacer(1, 20), spot]), spot.place)


PROBE = PaperKind("probe", "试用证明", "TP", render)
PLAIN = PaperKind("plain", "试用申报书", "TS", render, is_sealed=False)


@pytest.fixture(autouse=True)
def probe_kinds(monkeypatch):
    for kind in (PROBE, PLAIN):
        monkeypatch.setitem(papers._kinds, kind.name, kind)
    MADE.clear()


@pytest.fixture
def issue(db):
    """Issues a paper about no case: issue(position=1, kind="probe")."""

    def make(position: int = 1, kind: str = "probe", **facts):
        asked = services.ask(kind, "SY20261120", position, facts=facts, recipient="示例建设有限公司")
        return services.make(asked)

    return make


def text_of(content: bytes) -> str:
    """The words of a PDF without blanks."""
    return "".join("".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages).split())
