"""The sample's downloads: small real files, made from texts when the sample is loaded."""

import io

from django.conf import settings
from docx import Document
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Paragraph, SimpleDocTemplate

from accounts.models import User
from content.sample import SAMPLE_SETTINGS
from home.sample import texts
from library.models import LibraryDocument
from library.services import add_document, read_document

FONT_FILE = "node_modules/@expo-google-fonts/noto-serif-sc/400Regular/NotoSerifSC_400Regular.ttf"


def load_files(user: User | None) -> list[LibraryDocument]:
    """The files in the order of texts; one whose title is in the library already is not made again."""
    return [_document(entry, user) for entry in texts.facts("files")["file"]]


def _document(entry: dict, user: User | None) -> LibraryDocument:
    if existing := LibraryDocument.objects.filter(title=entry["title"]).first():
        return existing
    content = {"pdf": make_pdf, "docx": make_docx, "xlsx": make_xlsx}[entry["format"]](entry)
    document = add_document(entry["title"], entry["name"], content, user=user)
    read_document(document.pk)  # now: a page is not published before its attachments have been read
    return document


def make_pdf(entry: dict) -> bytes:
    """A page of paragraphs below a title."""
    font = _font()
    title = ParagraphStyle("title", fontName=font, fontSize=18, leading=28, alignment=1, spaceAfter=12, wordWrap="CJK")
    text = ParagraphStyle("text", fontName=font, fontSize=12, leading=22, spaceAfter=6, wordWrap="CJK")
    out = io.BytesIO()
    document = SimpleDocTemplate(out, title=entry["title"], author=SAMPLE_SETTINGS["name"], lang="zh-CN")
    document.build([Paragraph(entry["title"], title), *(Paragraph(words, text) for words in entry["paragraphs"])])
    return out.getvalue()


def make_docx(entry: dict) -> bytes:
    """A title, paragraphs and a form of two columns."""
    document = Document()
    document.core_properties.title = entry["title"]
    document.add_heading(entry["title"], level=0)
    for words in entry["paragraphs"]:
        document.add_paragraph(words)
    table = document.add_table(rows=0, cols=2, style="Table Grid")
    for row in entry["rows"]:
        for cell, words in zip(table.add_row().cells, row, strict=True):
            cell.text = words
    return _saved(document)


def make_xlsx(entry: dict) -> bytes:
    """One sheet whose first row is the heading."""
    book = Workbook()
    sheet = book.active
    sheet.title = "清单"
    for row in entry["rows"]:
        sheet.append(row)
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for column, width in zip("ABC", (24, 52, 32), strict=True):
        sheet.column_dimensions[column].width = width
        for cell in sheet[column]:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "A2"
    return _saved(book)


def _saved(office_file) -> bytes:
    out = io.BytesIO()
    office_file.save(out)
    return out.getvalue()


def _font() -> str:
    """The installed Song typeface, embedded; without it the one that every Chinese reader of PDF has of its own."""
    path = settings.BASE_DIR / FONT_FILE
    font = TTFont("NotoSerifSC", path) if path.exists() else UnicodeCIDFont("STSong-Light")
    pdfmetrics.registerFont(font)
    return font.fontName
