"""Handing out a stored file so that it can do nothing in the browser of who opens it."""

from django.http import FileResponse, Http404

from casework.attachments.storage import private
from casework.models import Attachment

# Nothing runs, nothing is loaded, nobody frames it; no cache keeps it.
HEADERS = {
    "Cache-Control": "private, no-store",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


def original(attachment: Attachment) -> FileResponse:
    """The file as it was sent, to be saved and not shown."""
    return _response(attachment.file.name, attachment.content_type, as_attachment=True, filename=attachment.name)


def picture(attachment: Attachment) -> FileResponse:
    """The copy that was drawn anew, to be shown; 404 when the file is no picture."""
    if not attachment.picture:
        raise Http404
    return _response(attachment.picture.name, "image/jpeg", filename="picture.jpg")


def _response(stored: str, content_type: str, **options) -> FileResponse:
    try:
        file = private().open(stored)
    except FileNotFoundError as problem:
        raise Http404 from problem
    return FileResponse(file, content_type=content_type, headers=HEADERS, **options)
