"""What is done with files of the library."""

import hashlib
import shutil
import tempfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import PIL.Image
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.db.models import QuerySet
from wagtail.models import Page, ReferenceIndex
from wagtail.search import index

from accounts.models import User
from library.models import LibraryDocument, LibraryImage, TextState
from library.reading import Reading, read_file
from library.uploads import check_content
from page_cache.generation import changed

PICTURE_FORMATS = {"PNG": "png", "JPEG": "jpg", "GIF": "gif", "WEBP": "webp"}


def add_document(title: str, name: str, content: bytes, *, user: User | None) -> LibraryDocument:
    """Puts a file into the library under a title. name is the file's name with its extension.

    ValidationError when the content is not what the extension says.
    """
    file = ContentFile(content, name=name)
    check_content(file, name)
    document = LibraryDocument(title=title, uploaded_by_user=user, file=file)
    document._set_document_file_metadata()
    document.save()
    return document


def add_picture(content: bytes, alt: str, *, user: User | None) -> tuple[LibraryImage, bool] | None:
    """Puts a picture into the library, with its alternative text; one that is there already is not stored again.

    Returns the picture and whether it is new; None when the content is no picture that browsers show.
    """
    try:
        with PIL.Image.open(BytesIO(content)) as picture:
            extension = PICTURE_FORMATS.get(picture.format or "")
            picture.verify()
    except (PIL.UnidentifiedImageError, OSError, SyntaxError, ValueError, PIL.Image.DecompressionBombError):
        return None
    if extension is None:
        return None
    alt = alt.strip()
    file = ImageFile(BytesIO(content), name=f"picture.{extension}")
    image = LibraryImage(title=alt[:200] or "文件中的图片", description=alt[:255], uploaded_by_user=user, file=file)
    image._set_image_file_metadata()
    if known := LibraryImage.objects.filter(file_hash=image.file_hash).first():
        return known, False
    image.save()
    return image, True


def read_document(document_id: int) -> TextState | None:
    """Reads the document's file, keeps text and hash, and brings the search index of its pages up to date.

    Safe to repeat. None when the document is gone or its file was replaced meanwhile (the new file is read by itself).
    OSError when the storage cannot be reached: then it is worth trying again.
    """
    document = LibraryDocument.objects.filter(pk=document_id).first()
    if document is None:
        return None
    reading, sha256 = _read(document)
    unchanged = LibraryDocument.objects.filter(pk=document_id, file=document.file.name)
    kept = unchanged.update(text=reading.text, text_state=reading.state, text_error=reading.error[:200], sha256=sha256)
    if not kept:
        return None
    index.insert_or_update_object(LibraryDocument.objects.get(pk=document_id))
    for page in pages_with(document):
        index.insert_or_update_object(page)
    changed()
    return reading.state


def pages_with(document: LibraryDocument) -> Iterator[Page]:
    """Every page that has the document as an attachment or in its body."""
    references = ReferenceIndex.get_references_to(document).filter(base_content_type__model="page")
    yield from Page.objects.filter(pk__in={int(each.object_id) for each in references}).specific()


def waiting() -> QuerySet[LibraryDocument]:
    """The documents whose text nobody has read yet, the oldest first."""
    return LibraryDocument.objects.filter(text_state=TextState.WAITING).order_by("pk")


def _read(document: LibraryDocument) -> tuple[Reading, str]:
    with tempfile.TemporaryDirectory(prefix="reading-") as folder:
        path = Path(folder) / "file"
        try:
            with document.file.open("rb") as source, path.open("wb") as copy:
                shutil.copyfileobj(source, copy)
        except FileNotFoundError:
            return Reading(TextState.FAILED, error="文件不在存储中，请重新上传。"), ""
        with path.open("rb") as copy:
            digest = hashlib.file_digest(copy, "sha256")
        return read_file(path, document.file_extension), digest.hexdigest()
