from io import BytesIO

import pytest
from pypdf import PdfReader
from reportlab.pdfbase import pdfmetrics

from paperwork import fonts, sheets
from paperwork.paragraphs import paragraph
from paperwork.styles import style


@pytest.fixture(autouse=True)
def _registered():
    fonts.register()


def printed(text: str) -> str:
    made = sheets.make(sheets.Paper("标题", "编号", "单位"), [paragraph(text, style("body"))])
    return "".join(page.extract_text() for page in PdfReader(BytesIO(made)).pages)


def test_what_somebody_typed_is_no_markup():
    assert fonts.markup('<img src="file:///etc/passwd"/>&<b>') == '&lt;img src="file:///etc/passwd"/&gt;&amp;&lt;b&gt;'
    assert "<b>粗</b>" in printed("<b>粗</b>")


@pytest.mark.parametrize("text", ["王㛃", "李䶮", "龘小明", "１㎡", "√□", "《“”》", "é"])
def test_names_and_signs_can_be_printed_and_copied(text):
    assert not fonts.missing(text)
    assert text in printed(text)


def test_a_character_beyond_the_first_plane_can_be_copied():
    """reportlab alone writes a table from which readers lose it."""
    rare = chr(next(code for code in sorted(fonts.covered(fonts.SONG)) if code > 0xFFFF))
    assert f"张{rare}某" in printed(f"张{rare}某")


def test_a_character_that_no_font_has_is_reported_and_shown_as_a_sign():
    unknown = "\U0010fffd"
    assert fonts.missing(f"张{unknown}") == {unknown}
    assert fonts.markup(f"张{unknown}") == f"张{fonts.GETA}"


def test_control_characters_vanish_and_lines_stay():
    assert fonts.markup("一\x00\x1b二\r\n三\u200b四") == "一二<br/>三四"


def test_every_font_is_embedded():
    made = sheets.make(sheets.Paper("标题", "编号", "单位"), [paragraph("正文", style("body"))])
    used = PdfReader(BytesIO(made)).pages[0]["/Resources"]["/Font"]
    for font in used.values():
        descriptor = font.get_object().get("/FontDescriptor")
        if descriptor is None:
            assert font.get_object()["/BaseFont"] == "/Helvetica"  # named by reportlab, used by nothing
        else:
            assert "/FontFile2" in descriptor.get_object()


def test_missing_fonts_say_what_to_do(settings, tmp_path, monkeypatch):
    monkeypatch.setattr(pdfmetrics, "getRegisteredFontNames", list)
    settings.FONTS_DIR = str(tmp_path)
    with pytest.raises(fonts.FontsMissing, match="make install"):
        fonts.register()
