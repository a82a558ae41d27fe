"""The sheet: A4 with a head line, 第 x 页 共 y 页, a code for checking, and a mark across what is not yet valid."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from reportlab.lib.colors import Color
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, CondPageBreak, Flowable, Frame, PageTemplate

from paperwork import archival, tags
from paperwork.codes import draw_qr
from paperwork.fonts import HEI, SONG, markup, register
from paperwork.paragraphs import ChineseParagraph
from paperwork.styles import style

WIDTH, HEIGHT = A4
SIDE, HEAD, FOOT = 22 * mm, 26 * mm, 22 * mm
ROOM = WIDTH - 2 * SIDE  # points across, for what stands on the sheet
CODE = 20 * mm
SMALL = 9
TOTAL = "total-pages"
MARK_COLOUR = Color(0.8, 0.1, 0.1)


@dataclass(frozen=True)
class Paper:
    """What stands on every page beside the content.

    title and number stand in the head line; code is the address behind the QR on the first page, "" for none; mark is
    written across every page (草稿), "" for none. made_at is the date the file bears; of the same content and the same
    date the same bytes are made. None stands for now. cover: the first page has no head line.
    """

    title: str
    number: str
    issuer: str
    code: str = ""
    mark: str = ""
    made_at: datetime | None = None
    cover: bool = False


class Heading(ChineseParagraph):
    """A heading that stands in the reader's outline too."""

    outline = ""

    def draw(self):
        if self.outline:
            key = f"{self.canv.getPageNumber()} {self.outline}"
            self.canv.bookmarkHorizontal(key, 0, self.height + 6)
            self.canv.addOutlineEntry(self.outline, key, 0, closed=0)
        super().draw()


def heading(text: str) -> list[Flowable]:
    """A heading with its entry in the outline, never alone at the foot of a page."""
    made = Heading(markup(text, HEI), style("heading"))
    made.outline = text
    return [CondPageBreak(30 * mm), made]


class _Sheet(BaseDocTemplate):
    def __init__(self, out: BytesIO, paper: Paper):
        self.paper = paper
        super().__init__(
            out,
            pagesize=A4,
            leftMargin=SIDE,
            rightMargin=SIDE,
            topMargin=HEAD,
            bottomMargin=FOOT,
            title=f"{paper.title} {paper.number}".strip(),
            author=paper.issuer,
            subject=paper.number,
            creator=paper.issuer,
            lang="zh-CN",
            displayDocTitle=1,
            initialFontName=SONG,
            pageCompression=1,
        )
        frame = Frame(
            SIDE, FOOT, ROOM, HEIGHT - HEAD - FOOT, leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0
        )
        self.addPageTemplates([PageTemplate("page", [frame], onPage=self._begin, onPageEnd=self._end)])

    def _makeCanvas(self, *args, **kwargs) -> Canvas:
        canvas = super()._makeCanvas(*args, **kwargs)
        archival.prepare(canvas, self.paper.made_at, self.title, self.paper.number)
        return canvas

    def _begin(self, canvas: Canvas, document) -> None:
        structure = tags.of(canvas)
        with structure.artifact():
            self._frame(canvas)
        if self.paper.code and canvas.getPageNumber() == 1:
            with structure.content(structure.add("Figure", alt=f"二维码：{self.paper.code}")):
                draw_qr(canvas, WIDTH - SIDE - CODE, HEIGHT - HEAD - CODE + 2 * mm, CODE, self.paper.code)

    def _frame(self, canvas: Canvas) -> None:
        canvas.saveState()
        canvas.setFont(SONG, SMALL)
        if not (self.paper.cover and canvas.getPageNumber() == 1):
            canvas.setLineWidth(0.5)
            canvas.drawString(SIDE, HEIGHT - 17 * mm, self.paper.issuer)
            canvas.drawRightString(WIDTH - SIDE, HEIGHT - 17 * mm, self.paper.number)
            canvas.line(SIDE, HEIGHT - 19 * mm, WIDTH - SIDE, HEIGHT - 19 * mm)
        self._number(canvas)
        canvas.restoreState()

    def _end(self, canvas: Canvas, document) -> None:
        """The mark lies over everything, for the heads of tables are shaded."""
        if self.paper.mark:
            with tags.of(canvas).artifact():
                self._mark(canvas)

    def _number(self, canvas: Canvas) -> None:
        """The total is a form that is filled in when the last page is done: one pass, and outlines stay right."""
        before = f"第 {canvas.getPageNumber()} 页　共 "
        width = canvas.stringWidth(before, SONG, SMALL)
        x = (WIDTH - width - 4 * SMALL) / 2
        canvas.drawString(x, 12 * mm, before)
        canvas.translate(x + width, 12 * mm)
        canvas.doForm(TOTAL)

    def _mark(self, canvas: Canvas) -> None:
        canvas.saveState()
        canvas.setFont(HEI, 96)
        canvas.setFillColor(MARK_COLOUR, alpha=0.1)
        canvas.translate(WIDTH / 2, HEIGHT / 2)
        canvas.rotate(45)
        canvas.drawCentredString(0, -30, self.paper.mark)
        canvas.restoreState()

    def _endBuild(self) -> None:
        canvas = self.canv
        canvas.beginForm(TOTAL, 0, -3, 60, 12)
        canvas.setFont(SONG, SMALL)
        canvas.drawString(0, 0, f"{self.page} 页")
        canvas.endForm()
        tags.of(canvas).finish()
        archival.finish(canvas)
        super()._endBuild()


def make(paper: Paper, content: Sequence[Flowable]) -> bytes:
    """The finished PDF."""
    register()
    out = BytesIO()
    _Sheet(out, paper).build(list(content))
    return out.getvalue()
