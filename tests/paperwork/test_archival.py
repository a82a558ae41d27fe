"""What every paper is: clean PDF/A-2b and PDF/UA-1, the same bytes twice, every character of the national table in it."""

import random
from datetime import UTC, datetime
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import page
import pypdfium2
import pytest
from fontTools.ttLib import TTFont
from pypdf import PdfReader
from reportlab.pdfbase.pdfmetrics import stringWidth

from paperwork import archival, fonts, sheets, tags
from paperwork.grids import Grid, head, text
from paperwork.line_breaking import NO_END, NO_START
from paperwork.paragraphs import ChineseParagraph, paragraph
from paperwork.rows import FormRow
from paperwork.styles import style

TABLE = (Path(__file__).parent / "data" / "tgh8105.txt").read_text(encoding="utf-8").replace("\n", "")
AT = datetime(2026, 11, 20, 2, 30, tzinfo=UTC)
SENTENCE = "据《规程》（JGJ 355-2015）第5.2条：“套筒灌浆”应当密实——误差不大于±2mm，费用￥1,250.00元，详见https://www.example.invalid/rules；"
PROFILES = [page.ValidationProfile.PDF_A_2B, page.ValidationProfile.PDF_UA_1]


def made(*content, **options) -> bytes:
    paper = sheets.Paper(
        "试用", "SY1", "示例市城市建设档案馆", "HTTPS://WWW.EXAMPLE.INVALID/V/SY1/A", made_at=AT, **options
    )
    return sheets.make(paper, [paragraph("试用的文书", style("title")), *content])


def everything() -> list:
    """One of each thing that a paper is made of, long enough for several pages."""
    fonts.register()
    rows = [[head("序号"), head("说明"), head("数")]]
    rows += [[text(str(number)), text(SENTENCE * (number % 7 + 1)), text("1")] for number in range(30)]
    return [
        *sheets.heading("一、表"),
        FormRow("短", [paragraph("王㛃、李䶮、张𠮷", style("cell"))], 100, sheets.ROOM - 100),
        FormRow("长", [paragraph(SENTENCE * 9, style("cell")) for _ in range(8)], 100, sheets.ROOM - 100),
        *sheets.heading("二、列表"),
        Grid([40, sheets.ROOM - 90, 50], rows, heads=1),
        Grid([90, sheets.ROOM - 90], [[head("很长"), text(SENTENCE * 120)]]),
        paragraph(SENTENCE * 20, style("body")),
    ]


def words(content: bytes) -> str:
    document = pypdfium2.PdfDocument(content)
    try:
        found = []
        for sheet in document:
            layer = sheet.get_textpage()
            found.append(layer.get_text_range())
            layer.close()
            sheet.close()
        return "".join("".join(found).split())
    finally:
        document.close()


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("options", [{}, {"mark": "草稿", "cover": True}], ids=["plain", "draft"])
def test_a_paper_breaks_no_rule(profile, options):
    report = page.validate_pdf_bytes(made(*everything(), **options), profile=profile)
    assert [(fault.rule_id, fault.message) for fault in report.failures] == []


def test_the_same_content_and_date_make_the_same_bytes():
    assert made(*everything()) == made(*everything())
    assert made(*everything()) != made(*everything(), mark="草稿")


def test_the_structure_has_tables_with_heads_and_one_table_for_what_goes_on():
    tree = PdfReader(BytesIO(made(*everything()))).trailer["/Root"]["/StructTreeRoot"]
    found = _roles(tree["/K"])
    assert found[:3] == ["Document", "Figure", "H1"]
    assert [role for role in found if role.startswith("H")] == ["H1", "H2", "H2"]
    assert found.count("Table") == 3
    assert found.count("TR") == 2 + 31 + 1
    assert found.count("TH") == 2 + 3 + 1


def _roles(element) -> list[str]:
    element = element.get_object()
    kids = element.get("/K", [])
    inner = [_roles(kid) for kid in kids if hasattr(kid.get_object(), "get") and "/S" in kid.get_object()]
    return [element["/S"][1:], *(role for roles in inner for role in roles)]


def test_a_long_cell_goes_on_under_its_label_and_heads_are_repeated():
    found = words(made(Grid([90, sheets.ROOM - 90], [[head("很长的一项"), text(SENTENCE * 120)]])))
    assert found.count("（续）") >= 1
    assert found.count("费用￥1,250.00元") == 120
    rows = [[head("序号"), head("说明")], *([text(str(number)), text("短")] for number in range(90))]
    listed = PdfReader(BytesIO(made(Grid([60, 200], rows, heads=1))))
    assert all("序号" in each.extract_text() for each in listed.pages)


def test_headings_never_skip_a_level():
    canvas = type("Canvas", (), {})()
    structure = tags.Structure(canvas)
    assert [structure.add(role).role for role in ("H2", "H3", "H5", "H2")] == ["H1", "H2", "H3", "H2"]


def test_every_character_of_the_national_table_prints_and_can_be_copied():
    assert len(TABLE) == 8105
    assert fonts.missing(TABLE) == set()
    content = made(paragraph(TABLE, style("body")))
    assert set(TABLE) <= set(words(content))
    assert page.validate_pdf_bytes(content, profile=page.ValidationProfile.PDF_A_2B).is_compliant


@pytest.mark.parametrize("name", ["王㛃", "李䶮", "张𠮷", "龘小明", "𬎆某", "𰻝某", "𣲗某", "䲜某", "𪚥某"])
@pytest.mark.parametrize("font", ["body", "heading", "title"])
def test_rare_names_print_and_can_be_copied(name, font):
    content = made(paragraph(f"{name}签字", style(font)))
    assert f"{name}签字" in words(content)
    reader = PdfReader(BytesIO(content))
    assert f"{name}签字" in "".join("".join(each.extract_text() for each in reader.pages).split())


def test_the_lists_of_what_rare_fonts_cover_are_true():
    for font, file in fonts.RARE.items():
        with TTFont(fonts._unpacked(file), lazy=True) as opened:
            mapped = opened.getBestCmap()
        private = {code for code in mapped if 0xE000 <= code <= 0xF8FF or code >= 0xF0000}
        assert fonts.covered(font) == set(mapped) - private


def test_an_accent_becomes_one_with_its_letter_and_han_characters_stay():
    assert "".join(run for _, run in fonts.runs("cafe\u0301 \uf900")) == "café \uf900"


def test_no_line_begins_or_ends_with_what_must_not_at_any_width():
    fonts.register()
    chosen, lines = random.Random(7), 0
    for width in range(90, 480, 13):
        cut = chosen.randrange(len(SENTENCE))
        laid = ChineseParagraph(fonts.markup((SENTENCE[cut:] + SENTENCE) * 4), style("cell"))
        laid.wrap(width, 1e6)
        found = ["".join(word.text for word in line.words) for line in laid.blPara.lines]
        lines += len(found)
        for before, after in pairwise(found):
            latin = before[-1].isascii() and after[0].isascii()  # an address that no line holds is cut with a knife
            assert latin or after[0] not in NO_START, (width, before, after)
            assert latin or before[-1] not in NO_END, (width, before, after)
        assert all(stringWidth(line, fonts.SONG, 10.5) <= width + 0.01 for line in found)
    assert lines > 500


def test_what_was_typed_is_no_markup_in_a_table_either():
    hostile = '<img src="file:///etc/passwd"/><b>粗</b>&amp;'
    assert "".join(hostile.split()) in words(made(Grid([200, 200], [[head("<i>头</i>"), text(hostile)]])))


def test_a_stream_never_seems_longer_or_shorter_than_it_is():
    """Data that ends in a line end, with another before "endstream"."""
    for ending in (b"\r", b"\n", b"\r\n", b"x"):
        stream = archival._stream({}, b"data" + ending)
        written = stream.format(
            type("Document", (), {"defaultStreamFilters": None, "encrypt": archival.pdfdoc.NoEncryption()})()
        )
        assert written.endswith(b"data" + ending + b"\r\nendstream\n")
