"""Handing out files."""

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.cache import patch_cache_control
from wagtail.documents.views import serve as wagtail_views

from editorial.files import is_public
from library.models import LibraryDocument

PUBLIC_AGE = 300  # seconds; a file that is made private is gone from shared caches after that


def serve(request: HttpRequest, document_id: int, filename: str) -> HttpResponseBase:
    """The file as Wagtail serves it, after its check of permission, with a word on who may keep a copy.

    Until a live page uses it, and while the checks hold it, it is there for those who work in the admin only.
    """
    document = get_object_or_404(LibraryDocument.objects.select_related("collection"), pk=document_id)
    restricted = document.collection.get_view_restrictions().exists()
    public = not restricted and is_public(document)
    if not (restricted or public or request.user.has_perm("wagtailadmin.access_admin")):
        raise Http404
    response = wagtail_views.serve(request, document_id, filename)
    if not public:
        patch_cache_control(response, private=True, no_store=True)
    else:
        patch_cache_control(response, public=True, max_age=PUBLIC_AGE)
    return response
