"""What the library does again and again."""

from datetime import timedelta

from django.utils import timezone

from library import services
from operations.jobs import job

GRACE = timedelta(minutes=10)  # until then the background task has the file
MOST = 20  # files of one run


@job("read_documents", label="补读附件文字", every=timedelta(minutes=10), longest=timedelta(minutes=40))
def read_documents() -> None:
    """Reads what still waits although its task should have come by: no worker ran, or the task was lost."""
    for document in services.waiting().filter(created_at__lt=timezone.now() - GRACE)[:MOST]:
        services.read_document(document.pk)
