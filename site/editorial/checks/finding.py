"""One thing that a check found on a page."""

import hashlib
from dataclasses import dataclass, field

from wagtail.models import Page

from content.reading import Contents
from library.models import LibraryDocument


@dataclass(frozen=True)
class Finding:
    """check: the name of the check. message: a Chinese sentence without full stop, personal data masked in it.

    blocking: holds publication until the content changes or somebody answers for it. subject: what was found where,
    from which the fingerprint is made; it changes with the content.
    """

    check: str
    message: str
    blocking: bool = False
    subject: str = ""

    @property
    def fingerprint(self) -> str:
        """By which an exemption knows this finding again."""
        return hashlib.sha256(f"{self.check}\n{self.subject or self.message}".encode()).hexdigest()


@dataclass
class Subject:
    """What a check looks at: the page in hand (a draft, perhaps), what it says, the files it uses."""

    page: Page
    contents: Contents
    documents: list[LibraryDocument] = field(default_factory=list)


def file_mark(document: LibraryDocument) -> str:
    """What changes when the file of a document is replaced."""
    return f"{document.pk} {document.file.name} {document.file_hash}"
