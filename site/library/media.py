"""Pictures by their address below /media/. Documents never leave through here: their view asks who wants them."""

from pathlib import PurePosixPath

from django.conf import settings
from django.core.files.storage import FileSystemStorage, default_storage
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from django.views.static import serve

MONTH = 30 * 24 * 3600
# What a browser shows as a picture and nothing else; the type is ours, never guessed from the content.
TYPES = {
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".avif": "image/avif",
}
PUBLIC = "images"  # the sizes in which pictures stand on pages
STAFF = ("original_images", "avatar_images")  # as they were uploaded, perhaps with the place where they were taken


@require_safe
def send_picture(request: HttpRequest, name: str) -> HttpResponse:
    """A picture below MEDIA_ROOT: the public sizes for everybody (the proxy may do that instead), originals for staff."""
    path = PurePosixPath(name)
    kind = TYPES.get(path.suffix.lower())
    if kind is None or ".." in path.parts or not isinstance(default_storage, FileSystemStorage):
        raise Http404
    folder = path.parts[0]
    for_staff = folder in STAFF and request.user.has_perm("wagtailadmin.access_admin")
    if folder != PUBLIC and not for_staff:
        raise Http404
    response = serve(request, name, document_root=settings.MEDIA_ROOT)
    response["Cache-Control"] = f"private, max-age={MONTH}" if for_staff else f"public, max-age={MONTH}"
    if "Content-Type" in response:
        response["Content-Type"] = kind
    return response
