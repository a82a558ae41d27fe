"""Handing out a stored file so that it can do nothing in the browser of who opens it."""

from django.core.files.storage import Storage
from django.http import FileResponse, Http404
from wagtail.documents.models import AbstractDocument

from casework.attachments.storage import private
from casework.models import Attachment
from casework.models.attachments import PDF

NOTHING = "default-src 'none'; sandbox"
PICTURE_ALONE = "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; sandbox"  # a browser's own frame for it
PDF_ALONE = (
    "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'"  # the reader's own
)
# Nothing runs, nothing is loaded; no cache keeps it.
HEADERS = {
    "Cache-Control": "private, no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


def original(attachment: Attachment) -> FileResponse:
    """The file as it was sent, to be saved and not shown."""
    return _response(
        attachment.file.name, attachment.content_type, NOTHING, as_attachment=True, filename=attachment.name
    )


def picture(attachment: Attachment) -> FileResponse:
    """The copy that was drawn anew, to be shown; 404 when the file is no picture."""
    if not attachment.picture:
        raise Http404
    return _response(attachment.picture.name, "image/jpeg", PICTURE_ALONE, filename="picture.jpg")


def document(attachment: Attachment) -> FileResponse:
    """A PDF to be read in a frame of our own pages; 404 for any other file. The browser's own reader runs no script of
    ours or with our rights, and takes nothing from outside; a sandbox would keep it from opening at all."""
    if attachment.content_type != PDF:
        raise Http404
    return _response(
        attachment.file.name,
        PDF,
        PDF_ALONE,
        filename=attachment.name,
        headers={"X-Frame-Options": "SAMEORIGIN"},
    )


def sample(document: AbstractDocument) -> FileResponse:
    """A file of the library that shows how an item should look, to be saved."""
    return _response(
        document.file.name,
        "application/octet-stream",
        NOTHING,
        storage=document.file.storage,
        as_attachment=True,
        filename=document.filename,
    )


def _response(
    stored: str,
    content_type: str,
    policy: str,
    *,
    storage: Storage | None = None,
    headers: dict[str, str] | None = None,
    **options,
) -> FileResponse:
    try:
        file = (storage or private()).open(stored)
    except FileNotFoundError as problem:
        raise Http404 from problem
    own = HEADERS | {"Content-Security-Policy": policy} | (headers or {})
    return FileResponse(file, content_type=content_type, headers=own, **options)
