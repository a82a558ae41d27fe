"""Handing out files."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import patch_cache_control
from wagtail.documents.views import serve as wagtail_views

from library.models import LibraryDocument

PUBLIC_AGE = 300  # seconds; a file that is made private is gone from shared caches after that


def serve(request: HttpRequest, document_id: int, filename: str) -> HttpResponseBase:
    """The file as Wagtail serves it, after its check of permission, with a word on who may keep a copy."""
    response = wagtail_views.serve(request, document_id, filename)
    document = LibraryDocument.objects.select_related("collection").get(pk=document_id)
    if document.collection.get_view_restrictions().exists():
        patch_cache_control(response, private=True, no_store=True)
    else:
        patch_cache_control(response, public=True, max_age=PUBLIC_AGE)
    return response
