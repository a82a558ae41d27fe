"""What a file must be before it is taken in: what its extension says, whole, and without macros.

`check_content` looks at the file's build and is quick. `open_file` goes on to open it in a process of its own.
"""

import zipfile
from collections.abc import Callable
from pathlib import Path, PurePath

import filetype
from django.core.exceptions import ValidationError
from django.core.files import File

from library.apart import GaveUp, run_apart

OPENING = Path(__file__).with_name("opening.py")
ZIP_ENTRIES = 10_000
ZIP_BYTES = 500 * 1024**2  # unpacked
ZIP_RATIO = 200  # unpacked to packed, of a file that unpacks to more than ZIP_RATIO_FROM
ZIP_RATIO_FROM = 20 * 1024**2
OLE_MAGIC = bytes.fromhex("d0cf11e0a1b11ae1")
OLE_MACROS = "_VBA_PROJECT".encode("utf-16-le")  # the folder of macros, by which the old formats keep them
PDF_TAIL = 2048
PDF_BEFORE = (
    b"\xef\xbb\xbf \t\r\n\0"  # what careless programs write before the header, and nothing else may stand there
)
PDF_AFTER = b" \t\r\n\0\x1a"
HEAD = 8192
PICTURES = {
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "gif": "image/gif",
    "bmp": "image/bmp",
    "tif": "image/tiff",
    "tiff": "image/tiff",
    "webp": "image/webp",
    "heic": "image/heic",
}
PROGRAMS = (
    ".exe",
    ".com",
    ".scr",
    ".bat",
    ".cmd",
    ".msi",
    ".ps1",
    ".vbs",
    ".js",
    ".jse",
    ".wsf",
    ".hta",
    ".lnk",
    ".jar",
)

SENTENCES = {
    "empty": "文件是空的（0 字节），不能上传。请检查后重新选择。",
    "wrong_kind": "文件内容与扩展名“.{extension}”不符，不能上传。请用原来的程序重新保存，不要直接修改扩展名。",
    "broken": "文件不完整或者已损坏，不能上传。请重新导出或者重新复制后再上传。",
    "macros": "文件里有宏，不能上传。请另存为不带宏的格式（DOCX、XLSX、PPTX 或 PDF）。",
    "locked": "文件有打开密码，或者是旧版格式改了扩展名，不能上传。请去掉密码，另存为新版格式后再上传。",
    "too_big": "压缩的内容展开后太大，不能上传。请减少内容或者分成几个文件。",
    "two_in_one": "文件里还夹带着别的文件或者程序，不能上传。请用原来的程序重新导出后再上传。",
    "script": "文件里有会自动运行的脚本，不能上传。请打印或者另存为不带脚本的 PDF 后再上传。",
    "outside": "文件会从外部地址装入内容，不能上传。请把内容保存在文件里，或者另存为 PDF 后再上传。",
    "programs": "压缩包里有程序或者指向别处的路径，不能上传。请去掉后重新压缩再上传。",
    "encoding": "无法识别文件的文字编码，不能上传。请另存为 UTF-8 编码后再上传。",
    "pixels": "图片太大（超过一亿像素），不能上传。请缩小后再上传。",
    "gave_up": "打开这个文件用了太多时间或者内存，不能上传。请减少内容，或者另存为 PDF 后再上传。",
}


def check_content(file: File, name: str) -> None:
    """ValidationError, in a sentence that says what to do, when the file is not a whole file of its extension's kind."""
    extension = PurePath(name).suffix.lstrip(".").lower()
    check = _CHECKS.get(extension)
    if check is None:
        return  # which extensions are taken at all is for the caller to say
    file.seek(0)
    try:
        check(file, extension)
    finally:
        file.seek(0)


def open_file(path: Path, extension: str, copy: Path) -> bool:
    """Opens a file that check_content has passed, wholly, and says whether a picture of it was drawn at `copy`.

    ValidationError as check_content. The picture is a JPEG of bounded size, without what was written into the file.
    """
    try:
        answer = run_apart(OPENING, str(path), extension, str(copy))
    except GaveUp as problem:
        raise refusal("gave_up", extension) from problem
    if answer["problem"]:
        raise refusal(answer["problem"], extension)
    return answer["picture"]


def refusal(code: str, extension: str = "") -> ValidationError:
    """The error for a code of SENTENCES."""
    return ValidationError(SENTENCES[code].format(extension=extension), code=code)


def _pdf(file: File, extension: str) -> None:
    if not file.read(HEAD).lstrip(PDF_BEFORE).startswith(b"%PDF-"):
        raise refusal("wrong_kind", extension)
    file.seek(max(0, file.size - PDF_TAIL))
    tail = file.read(PDF_TAIL)
    if _is_zip(file):
        raise refusal("two_in_one")
    body, mark, after = tail.rpartition(b"%%EOF")
    if not mark or b"startxref" not in body:
        raise refusal("broken")
    if after.strip(PDF_AFTER):
        raise refusal("two_in_one")


def _picture(file: File, extension: str) -> None:
    kind = filetype.guess(file.read(HEAD))
    if kind is None or kind.mime != PICTURES[extension]:
        raise refusal("wrong_kind", extension)
    if _is_zip(file):
        raise refusal("two_in_one")


def _is_zip(file: File) -> bool:
    """Whether an archive hangs on the file: readers of archives look for it from the end."""
    try:
        with zipfile.ZipFile(file):
            return True
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return False


def _archive(file: File, extension: str) -> list[str]:
    head = file.read(len(OLE_MAGIC))
    if head == OLE_MAGIC:
        raise refusal("locked")
    if not head.startswith(b"PK"):
        raise refusal("wrong_kind", extension)
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise refusal("broken") from error
    unpacked, packed = (sum(getattr(each, name) for each in entries) for name in ("file_size", "compress_size"))
    bomb = unpacked > ZIP_RATIO_FROM and unpacked > packed * ZIP_RATIO
    if len(entries) > ZIP_ENTRIES or unpacked > ZIP_BYTES or bomb:
        raise refusal("too_big")
    if any(each.flag_bits & 1 for each in entries):
        raise refusal("locked")
    return [each.filename for each in entries]


def _zip(file: File, extension: str) -> None:
    for name in _archive(file, extension):
        parts = name.replace("\\", "/").split("/")
        if ".." in parts or parts[0] == "" or ":" in name or name.lower().endswith(PROGRAMS):
            raise refusal("programs")


def _office(main_part: str) -> Callable[[File, str], None]:
    def check(file: File, extension: str) -> None:
        names = _archive(file, extension)
        if "[Content_Types].xml" not in names or main_part not in names:
            raise refusal("wrong_kind", extension)
        if any(name.lower().endswith("vbaproject.bin") for name in names):
            raise refusal("macros")

    return check


def _ofd(file: File, extension: str) -> None:
    if "OFD.xml" not in _archive(file, extension):
        raise refusal("wrong_kind", extension)


def _ole(file: File, extension: str) -> None:
    if file.read(len(OLE_MAGIC)) != OLE_MAGIC:
        raise refusal("wrong_kind", extension)
    before = b""
    for chunk in file.chunks():
        if OLE_MACROS in before + chunk:
            raise refusal("macros")
        before = chunk[-len(OLE_MACROS) :]


def _plain(file: File, extension: str) -> None:
    head = file.read(HEAD)
    if b"\0" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise refusal("wrong_kind", extension)


_CHECKS: dict[str, Callable[[File, str], object]] = {
    "pdf": _pdf,
    "docx": _office("word/document.xml"),
    "xlsx": _office("xl/workbook.xml"),
    "pptx": _office("ppt/presentation.xml"),
    "ofd": _ofd,
    "zip": _zip,
    **dict.fromkeys(PICTURES, _picture),
    **dict.fromkeys(("doc", "xls", "ppt", "wps", "et"), _ole),
    **dict.fromkeys(("txt", "csv"), _plain),
}
