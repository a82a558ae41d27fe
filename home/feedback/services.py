"""Taking a reader's message, with the files that were sent before it."""

import secrets
from datetime import datetime, timedelta

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from casework import services as casework
from casework.attachments import services as attachments
from casework.enums import DRAFT, Source
from casework.models import Attachment, Case, Upload
from home.models import Feedback

KIND = "feedback"
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # nothing that is mistaken for something else when written down
CODE_LENGTH = 10
FORM_VERSION = "2"  # 2: with files
UNSENT_FOR = timedelta(days=2)
"""How long files wait for the message they belong to; the token that holds them lasts a day."""
UNSENT_BYTES = 2 * 1024**3
"""How much all files without a message may hold, so that nobody fills the disk with them."""


def start_draft() -> Feedback:
    """A message of which only files are there yet. It belongs to nobody; `casework.attachments.access` holds it."""
    code = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
    return Feedback.objects.create(kind=KIND, status=DRAFT, code=code)


def has_room() -> bool:
    """Whether more files may come before their message."""
    unsent = Feedback.objects.filter(kind=KIND, status=DRAFT, applicant=None)
    held = [
        model.objects.filter(case__in=unsent).aggregate(all=Sum("size"))["all"] or 0 for model in (Attachment, Upload)
    ]
    return sum(held) < UNSENT_BYTES


@transaction.atomic
def send(
    *,
    subject: str,
    text: str,
    page_url: str = "",
    contact: str = "",
    sender: AbstractBaseUser | None = None,
    draft: Case | None = None,
) -> Feedback:
    """Keeps a message and gives it the code with which its sender reads the answer. draft: as `start_draft` made it.

    WrongStatus when the draft has been sent meanwhile.
    """
    draft = draft or start_draft()
    Case.objects.select_for_update().get(pk=draft.pk)
    feedback = Feedback.objects.get(pk=draft.pk)
    if feedback.status == DRAFT:
        feedback.title, feedback.applicant = text[:60], sender
        feedback.subject, feedback.text, feedback.page_url, feedback.contact = subject, text, page_url, contact
        feedback.save()
    actor = sender or casework.ANONYMOUS
    return casework.submit(feedback, "send", actor=actor, seen_version=0, content=_content(feedback))


@transaction.atomic
def register(*, user: AbstractBaseUser, source: Source, name: str, phone: str, subject: str, text: str) -> Feedback:
    """Keeps what somebody told a member of staff on the telephone or at the counter. WrongPerson who does not answer readers."""
    draft = start_draft()
    draft.source, draft.caller_name, draft.phone = source, name, phone
    draft.title, draft.subject, draft.text = text[:60], subject, text
    draft.save()
    return casework.submit(draft, "send", actor=user, seen_version=0, content=_content(draft))


def sweep_unsent(now: datetime | None = None) -> int:
    """Deletes what was begun and never sent, with its files; returns how many messages that were."""
    begun_before = (now or timezone.now()) - UNSENT_FOR
    unsent = list(Feedback.objects.filter(kind=KIND, status=DRAFT, applicant=None, touched_at__lt=begun_before))
    for feedback in unsent:
        feedback.delete()
    return len(unsent)


def _content(feedback: Feedback) -> dict:
    """The message as a snapshot that explains itself."""
    names = ["subject", "page_url", "text", "contact"]
    fields = [
        {
            "name": name,
            "label": str(Feedback._meta.get_field(name).verbose_name),
            "unit": "",
            "value": getattr(feedback, name),
            "text": feedback.get_subject_display() if name == "subject" else getattr(feedback, name),
        }
        for name in names
    ]
    files = attachments.frozen(feedback)
    return {"form_version": FORM_VERSION, "sections": [{"title": "留言", "fields": fields}], "files": files}
