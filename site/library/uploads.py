"""What a file must be before it is taken in: what its extension says, whole, and without macros."""

import codecs
import zipfile
from collections.abc import Callable
from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.core.files import File

ZIP_ENTRIES = 10_000
ZIP_BYTES = 500 * 1024**2  # unpacked
OLE_MAGIC = bytes.fromhex("d0cf11e0a1b11ae1")
OLE_MACROS = "_VBA_PROJECT".encode("utf-16-le")  # the folder of macros, by which the old formats keep them
PDF_HEAD = 1024  # readers look for the header no further (ISO 32000-1, annex H)
PDF_TAIL = 2048
PLAIN_HEAD = 100_000
WRONG_KIND = "文件内容与扩展名“.{extension}”不符，不能上传。请用原来的程序重新保存，不要直接修改扩展名。"
BROKEN = "文件不完整或者已损坏，不能上传。请重新导出或者重新复制后再上传。"
MACROS = "文件里有宏，不能上传。请另存为不带宏的格式（DOCX、XLSX、PPTX 或 PDF）。"
LOCKED = "文件有打开密码，或者是旧版格式改了扩展名，不能上传。请去掉密码，另存为新版格式后再上传。"
TOO_BIG = "压缩的内容展开后太大，不能上传。请减少内容或者分成几个文件。"


def check_content(file: File, name: str) -> None:
    """ValidationError, in a sentence that says what to do, when the file is not a whole file of its extension's kind."""
    extension = PurePath(name).suffix.lstrip(".").lower()
    check = _CHECKS.get(extension)
    if check is None:
        return  # which extensions are taken at all is WAGTAILDOCS_EXTENSIONS' to say
    file.seek(0)
    try:
        check(file, extension)
    finally:
        file.seek(0)


def _wrong_kind(extension: str) -> ValidationError:
    return ValidationError(WRONG_KIND.format(extension=extension), code="wrong_kind")


def _pdf(file: File, extension: str) -> None:
    if b"%PDF-" not in file.read(PDF_HEAD):
        raise _wrong_kind(extension)
    file.seek(max(0, file.size - PDF_TAIL))
    tail = file.read(PDF_TAIL)
    if b"%%EOF" not in tail or b"startxref" not in tail:
        raise ValidationError(BROKEN, code="broken")


def _archive(file: File, extension: str) -> list[str]:
    head = file.read(len(OLE_MAGIC))
    if head == OLE_MAGIC:
        raise ValidationError(LOCKED, code="locked")
    if not head.startswith(b"PK"):
        raise _wrong_kind(extension)
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise ValidationError(BROKEN, code="broken") from error
    if len(entries) > ZIP_ENTRIES or sum(each.file_size for each in entries) > ZIP_BYTES:
        raise ValidationError(TOO_BIG, code="too_big")
    return [each.filename for each in entries]


def _office(main_part: str) -> Callable[[File, str], None]:
    def check(file: File, extension: str) -> None:
        names = _archive(file, extension)
        if "[Content_Types].xml" not in names or main_part not in names:
            raise _wrong_kind(extension)
        if any(name.lower().endswith("vbaproject.bin") for name in names):
            raise ValidationError(MACROS, code="macros")

    return check


def _ofd(file: File, extension: str) -> None:
    if "OFD.xml" not in _archive(file, extension):
        raise _wrong_kind(extension)


def _ole(file: File, extension: str) -> None:
    if file.read(len(OLE_MAGIC)) != OLE_MAGIC:
        raise _wrong_kind(extension)
    before = b""
    for chunk in file.chunks():
        if OLE_MACROS in before + chunk:
            raise ValidationError(MACROS, code="macros")
        before = chunk[-len(OLE_MACROS) :]


def _plain(file: File, extension: str) -> None:
    head = file.read(PLAIN_HEAD)
    if b"\0" in head and not head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise _wrong_kind(extension)


_CHECKS: dict[str, Callable[[File, str], object]] = {
    "pdf": _pdf,
    "docx": _office("word/document.xml"),
    "xlsx": _office("xl/workbook.xml"),
    "pptx": _office("ppt/presentation.xml"),
    "ofd": _ofd,
    "zip": _archive,
    **dict.fromkeys(("doc", "xls", "ppt", "wps", "et"), _ole),
    **dict.fromkeys(("txt", "csv"), _plain),
}
