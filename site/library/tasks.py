"""Work on files that nobody should have to wait for."""

from datetime import timedelta

from django.db import DatabaseError
from django.utils import timezone
from django_tasks import task

from library import services
from library.models import LibraryDocument, TextState

ATTEMPTS = 6
FIRST_PAUSE = timedelta(seconds=30)  # doubled each time: the last attempt comes about a quarter of an hour later


@task(backend="jobs")
def read_document(document_id: int, attempt: int = 1) -> None:
    """Reads a document that still waits; when storage or database fail, tries again after a longer and longer pause."""
    try:
        if LibraryDocument.objects.filter(pk=document_id, text_state=TextState.WAITING).exists():
            services.read_document(document_id)
    except (OSError, DatabaseError):
        if attempt < ATTEMPTS:
            later = timezone.now() + FIRST_PAUSE * 2 ** (attempt - 1)
            read_document.using(run_after=later).enqueue(document_id, attempt + 1)
        raise
