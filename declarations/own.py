"""What the service pages of the declarations say by themselves."""

from django.utils import timezone

from declarations.queries import calls_shown


def service_part(kind: str) -> dict:
    """The calls of a kind with their periods. The page is kept: whether a call is open is said by its times alone."""
    return {"calls": calls_shown(kind), "now": timezone.now()}
