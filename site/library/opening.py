"""Opens one file to see whether it can be opened. Runs as a process of its own, so it imports nothing of the site.

    python opening.py FILE EXTENSION COPY      writes {"problem": code or "", "picture": bool} to standard output

A picture is decoded to its last line and drawn anew at COPY; a PDF's pages are walked; an archive is unpacked in
thought, checksum by checksum. The process limits its own memory and time before it opens the file.
"""

import json
import resource
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

MEMORY = 1024**3  # bytes of address space
SECONDS = 30  # of processor time
COPY_BYTES = 16 * 1024**2
PIXELS = 100_000_000
SIDE = 2000  # pixels, of the copy
PAGES_WALKED = 300
FORMATS = {
    "jpg": ["JPEG", "MPO"],
    "jpeg": ["JPEG", "MPO"],
    "png": ["PNG"],
    "gif": ["GIF"],
    "bmp": ["BMP"],
    "tif": ["TIFF"],
    "tiff": ["TIFF"],
    "webp": ["WEBP"],
    "heic": ["HEIF"],
}
ACTIVE = {"/JavaScript", "/Launch"}
MACRO_TYPES = (b"macroEnabled", b"vbaProject")


class Refused(Exception):
    """The file is not taken in; the message is a code of library.uploads.SENTENCES."""


def check(path: Path, extension: str, copy: Path) -> dict[str, object]:
    """The code of what is wrong ("" for nothing), and whether a picture was drawn."""
    try:
        return {"problem": "", "picture": bool(CHECKS.get(extension, _nothing)(path, extension, copy))}
    except Refused as problem:
        return {"problem": str(problem), "picture": False}
    except MemoryError:
        return {"problem": "gave_up", "picture": False}
    except Exception:  # the libraries raise whatever a broken file leads them to
        return {"problem": "broken", "picture": False}


def _nothing(path: Path, extension: str, copy: Path) -> None:
    """Formats that have no reader here (the old office formats) are judged by their build alone."""


def _picture(path: Path, extension: str, copy: Path) -> bool:
    from PIL import Image, ImageOps  # noqa: PLC0415  only what this file needs is loaded

    if extension == "heic":
        from pillow_heif import register_heif_opener  # noqa: PLC0415

        register_heif_opener()
    Image.MAX_IMAGE_PIXELS = None  # the limit below has its own sentence
    with Image.open(path, formats=FORMATS[extension]) as picture:
        if picture.width * picture.height > PIXELS:
            raise Refused("pixels")
        picture.draft("RGB", (SIDE, SIDE))  # a JPEG is decoded whole, but not in its full size
        picture.load()
        drawn = ImageOps.exif_transpose(picture)
        drawn.thumbnail((SIDE, SIDE))
        clear = drawn.convert("RGBA")
    paper = Image.new("RGB", clear.size, "white")
    paper.paste(clear, mask=clear.getchannel("A"))
    paper.save(copy, "JPEG", quality=85)
    return True


def _pdf(path: Path, extension: str, copy: Path) -> None:
    from pypdf import PdfReader  # noqa: PLC0415

    reader = PdfReader(path)
    if reader.is_encrypted and not reader.decrypt(""):
        raise Refused("locked")
    root = reader.trailer["/Root"].get_object()
    names = root.get("/Names", {})
    if "/JavaScript" in names.get_object() if names else False:
        raise Refused("script")
    _no_actions(root)
    if len(reader.pages) == 0:
        raise Refused("broken")
    for page in reader.pages[:PAGES_WALKED]:
        _no_actions(page)
        for note in page.get("/Annots") or []:
            _no_actions(note.get_object())


def _no_actions(thing) -> None:
    """Nothing that runs by itself when the document, a page or a note is opened or touched."""
    actions = [thing.get(key) for key in ("/OpenAction", "/A")]
    triggers = thing.get("/AA")
    actions += list(triggers.get_object().values()) if triggers else []
    for each in actions:
        action = each.get_object() if each is not None else None
        if isinstance(action, dict) and action.get("/S") in ACTIVE:
            raise Refused("script")


def _archive(path: Path, extension: str, copy: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        if archive.testzip() is not None:
            raise Refused("broken")


def _office(path: Path, extension: str, copy: Path) -> None:
    _archive(path, extension, copy)
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if not name.lower().endswith((".xml", ".rels")):
                continue
            part = archive.read(name)
            flat = part.replace(b"\0", b"")  # UTF-16 reads as ASCII then
            if b"<!DOCTYPE" in flat or b"<!ENTITY" in flat:  # these formats forbid both (ECMA-376-2)
                raise Refused("broken")
            if name == "[Content_Types].xml" and any(each in flat for each in MACRO_TYPES):
                raise Refused("macros")
            if name.endswith("settings.xml.rels") and b"attachedTemplate" in flat and b"External" in flat:
                raise Refused("outside")


def _plain(path: Path, extension: str, copy: Path) -> None:
    data = path.read_bytes()
    for encoding in ("utf-16",) if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return
    raise Refused("encoding")


CHECKS: dict[str, Callable[[Path, str, Path], object]] = {
    **dict.fromkeys(FORMATS, _picture),
    "pdf": _pdf,
    "zip": _archive,
    **dict.fromkeys(("docx", "xlsx", "pptx", "ofd"), _office),
    **dict.fromkeys(("txt", "csv"), _plain),
}


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (COPY_BYTES, COPY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    json.dump(check(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3])), sys.stdout)


if __name__ == "__main__":
    main()
