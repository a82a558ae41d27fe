"""What the pages below /my/ show of the session."""

from datetime import datetime

from django import template
from django.utils import timezone

from accounts import sessions
from accounts.identifiers import mask_name, mask_phone
from casework import consents
from casework.models import Case, Snapshot

register = template.Library()


@register.simple_tag(takes_context=True)
def session_end(context) -> datetime | None:
    """When the session of the reader ends if nothing more happens."""
    return sessions.ends_at(context["request"])


@register.simple_tag
def server_time() -> datetime:
    """Now, by the server's clock: a script measures from it, for the reader's own clock may be wrong."""
    return timezone.now()


@register.simple_tag(takes_context=True)
def own_contact(context) -> dict[str, str]:
    """The reader's name and telephone from the account, masked: shown beside every form, asked by none (000-02, 000-39)."""
    user = context["request"].user
    return {"name": mask_name(str(user)), "phone": mask_phone(user.phone) if user.phone else ""}


@register.simple_tag
def consent_line(case: Case, snapshot: Snapshot | None) -> str:
    """Which version of the notice (须知) a submission agreed to, and when; "" for a kind without one."""
    return consents.line(case.case_kind, snapshot.content if snapshot else None)
