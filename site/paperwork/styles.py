"""How text looks on paper: sizes in points, as 党政机关公文格式 (GB/T 9704) sets them where it fits a form."""

from functools import cache

from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY
from reportlab.lib.styles import ParagraphStyle

from paperwork.fonts import HEI, SONG, SONG_BOLD


@cache
def style(name: str) -> ParagraphStyle:
    """The style of that name; KeyError for one that is not there."""
    return _styles()[name]


@cache
def _styles() -> dict[str, ParagraphStyle]:
    body = ParagraphStyle(
        "body", fontName=SONG, fontSize=12, leading=21, wordWrap="CJK", alignment=TA_JUSTIFY, firstLineIndent=24
    )
    cell = ParagraphStyle("cell", body, fontSize=10.5, leading=17, firstLineIndent=0)
    return {
        "body": body,
        "cell": cell,
        "label": ParagraphStyle("label", cell, fontName=HEI, leading=16, alignment=TA_CENTER),
        "small": ParagraphStyle("small", cell, fontSize=9, leading=14),
        "heading": ParagraphStyle("heading", cell, fontName=HEI, fontSize=13, leading=22, spaceBefore=10, spaceAfter=4),
        "title": ParagraphStyle("title", cell, fontName=SONG_BOLD, fontSize=22, leading=34, alignment=TA_CENTER),
    }
