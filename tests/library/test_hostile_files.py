"""Every kind of good, broken, lying and hostile file: what the upload says of it, and what reading it comes to."""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile

from library.extract import CHARACTERS
from library.models import TextState
from library.reading import read_file
from library.uploads import check_content
from tests.library import samples

HTML = b"<html><body><script>alert(1)</script></body></html>"
READ, NO_TEXT, FAILED = TextState.READ, TextState.NO_TEXT, TextState.FAILED

# name, maker of the content, code of the refusal on upload ("" when taken in), state after reading, words in the text
FILES = [
    ("good.pdf", samples.pdf, "", READ, "archive transfer 2024"),
    ("scanned.pdf", samples.scanned_pdf, "", NO_TEXT, ""),
    ("truncated.pdf", lambda: samples.pdf()[:-200], "broken", None, ""),
    ("half.pdf", lambda: samples.pdf()[:600], "broken", FAILED, ""),
    ("html.pdf", lambda: HTML, "wrong_kind", FAILED, ""),
    ("polyglot.pdf", lambda: b"%PDF-1.7" + HTML, "broken", FAILED, ""),
    ("picture.pdf", lambda: samples.PNG, "wrong_kind", FAILED, ""),
    ("empty.pdf", lambda: b"", "wrong_kind", FAILED, ""),
    ("locked.pdf", samples.locked_pdf, "", FAILED, ""),
    ("10000-pages.pdf", samples.pdf_of_10000_pages, "", FAILED, ""),
    ("circle.pdf", samples.pdf_in_a_circle, "", None, ""),
    ("table-loop.pdf", samples.pdf_whose_table_points_to_itself, "", None, ""),
    ("bomb.pdf", samples.pdf_bomb, "", None, ""),
    ("good.docx", samples.docx, "", READ, "示例工程"),
    ("truncated.docx", lambda: samples.docx()[:-500], "broken", FAILED, ""),
    ("pdf.docx", samples.pdf, "wrong_kind", FAILED, ""),
    ("sheet.docx", samples.xlsx, "wrong_kind", FAILED, ""),
    ("macros.docx", samples.docx_with_macros, "macros", None, ""),
    ("locked.docx", lambda: samples.OLE + bytes(2000), "locked", FAILED, ""),
    ("entities.docx", samples.docx_of_entities, "", None, ""),
    ("xxe.docx", samples.docx_that_reads_another_file, "", None, ""),
    ("bomb.docx", samples.docx_bomb, "too_big", FAILED, ""),
    ("small-bomb.docx", samples.docx_small_bomb, "too_big", FAILED, ""),
    ("liar.docx", samples.docx_that_lies, "", FAILED, ""),
    ("good.xlsx", samples.xlsx, "", READ, "材料\t3"),
    ("truncated.xlsx", lambda: samples.xlsx()[:2000], "broken", FAILED, ""),
    ("all-rows.xlsx", samples.xlsx_that_claims_all_rows, "", READ, "材料"),
    ("good.pptx", samples.pptx, "", READ, "第二页\n第十页"),
    ("good.ofd", samples.ofd, "", READ, "城建档案"),
    ("zip.ofd", lambda: samples.archive(a___txt="x"), "wrong_kind", NO_TEXT, ""),
    ("gbk.txt", lambda: "住房城乡建设".encode("gb18030"), "", READ, "住房城乡建设"),
    ("utf16.txt", lambda: "住房城乡建设".encode("utf-16"), "", READ, "住房城乡建设"),
    ("rare.txt", lambda: "䶮𠮷".encode(), "", READ, "䶮𠮷"),
    ("program.txt", lambda: b"MZ\x90\x00\x03\x00\x00\x00" * 100, "wrong_kind", None, ""),
    ("long.txt", lambda: "档案".encode() * 1_000_000, "", READ, "档案"),
    ("good.csv", lambda: "\ufeff名称,数量\n图纸,3\n".encode(), "", READ, "图纸\t3"),
    ("good.doc", lambda: samples.OLE + bytes(4000), "", FAILED, ""),
    ("macros.doc", lambda: samples.OLE + "_VBA_PROJECT".encode("utf-16-le"), "macros", FAILED, ""),
    ("html.doc", lambda: HTML, "wrong_kind", FAILED, ""),
    ("good.zip", lambda: samples.archive(a___txt="x"), "", FAILED, ""),
    ("html.zip", lambda: HTML, "wrong_kind", FAILED, ""),
]
IDS = [each[0] for each in FILES]


@pytest.mark.parametrize(("name", "make", "refusal", "state", "words"), FILES, ids=IDS)
def test_what_the_upload_says(name, make, refusal, state, words):
    file = ContentFile(make(), name=name)
    if not refusal:
        check_content(file, name)
        assert file.tell() == 0
        return
    with pytest.raises(ValidationError) as refused:
        check_content(file, name)
    assert refused.value.code == refusal
    assert "请" in refused.value.message  # it says what to do


@pytest.mark.parametrize(("name", "make", "refusal", "state", "words"), FILES, ids=IDS)
def test_what_reading_comes_to(tmp_path, name, make, refusal, state, words):
    path = tmp_path / "file"
    path.write_bytes(make())
    reading = read_file(path, name.rpartition(".")[2])
    if state is not None:
        assert reading.state == state
    assert words in reading.text
    assert bool(reading.text) == (reading.state == READ)
    assert reading.error or reading.state == READ
    assert "root:" not in reading.text
    assert len(reading.text) <= CHARACTERS


def test_a_text_cut_off_says_so(tmp_path):
    path = tmp_path / "file"
    path.write_text("档案" * CHARACTERS, encoding="utf-8")
    reading = read_file(path, "txt")
    assert len(reading.text) == CHARACTERS
    assert "只读取了前 50 万字" in reading.error
