"""File fields in a form: what a page shows of each item, and what an ordinary POST of the form does.

Any form with enctype multipart/form-data can hold `casework/includes/upload.html`; its view calls `take`.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.http import HttpRequest
from django.urls import reverse

from casework.attachments import services
from casework.attachments.errors import FileRefused
from casework.attachments.queries import items_of, listing
from casework.models import Attachment, AttachmentItem, Case

REMOVE = "remove_file"
"""Name of the buttons that take a file off the list; their value is the file's pk."""


@dataclass(frozen=True)
class Block:
    """One item in a form: its files, what went wrong just now, and where a script begins an upload."""

    item: AttachmentItem
    start: str
    files: list[Attachment] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @property
    def field_name(self) -> str:
        return f"file-{self.item.name}"


def blocks(case: Case, ref: str, errors: dict[str, list[str]] | None = None) -> list[Block]:
    """The items of a case. ref: as `casework.attachments.access` reads it; errors: as `take` returned them."""
    return blocks_at(case.kind, case, lambda item: reverse("file_begin", args=[ref, item.name]), errors)


def blocks_at(
    kind: str,
    case: Case | None,
    start: Callable[[AttachmentItem], str],
    errors: dict[str, list[str]] | None = None,
) -> list[Block]:
    """The items of a kind with the files of a case, if there is one yet.

    start: where a script begins an upload for an item; errors: as `take` returned them.
    """
    found = listing(case) if case else [(item, []) for item in items_of(kind)]
    return [Block(item, start(item), files, (errors or {}).get(item.name, [])) for item, files in found]


def wants_files(request: HttpRequest) -> bool:
    """Whether a POST brings files or takes one away."""
    return bool(request.FILES) or REMOVE in request.POST


def take(request: HttpRequest, case: Case, sender: services.Sender) -> dict[str, list[str]]:
    """Takes away the file that was asked for and takes in all that came; returns the refusals by item.

    Each file stands for itself: what is fit is kept whatever becomes of the others. WrongStatus and WrongPerson as
    `services.add`.
    """
    removed = request.POST.get(REMOVE, "")
    if removed.isdecimal() and len(removed) < 19:
        gone = Attachment.objects.current().filter(case_id=case.pk, pk=removed).first()
        if gone:
            services.remove(gone, user=sender)
    errors: dict[str, list[str]] = {}
    for field_name, uploads in request.FILES.lists():
        name = field_name.removeprefix("file-")
        for upload in uploads:
            try:
                services.add(case, name, upload, user=sender)
            except FileRefused as refusal:
                errors.setdefault(name, []).append(str(refusal))
    return errors
