"""What is done with files of the library."""

from django.core.files.base import ContentFile

from accounts.models import User
from library.models import LibraryDocument


def add_document(title: str, name: str, content: bytes, *, user: User | None) -> LibraryDocument:
    """Puts a file into the library under a title. name is the file's name with its extension."""
    document = LibraryDocument(title=title, uploaded_by_user=user, file=ContentFile(content, name=name))
    document._set_document_file_metadata()
    document.save()
    return document
