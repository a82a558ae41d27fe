import os
import subprocess
import sys
from io import BytesIO

from pypdf import PdfReader
from reportlab.platypus import PageBreak

from paperwork import fonts, sheets
from paperwork.paragraphs import paragraph
from paperwork.rows import FormRow
from paperwork.styles import style
from portal.environment import ROOT

PAPER = sheets.Paper("申报书", "SB2026112000001", "示例市城市建设档案馆")
SENTENCE = "装配式建筑项目应当按照规定报送工程档案，并对其真实性负责。"


def pages(content, paper=PAPER) -> list[str]:
    return [page.extract_text() for page in PdfReader(BytesIO(sheets.make(paper, content))).pages]


def setup_module():
    fonts.register()


def test_every_page_says_whose_it_is_and_which_of_how_many():
    found = pages([paragraph("一", style("body")), PageBreak(), paragraph("二", style("body"))])
    assert len(found) == 2
    for number, text in enumerate(found, start=1):
        flat = "".join(text.split())
        assert f"第{number}页共2页" in flat
        assert PAPER.number in flat
        assert PAPER.issuer in flat


def test_the_file_names_itself_and_has_an_outline():
    made = PdfReader(BytesIO(sheets.make(PAPER, [*sheets.heading("单位信息"), paragraph("一", style("body"))])))
    assert made.metadata.title == "申报书 SB2026112000001"
    assert made.trailer["/Root"]["/Lang"] == "zh-CN"
    assert [each.title for each in made.outline] == ["单位信息"]


def test_a_draft_is_marked_on_every_page():
    paper = sheets.Paper("申报书", "", "示例市城市建设档案馆", mark="草稿")
    assert all("草稿" in text for text in pages([paragraph("一", style("body")), PageBreak()], paper))


def test_a_row_longer_than_a_page_goes_on_with_its_label():
    content = [paragraph(SENTENCE * 12, style("cell")) for _ in range(12)]
    found = pages([FormRow("项目说明", content, 100, sheets.ROOM - 100)])
    assert len(found) > 1
    assert "（续）" not in found[0]
    assert all("（续）" in text for text in found[1:])
    flat = "".join("".join(text.split()) for text in found)
    assert flat.count("真实性负责") == 12 * 12


def test_a_long_paragraph_is_cut_between_pages_and_loses_nothing():
    text = "".join(f"第{number}句，{SENTENCE}" for number in range(200))
    flat = "".join("".join(each.split()) for each in pages([paragraph(text, style("body"))]))
    assert all(f"第{number}句，" in flat for number in range(200))


def test_the_first_words_of_a_process_find_their_font(tmp_path):
    """Every other test meets fonts that one before it has loaded."""
    code = "from paperwork.paragraphs import paragraph; from paperwork.styles import style; paragraph('第一句', style('cover'))"
    command = [sys.executable, str(ROOT / "manage.py"), "shell", "-v0", "-c", code]
    environment = os.environ | {"DATA_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "portal.settings.dev"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-500:]
