"""What the pages below /my/ show of the session."""

from datetime import datetime

from django import template
from django.utils import timezone

from accounts import sessions

register = template.Library()


@register.simple_tag(takes_context=True)
def session_end(context) -> datetime | None:
    """When the session of the reader ends if nothing more happens."""
    return sessions.ends_at(context["request"])


@register.simple_tag
def server_time() -> datetime:
    """Now, by the server's clock: a script measures from it, for the reader's own clock may be wrong."""
    return timezone.now()
