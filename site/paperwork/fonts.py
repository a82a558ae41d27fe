"""The fonts of papers, embedded: 宋体 and 黑体 from the packages of package.json, and fallbacks for rare characters.

A character that no font has is printed as 〓 and reported, never silently lost: names are written with such characters.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from threading import Lock
from xml.sax.saxutils import escape

from django.conf import settings
from reportlab.pdfbase import pdfmetrics, ttfonts
from reportlab.pdfbase.ttfonts import TTFont

SONG, SONG_BOLD, HEI = "Song", "SongBold", "Hei"
FILES = {
    SONG: "noto-serif-sc/400Regular/NotoSerifSC_400Regular.ttf",
    SONG_BOLD: "noto-serif-sc/700Bold/NotoSerifSC_700Bold.ttf",
    HEI: "noto-sans-sc/700Bold/NotoSansSC_700Bold.ttf",
}
GETA = "〓"
# ☑ and ☐ are in none of the fonts; a no-break space and what has no width are what they look like.
INSTEAD = str.maketrans({"☑": "√", "☐": "□", "\xa0": " ", "\u200b": None, "\ufeff": None, "\u2028": "\n"})
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_lock = Lock()
_fallbacks: list[str] = []


class FontsMissing(Exception):
    """The font packages are not installed."""


def register() -> None:
    """Makes the fonts known to reportlab, once in a process; FontsMissing says what to do when they are not there."""
    with _lock:
        if SONG in pdfmetrics.getRegisteredFontNames():
            return
        folder = Path(settings.FONTS_DIR)
        if missing := [name for name in FILES.values() if not (folder / name).exists()]:
            raise FontsMissing(
                f"缺少字体 {missing[0]}：请运行 make install（或 npm ci），或者用 FONTS_DIR 指明字体所在的文件夹。"
            )
        for name, file in FILES.items():
            if name != SONG:
                _register(name, folder / file)
        for number, path in enumerate(path for path in settings.FALLBACK_FONTS if Path(path).exists()):
            _register(f"Fallback{number}", Path(path))
            _fallbacks.append(f"Fallback{number}")
        _register(SONG, folder / FILES[SONG])  # last: whoever finds it finds all
        pdfmetrics.registerFontFamily(SONG, normal=SONG, bold=SONG_BOLD, italic=SONG, boldItalic=SONG_BOLD)


def _register(name: str, path: Path) -> None:
    font = TTFont(name, str(path))
    _mend_widths(font.face)
    pdfmetrics.registerFont(font)


@lru_cache
def covered(font: str) -> frozenset[int]:
    """The code points that a font has."""
    return frozenset(pdfmetrics.getFont(font).face.charToGlyph)


def missing(text: str) -> set[str]:
    """The characters that no font has: show them to whoever typed them before the paper is made."""
    return {character for font, run in runs(text) if font is None for character in run}


def markup(text: str, font: str = SONG) -> str:
    """What somebody typed as reportlab's markup: nothing in it is a tag, rare characters in a font that has them."""
    parts = []
    for found, run in runs(text, font):
        shown = escape(run if found else GETA * len(run)).replace("\n", "<br/>").replace("\t", "    ")
        parts.append(shown if found in (font, None) else f'<font name="{found}">{shown}</font>')
    return "".join(parts)


def runs(text: str, font: str = SONG) -> Iterator[tuple[str | None, str]]:
    """(font, text) of stretches that one font has; None for what no font has."""
    register()
    cleaned = _UNPRINTABLE.sub("", str(text).replace("\r\n", "\n").translate(INSTEAD))
    chain = [font, *_fallbacks]
    current, held = font, []
    for character in cleaned:
        found = font if character in "\n\t" else next((each for each in chain if ord(character) in covered(each)), None)
        if found != current and held:
            yield current, "".join(held)
            held = []
        current = found
        held.append(character)
    if held:
        yield current, "".join(held)


# --- two faults of reportlab 5.1.0, mended; tests/paperwork shows both -----------------------------------------------


def _mend_widths(face) -> None:
    """Fonts whose unitsPerEm is not 1000 and whose table of widths is short get wrong widths for the rest of it."""
    if face.unitsPerEm == 1000:
        return
    face.seek_table("hhea")
    face.skip(34)
    known, metrics = face.read_ushort(), face.hmetrics
    if 0 < known < len(metrics):
        width = metrics[known - 1][0]
        metrics[known:] = [(width, bearing) for _, bearing in metrics[known:]]


def _to_unicode(name: str, subset: list[int]) -> str:
    """The table by which a reader copies text: reportlab writes U+20BB7 as <20BB7>, which loses it in copying."""
    known = [(place, code) for place, code in enumerate(subset) if code]
    lines = [
        "/CIDInit /ProcSet findresource begin",
        "12 dict begin",
        "begincmap",
        "/CIDSystemInfo",
        "<< /Registry (Adobe)",
        "/Ordering (UCS)",
        "/Supplement 0",
        ">> def",
        f"/CMapName /{name} def",
        "/CMapType 2 def",
        "1 begincodespacerange",
        "<00> <FF>",
        "endcodespacerange",
    ]
    for start in range(0, len(known), 100):  # the most that one block may hold
        block = known[start : start + 100]
        lines.append(f"{len(block)} beginbfchar")
        lines += [f"<{place:02X}> <{chr(code).encode('utf-16-be').hex().upper()}>" for place, code in block]
        lines.append("endbfchar")
    return "\n".join([*lines, "endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end"])


ttfonts.makeToUnicodeCMap = _to_unicode
