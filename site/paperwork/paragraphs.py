"""A paragraph of Chinese for reportlab: its lines by the house's rules, stretched between characters, split anywhere."""

from functools import lru_cache

from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY, TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.pdfmetrics import getAscentDescent
from reportlab.platypus.paragraph import FragLine, Paragraph, ParaLines

from paperwork import tags
from paperwork.fonts import GETA, load, register, runs
from paperwork.line_breaking import break_lines

MOST_STRETCH = 2.5  # points between two characters; beyond, a line stays as it is
MOST_SHRINK = -2  # points that a whole line may be too long
ROLES = {"title": "H1", "cover": "H1", "heading": "H2", "item": "H3"}  # by the name of the style


SHARE_BEFORE = {TA_CENTER: 0.5, TA_RIGHT: 1}
"""How much of the room that is left in a line stands before it, by alignment."""


class Place:
    """Where something stands in the structure of the paper; the parts of what was cut between pages share it."""

    def __init__(self, role: str):
        self.role = role
        self.parent: tags.Element | None = None
        self.element: tags.Element | None = None

    def element_in(self, structure: tags.Structure) -> tags.Element:
        """The element, made when the first part is drawn."""
        if self.element is None:
            self.element = structure.add(self.role, self.parent)
        return self.element


class ChineseParagraph(Paragraph):
    """Markup (see `fonts.markup`) in a style with wordWrap "CJK". Titles and headings are such in the structure too."""

    def __init__(self, text, style, *args, **kwargs):
        super().__init__(text, style, *args, **kwargs)
        self.place = Place(ROLES.get(style.name, "P"))

    def draw(self):
        structure = tags.of(self.canv)
        with structure.content(self.place.element_in(structure)):
            super().draw()

    def drawPara(self, debug=0):
        """Draws the lines: reportlab's own looks for markup that there is none of, and widens blanks, not characters."""
        canvas, style, lines = self.canv, self.style, self.blPara.lines
        if not lines:
            return
        canvas.setFillColor(style.textColor)
        text, indent = canvas.beginText(), style.leftIndent + style.firstLineIndent
        below, last = self.height - lines[0].fontSize, None if getattr(self, "_JustifyLast", False) else lines[-1]
        for line in lines:
            stretch = _stretch(line) if style.alignment == TA_JUSTIFY and line is not last else 0
            text.setTextOrigin(indent + line.extraSpace * SHARE_BEFORE.get(style.alignment, 0), below)
            if stretch:
                text.setCharSpace(stretch)
            for word in line.words:
                text.setFont(word.fontName, word.fontSize, style.leading)
                text.textOut(word.text)
            if stretch:
                text.setCharSpace(0)
            indent, below = style.leftIndent, below - style.leading
        canvas.drawText(text)

    def breakLinesCJK(self, maxWidths):
        """reportlab's hook: the lines of the paragraph in the form that it draws."""
        room = list(maxWidths) if isinstance(maxWidths, list | tuple) else [maxWidths]
        style, frags = self.style, self.frags
        self.height = 0
        self._starts: list[int] = []
        if not frags:
            return ParaLines(
                kind=0,
                fontSize=style.fontSize,
                fontName=style.fontName,
                textColor=style.textColor,
                lines=[],
                ascent=style.fontSize,
                descent=-0.2 * style.fontSize,
            )
        characters, widths, ends = [], [], []
        for frag in frags:
            text = "\n" if hasattr(frag, "lineBreak") else frag.text
            known, default = _widths(frag.fontName)
            scale = frag.fontSize / 1000
            characters += text
            widths += [known.get(ord(each), default) * scale for each in text] if text != "\n" else [0]
            ends.append(len(characters))
        lines = []
        for start, end, full in break_lines(characters, widths, room):
            self._starts.append(start)
            here = room[min(len(lines), len(room) - 1)]
            words = _words(frags, ends, characters, start, end)
            lines.append(_line(words, here, sum(widths[start:end]), is_last=not full))
        return ParaLines(kind=1, lines=lines)

    def split(self, availWidth, availHeight):
        """The part that fits and the rest; reportlab's own glues blanks between the lines."""
        if not self.frags:
            return []
        if not hasattr(self, "blPara"):
            self.wrap(availWidth, availHeight)
        style, total = self.style, len(self._starts)
        fitting = int(availHeight / float(style.leading) + 1e-6)
        if fitting <= 0 or (fitting == 1 and total > 1 and not style.allowOrphans):
            return []
        if total <= fitting:
            return [self]
        if total == fitting + 1 and not style.allowWidows and fitting > 2:
            fitting -= 1
        first, second = _cut(self.frags, self._starts[fitting])
        head = self.__class__(None, style, frags=first)
        head._JustifyLast = not (first and hasattr(first[-1], "lineBreak"))
        rest = style.clone(style.name, firstLineIndent=0) if style.firstLineIndent else style
        tail = self.__class__(None, rest, frags=second)
        head.place = tail.place = self.place
        return [head, tail]


def paragraph(text: str, style: ParagraphStyle) -> ChineseParagraph:
    """What somebody typed, as a paragraph in the style's font."""
    register()
    fragment, line_break = _fragments(style)
    found = []
    for font, run in runs(text, style.fontName):
        if font:
            load(font)
        shown = run if font else GETA * len(run)
        for number, line in enumerate(shown.replace("\t", "    ").split("\n")):
            if number:
                found.append(line_break.clone())
            if line:
                found.append(fragment.clone(text=line, fontName=font or style.fontName))
    return ChineseParagraph(None, style, frags=found)


@lru_cache
def _fragments(style: ParagraphStyle) -> tuple:
    """A stretch of text and a line break as reportlab's parser makes them: parsing every text takes a fifth of the time."""
    register()  # the first paragraph of a process may be asked for before any page
    parsed = Paragraph("x<br/>x", style).frags
    return parsed[0], parsed[1]


def _cut(frags: list, place: int) -> tuple[list, list]:
    """The fragments before and after the character at that place."""
    first, second, at = [], [], 0
    for frag in frags:
        length = 1 if hasattr(frag, "lineBreak") else len(frag.text)
        if at + length <= place:
            first.append(frag)
        elif at >= place:
            second.append(frag)
        else:
            first.append(frag.clone(text=frag.text[: place - at]))
            second.append(frag.clone(text=frag.text[place - at :]))
        at += length
    return first, second


def _stretch(line: FragLine) -> float:
    """The room between two characters by which a full line ends at the margin; 0 for one that stays as it is."""
    gaps = sum(len(word.text) for word in line.words) - 1
    if line.lineBreak or gaps < 1 or line.extraSpace <= MOST_SHRINK or line.extraSpace / gaps >= MOST_STRETCH:
        return 0
    return line.extraSpace / gaps


def _words(frags: list, ends: list[int], characters: list[str], start: int, end: int) -> list:
    """What of each fragment stands between two places."""
    found, begin = [], 0
    for frag, last in zip(frags, ends, strict=True):
        if begin < end and last > start and not hasattr(frag, "lineBreak"):
            found.append(frag.clone(text="".join(characters[max(begin, start) : min(last, end)])))
        begin = last
    return found or [frags[0].clone(text="")]


def _line(words: list, room: float, used: float, *, is_last: bool) -> FragLine:
    """The line as reportlab draws it."""
    ranges = [getAscentDescent(word.fontName, word.fontSize) for word in words]
    return FragLine(
        kind=1,
        extraSpace=room - used,
        wordCount=1,
        words=words,
        fontSize=max(word.fontSize for word in words),
        ascent=max(ascent for ascent, _ in ranges),
        descent=min(descent for _, descent in ranges),
        maxWidth=room,
        currentWidth=used,
        lineBreak=is_last,
    )


@lru_cache
def _widths(font: str) -> tuple[dict[int, float], float]:
    face = pdfmetrics.getFont(font).face
    return face.charWidths, face.defaultWidth
