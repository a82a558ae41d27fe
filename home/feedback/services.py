"""Taking a reader's message and answering it."""

import secrets

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from home.models import Feedback, FeedbackState

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # nothing that is mistaken for something else when written down
CODE_LENGTH = 10


class AlreadyAnswered(Exception):
    """Somebody else was faster."""


def send(*, kind: str, text: str, page_url: str = "", contact: str = "") -> Feedback:
    """Keeps a message and gives it the code with which its sender reads the answer."""
    code = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
    return Feedback.objects.create(kind=kind, text=text, page_url=page_url, contact=contact, code=code)


@transaction.atomic
def answer(feedback_id: int, *, user: AbstractBaseUser, state: str, text: str, seen_state: str) -> Feedback:
    """Sets the answer and the state, once for each state the member of staff has seen.

    Raises PermissionDenied without the right to change feedback, AlreadyAnswered when the message is no longer in the
    state that `user` saw.
    """
    feedback = Feedback.objects.select_for_update().get(pk=feedback_id)
    if not user.has_perm("home.change_feedback"):
        raise PermissionDenied
    if feedback.state != seen_state:
        raise AlreadyAnswered
    feedback.state, feedback.answer = state, text
    feedback.answered_at, feedback.answered_by = timezone.now(), user
    feedback.save(update_fields=["state", "answer", "answered_at", "answered_by"])
    log(instance=feedback, action="home.feedback.answer", user=user, data={"from": seen_state, "to": state})
    return feedback


def waiting() -> int:
    """How many messages nobody has answered."""
    return Feedback.objects.filter(state=FeedbackState.NEW).count()
