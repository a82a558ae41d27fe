"""How text looks on paper: sizes in points, as 党政机关公文格式 (GB/T 9704) sets them where it fits a form."""

from functools import cache

from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY, TA_LEFT, TA_RIGHT
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
        "middle": ParagraphStyle("middle", cell, alignment=TA_CENTER),
        "fine": ParagraphStyle("fine", cell, fontSize=9, leading=14, alignment=TA_CENTER),
        "right": ParagraphStyle("right", cell, alignment=TA_RIGHT),
        "box": ParagraphStyle("box", cell, fontName=HEI),
        "group": ParagraphStyle("group", cell, fontName=HEI, alignment=TA_LEFT),
        "item": ParagraphStyle("item", cell, fontName=HEI, spaceBefore=8, spaceAfter=4),
        "digest": ParagraphStyle("digest", cell, fontSize=8, leading=12, alignment=TA_LEFT),
        "note": ParagraphStyle("note", cell, fontSize=9, leading=15, alignment=TA_CENTER),
        "subtitle": ParagraphStyle("subtitle", cell, fontSize=15, leading=24, alignment=TA_CENTER),
        "cover": ParagraphStyle("cover", cell, fontName=SONG_BOLD, fontSize=28, leading=46, alignment=TA_CENTER),
        "coverlabel": ParagraphStyle("coverlabel", cell, fontSize=14, leading=22),
        "coverline": ParagraphStyle("coverline", cell, fontSize=14, leading=22, alignment=TA_CENTER),
        "title": ParagraphStyle("title", cell, fontName=SONG_BOLD, fontSize=22, leading=34, alignment=TA_CENTER),
    }
