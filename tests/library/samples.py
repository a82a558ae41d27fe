"""Files as people and attackers upload them: good, broken, lying and hostile. Each maker returns the file's bytes."""

import io
import zipfile
import zlib

from docx import Document
from openpyxl import Workbook
from pypdf import PdfWriter
from reportlab.pdfgen.canvas import Canvas

OLE = bytes.fromhex("d0cf11e0a1b11ae1")
PNG = bytes.fromhex("89504e470d0a1a0a0000000d49484452") + bytes(64)
MEGABYTE = 1024**2


def pdf() -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out)
    canvas.drawString(72, 720, "archive transfer 2024")
    canvas.save()
    return out.getvalue()


def scanned_pdf() -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out)
    canvas.rect(72, 72, 200, 200, fill=1)
    canvas.save()
    return out.getvalue()


def locked_pdf() -> bytes:
    writer = PdfWriter(io.BytesIO(pdf()))
    writer.encrypt("secret", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def raw_pdf(*objects: bytes) -> bytes:
    """A PDF of these objects, numbered from 1; the first is the catalogue."""
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table)
    return bytes(out)


def pdf_of_10000_pages() -> bytes:
    return raw_pdf(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count 10000 /Kids [%b] >>" % (b"3 0 R " * 10_000),
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 10 10] >>",
    )


def pdf_in_a_circle() -> bytes:
    return raw_pdf(b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Count 1 /Kids [2 0 R] >>")


def pdf_bomb() -> bytes:
    stream = zlib.compress(b"BT (a) Tj ET " * (16 * MEGABYTE))
    return raw_pdf(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 10 10] /Contents 4 0 R >>",
        b"<< /Length %d /Filter /FlateDecode >>\nstream\n%b\nendstream" % (len(stream), stream),
    )


def pdf_whose_table_points_to_itself() -> bytes:
    data = pdf()
    table = data.rindex(b"xref", 0, data.rindex(b"startxref"))
    return data.replace(b"/Size", b"/Prev %d /Size" % table, 1)


def docx() -> bytes:
    document = Document()
    document.add_paragraph("建设工程档案移交承诺书")
    table = document.add_table(rows=1, cols=2)
    table.rows[0].cells[0].text = "工程名称"
    table.rows[0].cells[1].text = "示例工程"
    document.sections[0].header.paragraphs[0].text = "示例页眉"
    return _saved(document)


def xlsx() -> bytes:
    book = Workbook()
    book.active.append(["材料", 3, None])
    return _saved(book)


def _saved(office_file) -> bytes:
    out = io.BytesIO()
    office_file.save(out)
    return out.getvalue()


def archive(**parts: bytes | str) -> bytes:
    """A zip of these parts; __ in a name stands for / and ___ for a dot."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name.replace("___", ".").replace("__", "/"), content)
    return out.getvalue()


def _with(data: bytes, name: str, content: bytes) -> bytes:
    """The zip with one part put in or in the place of the one of that name."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for each in old.namelist():
            if each != name:
                new.writestr(each, old.read(each))
        new.writestr(name, content)
    return out.getvalue()


def docx_with_macros() -> bytes:
    return _with(docx(), "word/vbaProject.bin", OLE)


def docx_of_entities() -> bytes:
    """A billion laughs."""
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    xml = (
        f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "{"ha" * 50}">{entities}]>'
        '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        "<w:body><w:p><w:r><w:t>&a9;</w:t></w:r></w:p></w:body></w:document>"
    )
    return _with(docx(), "word/document.xml", xml.encode())


def docx_that_reads_another_file() -> bytes:
    xml = (
        '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY secret SYSTEM "file:///etc/passwd">]>'
        '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        "<w:body><w:p><w:r><w:t>&secret;</w:t></w:r></w:p></w:body></w:document>"
    )
    return _with(docx(), "word/document.xml", xml.encode())


def docx_bomb() -> bytes:
    return _with(docx(), "word/document.xml", bytes(600 * MEGABYTE))


def docx_small_bomb() -> bytes:
    """Small enough to be taken in, but nobody packs text two hundred to one."""
    return _with(docx(), "word/document.xml", b"<a>" * (10 * MEGABYTE))


def docx_that_lies() -> bytes:
    """Its directory says that the text is ten bytes long."""
    data = bytearray(_with(docx(), "word/document.xml", bytes(30 * MEGABYTE)))
    place = data.rindex(b"PK\x01\x02")
    data[place + 24 : place + 28] = (10).to_bytes(4, "little")
    return bytes(data)


def xlsx_that_claims_all_rows() -> bytes:
    data = xlsx()
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml")
    return _with(data, "xl/worksheets/sheet1.xml", sheet.replace(b'ref="A1:B1"', b'ref="A1:XFD1048576"'))


def pptx() -> bytes:
    slide = '<p:sld xmlns:p="p" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:t>{}</a:t></p:sld>'
    return archive(
        **{
            "[Content_Types]___xml": "<Types/>",
            "ppt__presentation___xml": "<p/>",
            "ppt__slides__slide2___xml": slide.format("第二页"),
            "ppt__slides__slide10___xml": slide.format("第十页"),
        }
    )


def ofd() -> bytes:
    page = '<ofd:Page xmlns:ofd="http://www.ofdspec.org/2016"><ofd:TextCode>城建档案</ofd:TextCode></ofd:Page>'
    return archive(OFD___xml="<OFD/>", Doc_0__Pages__Page_0__Content___xml=page)
