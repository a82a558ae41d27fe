"""Reads the text of one file. Runs as a process of its own (see `reading.py`), so it imports nothing of the site.

    python extract.py FILE EXTENSION      writes {"state", "text", "error"} as JSON to standard output

A file may be broken or hostile. The process limits its own memory and time before it opens the file; what still goes
wrong ends this process and nothing else.
"""

import codecs
import contextlib
import csv
import io
import json
import resource
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

MEMORY = 1024**3  # bytes of address space
SECONDS = 60  # of processor time
CHARACTERS = 500_000  # kept of one file
PAGES = 3_000  # read of one PDF
ZIP_ENTRIES = 10_000
ZIP_BYTES = 300 * 1024**2  # unpacked
ZIP_RATIO = 200  # unpacked to packed, of a file that unpacks to more than ZIP_RATIO_FROM
ZIP_RATIO_FROM = 20 * 1024**2
OFD_NAMESPACE = "{http://www.ofdspec.org/2016}"


class Unreadable(Exception):
    """The file cannot be read; the message says why, in Chinese."""


def read(path: Path, extension: str) -> dict[str, str]:
    """The file's state (read, no_text or failed), its text, and what an editor should know about it."""
    reader = READERS.get(extension)
    if reader is None:
        return _answer("failed", error="这种格式的文字无法读取，请另存为 PDF 或 DOCX，或者由人工检查。")
    try:
        text, cut = _join(reader(path))
    except Unreadable as problem:
        return _answer("failed", error=str(problem))
    except MemoryError:
        return _answer("failed", error="文件展开后太大，没有读取。")
    except Exception as problem:  # the libraries raise whatever a broken file leads them to
        return _answer("failed", error=f"文件已损坏或者不完整，无法打开（{type(problem).__name__}）。")
    if not text:
        return _answer("no_text", error="文件里没有文字，可能是扫描件。")
    return _answer("read", text, f"文件很长，只读取了前 {CHARACTERS // 10_000} 万字。" if cut else "")


def _answer(state: str, text: str = "", error: str = "") -> dict[str, str]:
    return {"state": state, "text": text, "error": error}


def _join(parts: Iterator[str]) -> tuple[str, bool]:
    """The parts one below the other, and whether something was left off. Characters no database takes are dropped."""
    kept, length = [], 0
    for part in parts:
        words = part.replace("\0", "").encode("utf-8", "ignore").decode().strip()
        if words:
            kept.append(words[: CHARACTERS - length])
            length += len(kept[-1]) + 1
        if length >= CHARACTERS:
            return "\n".join(kept)[:CHARACTERS], True
    return "\n".join(kept), False


def _pdf(path: Path) -> Iterator[str]:
    from pypdf import PdfReader  # noqa: PLC0415  only what this file needs is loaded

    reader = PdfReader(path)
    if reader.is_encrypted and not reader.decrypt(""):
        raise Unreadable("文件有打开密码，无法读取，请上传没有密码的文件。")
    if len(reader.pages) > PAGES:
        raise Unreadable(f"文件超过 {PAGES} 页，没有读取，请分成几个文件上传。")
    for page in reader.pages:
        yield page.extract_text()


def _docx(path: Path) -> Iterator[str]:
    from docx import Document  # noqa: PLC0415
    from docx.table import Table  # noqa: PLC0415

    _check_zip(path)
    document = Document(path)
    for part in document.iter_inner_content():
        if isinstance(part, Table):
            yield from _docx_table(part)
        else:
            yield part.text
    for section in document.sections:
        for edge in (section.header, section.footer):
            yield "\n".join(paragraph.text for paragraph in edge.paragraphs)


def _docx_table(table) -> Iterator[str]:
    for row in table.rows:
        seen, words = set(), []
        for cell in row.cells:
            if id(cell._tc) not in seen:  # a joined cell comes once for each column it covers
                seen.add(id(cell._tc))
                words.append(cell.text)
        yield "\t".join(words)


def _xlsx(path: Path) -> Iterator[str]:
    from openpyxl import load_workbook  # noqa: PLC0415

    _check_zip(path)
    book = load_workbook(path.open("rb"), read_only=True, data_only=True, keep_links=False)
    for sheet in book.worksheets:
        yield sheet.title
        sheet.reset_dimensions()  # what the file says of its own size may be a lie
        for row in sheet.iter_rows(values_only=True):
            yield "\t".join(str(value) for value in row if value is not None)


def _pptx(path: Path) -> Iterator[str]:
    """The text runs of the slides and notes, in the order of the slides."""
    yield from _xml_words(path, "ppt/slides/slide", "{http://schemas.openxmlformats.org/drawingml/2006/main}t")
    yield from _xml_words(path, "ppt/notesSlides/", "{http://schemas.openxmlformats.org/drawingml/2006/main}t")


def _ofd(path: Path) -> Iterator[str]:
    """The text objects of the pages (GB/T 33190-2016)."""
    yield from _xml_words(path, "", f"{OFD_NAMESPACE}TextCode", ending="Content.xml")


def _xml_words(path: Path, beginning: str, tag: str, ending: str = ".xml") -> Iterator[str]:
    from defusedxml.ElementTree import fromstring  # noqa: PLC0415

    _check_zip(path)
    with zipfile.ZipFile(path) as archive:
        names = [name for name in archive.namelist() if name.startswith(beginning) and name.endswith(ending)]
        for name in sorted(names, key=lambda name: (len(name), name)):
            yield "\n".join(element.text or "" for element in fromstring(archive.read(name)).iter(tag))


def _check_zip(path: Path) -> None:
    """Refuses an archive that unpacks to more than the machine should give for it, by what it says of itself."""
    if not zipfile.is_zipfile(path):
        if path.read_bytes()[:8] == bytes.fromhex("d0cf11e0a1b11ae1"):
            raise Unreadable("文件有打开密码，或者是旧版格式改了扩展名，无法读取。")
        raise Unreadable("文件已损坏，或者扩展名与内容不符，无法打开。")
    with zipfile.ZipFile(path) as archive:
        entries = archive.infolist()
    unpacked, packed = (sum(getattr(each, name) for each in entries) for name in ("file_size", "compress_size"))
    bomb = unpacked > ZIP_RATIO_FROM and unpacked > packed * ZIP_RATIO
    if len(entries) > ZIP_ENTRIES or unpacked > ZIP_BYTES or bomb:
        raise Unreadable("文件展开后太大，没有读取。")


def _plain(path: Path) -> Iterator[str]:
    yield decode(path.read_bytes()[: CHARACTERS * 4])


def _csv(path: Path) -> Iterator[str]:
    for row in csv.reader(io.StringIO(decode(path.read_bytes()[: CHARACTERS * 4]))):
        yield "\t".join(row)


def decode(data: bytes) -> str:
    """Chinese text files are UTF-8, or GB18030 from older programs, or UTF-16 with its mark."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "ignore")
    for encoding in ("utf-8-sig", "gb18030"):
        with contextlib.suppress(UnicodeDecodeError):
            # Not "final": where the text was cut off, the last character may have been cut in two.
            return codecs.getincrementaldecoder(encoding)().decode(data)
    raise Unreadable("无法识别文件的文字编码，请另存为 UTF-8。")


READERS: dict[str, Callable[[Path], Iterator[str]]] = {
    "pdf": _pdf,
    "docx": _docx,
    "xlsx": _xlsx,
    "pptx": _pptx,
    "ofd": _ofd,
    "txt": _plain,
    "csv": _csv,
}


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    json.dump(read(Path(sys.argv[1]), sys.argv[2]), sys.stdout)


if __name__ == "__main__":
    main()
