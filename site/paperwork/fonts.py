"""The fonts of papers, embedded: 宋体 and 黑体 from the packages of package.json, and fallbacks for rare characters.

A character that no font has is printed as 〓 and reported, never silently lost: names are written with such characters.
"""

import lzma
import os
import re
import tempfile
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from io import BytesIO
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
GLYPHS = Path(__file__).parent / "glyphs"
# For what those lack, in this order; in the repository, compressed, unpacked when the first such character is printed.
RARE = {"Kai": "LXGWWenKai-Regular.ttf", "Hana": "HanaMinB.ttf"}
GETA = "〓"
# ☑ and ☐ are in none of the fonts; a no-break space and what has no width are what they look like.
INSTEAD = str.maketrans({"☑": "√", "☐": "□", "\xa0": " ", "\u200b": None, "\ufeff": None, "\u2028": "\n"})
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_ACCENTED = re.compile("[A-Za-z][\u0300-\u036f]+")
_lock = Lock()
_rare_lock = Lock()
_own: list[str] = []  # fonts of the owner's that stand behind all others


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
            _register(f"Own{number}", Path(path))
            _own.append(f"Own{number}")
        _register(SONG, folder / FILES[SONG])  # last: whoever finds it finds all
        pdfmetrics.registerFontFamily(SONG, normal=SONG, bold=SONG_BOLD, italic=SONG, boldItalic=SONG_BOLD)


def _register(name: str, source: Path | BytesIO) -> None:
    font = TTFont(name, source if isinstance(source, BytesIO) else str(source))
    _mend_widths(font.face)
    _spare_copies(font.face)
    pdfmetrics.registerFont(font)


@lru_cache
def covered(font: str) -> frozenset[int]:
    """The code points that a font has; those for rare characters are not loaded to know it."""
    if font not in RARE:
        return frozenset(pdfmetrics.getFont(font).face.charToGlyph)
    ranges = (GLYPHS / f"{RARE[font]}.ranges").read_text(encoding="ascii").split()
    ends = [[int(end, 16) for end in each.split("-")] for each in ranges]
    return frozenset(code for first, *last in ends for code in range(first, (last or [first])[0] + 1))


def load(font: str) -> None:
    """Makes a font for rare characters ready, once in a process: half a second and up to 80 MB."""
    if font not in RARE or font in pdfmetrics.getRegisteredFontNames():
        return
    with _rare_lock:
        if font not in pdfmetrics.getRegisteredFontNames():
            _register(font, _unpacked(RARE[font]))
            pdfmetrics.registerFontFamily(font, font, font, font, font)


def _unpacked(name: str) -> Path | BytesIO:
    """The font's file, unpacked once into DATA_DIR/fonts; held in memory where nothing can be written."""
    packed, folder = GLYPHS / f"{name}.xz", Path(settings.DATA_DIR) / "fonts"
    kept = folder / f"{packed.stat().st_size}-{name}"
    if kept.exists():
        return kept
    content = lzma.decompress(packed.read_bytes())
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder, delete=False) as file:
            file.write(content)
        os.replace(file.name, kept)
    except OSError:
        return BytesIO(content)
    return kept


def missing(text: str) -> set[str]:
    """The characters that no font has: show them to whoever typed them before the paper is made."""
    return {character for font, run in runs(text) if font is None for character in run}


def markup(text: str, font: str = SONG) -> str:
    """What somebody typed as reportlab's markup: nothing in it is a tag, rare characters in a font that has them."""
    parts = []
    for found, run in runs(text, font):
        if found:
            load(found)
        shown = escape(run if found else GETA * len(run)).replace("\n", "<br/>").replace("\t", "    ")
        parts.append(shown if found in (font, None) else f'<font name="{found}">{shown}</font>')
    return "".join(parts)


def runs(text: str, font: str = SONG) -> Iterator[tuple[str | None, str]]:
    """(font, text) of stretches that one font has; None for what no font has."""
    register()
    cleaned = _UNPRINTABLE.sub("", str(text).replace("\r\n", "\n").translate(INSTEAD))
    # An accent stands on its letter only as one character; Han characters stay what they are, alike or not.
    cleaned = _ACCENTED.sub(lambda found: unicodedata.normalize("NFC", found[0]), cleaned)
    first = covered(font)
    if all(ord(character) in first or character in "\n\t" for character in cleaned):
        if cleaned:
            yield font, cleaned
        return
    current, held = font, []
    for character in cleaned:
        found = font if character in "\n\t" else _font_of(character, font)
        if found != current and held:
            yield current, "".join(held)
            held = []
        current = found
        held.append(character)
    if held:
        yield current, "".join(held)


def _font_of(character: str, font: str) -> str | None:
    """The first font of the chain that has the character."""
    code = ord(character)
    return next((each for each in (font, SONG, *RARE, *_own) if code in covered(each)), None)


# --- faults of reportlab 5.1.0, mended; tests/paperwork shows them -----------------------------------------------


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


class _Glyphs:
    """The table of outlines, of which only what is asked for is copied."""

    def __init__(self, outlines: memoryview):
        self._outlines = outlines

    def __getitem__(self, place: slice) -> bytes:
        return bytes(self._outlines[place])


def _spare_copies(face) -> None:
    """reportlab copies all outlines of a font, 12 MB, for each paper that uses a few of them."""
    copied = face.get_table

    def get_table(tag: str) -> bytes | _Glyphs:
        if tag != "glyf":
            return copied(tag)
        start, length = face.get_table_pos(tag)
        return _Glyphs(memoryview(face._ttf_data)[start : start + length])

    face.get_table = get_table


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
