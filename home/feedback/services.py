"""Taking a reader's message."""

import secrets

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from casework import services as casework
from casework.enums import DRAFT
from home.models import Feedback

KIND = "feedback"
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # nothing that is mistaken for something else when written down
CODE_LENGTH = 10
FORM_VERSION = "1"


@transaction.atomic
def send(
    *, subject: str, text: str, page_url: str = "", contact: str = "", sender: AbstractBaseUser | None = None
) -> Feedback:
    """Keeps a message and gives it the code with which its sender reads the answer."""
    feedback = Feedback.objects.create(
        kind=KIND,
        status=DRAFT,
        title=text[:60],
        applicant=sender,
        subject=subject,
        text=text,
        page_url=page_url,
        contact=contact,
        code="".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH)),
    )
    actor = sender or casework.ANONYMOUS
    return casework.submit(feedback, "send", actor=actor, seen_version=feedback.version, content=_content(feedback))


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
    return {"form_version": FORM_VERSION, "sections": [{"title": "留言", "fields": fields}], "files": []}
