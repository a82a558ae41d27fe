"""The formats that applicants may send. Staff choose among the sorts; extensions and types follow from them."""

from dataclasses import dataclass

from django.db.models import TextChoices


class Sort(TextChoices):
    """What staff choose for an item. Values are stored: never change them."""

    PDF = "pdf", "PDF"
    OFD = "ofd", "OFD"
    PICTURE = "picture", "图片（JPG、PNG、HEIC、WEBP、TIFF、BMP、GIF）"
    WORD = "word", "Word（DOCX）"
    SHEET = "sheet", "Excel（XLSX）"
    TEXT = "text", "纯文本（TXT、CSV）"
    ZIP = "zip", "压缩包（ZIP）"


@dataclass(frozen=True)
class Format:
    """One format by its extension, and the content type under which it is handed out."""

    extension: str
    sort: Sort
    content_type: str


OFFICE = "application/vnd.openxmlformats-officedocument."
FORMATS = {
    each.extension: each
    for each in [
        Format("pdf", Sort.PDF, "application/pdf"),
        Format("ofd", Sort.OFD, "application/ofd"),
        Format("jpg", Sort.PICTURE, "image/jpeg"),
        Format("jpeg", Sort.PICTURE, "image/jpeg"),
        Format("png", Sort.PICTURE, "image/png"),
        Format("heic", Sort.PICTURE, "image/heic"),
        Format("webp", Sort.PICTURE, "image/webp"),
        Format("tif", Sort.PICTURE, "image/tiff"),
        Format("tiff", Sort.PICTURE, "image/tiff"),
        Format("bmp", Sort.PICTURE, "image/bmp"),
        Format("gif", Sort.PICTURE, "image/gif"),
        Format("docx", Sort.WORD, f"{OFFICE}wordprocessingml.document"),
        Format("xlsx", Sort.SHEET, f"{OFFICE}spreadsheetml.sheet"),
        Format("txt", Sort.TEXT, "text/plain"),
        Format("csv", Sort.TEXT, "text/csv"),
        Format("zip", Sort.ZIP, "application/zip"),
    ]
}


def extensions(sorts: list[str]) -> list[str]:
    """The extensions of these sorts, without the dot."""
    return [each.extension for each in FORMATS.values() if each.sort in sorts]


def in_words(sorts: list[str]) -> str:
    """The sorts as a sentence for people names them: PDF、图片（JPG…）."""
    return "、".join(Sort(each).label for each in sorts if each in Sort.values)
