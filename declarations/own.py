"""What the service pages and the task lists of the declarations say by themselves."""

from django.utils import timezone

from casework.errors import StepRefused
from casework.models import Case
from declarations.enums import REWARD_FUND
from declarations.queries import calls_shown
from declarations.ratings.applying import estimate_of_draft
from declarations.services import calls


def service_part(kind: str) -> dict:
    """The calls of a kind with their periods. The page is kept: nothing on it depends on the moment."""
    return {"calls": calls_shown(kind)}


def draft_part(case: Case) -> dict:
    """The task list's own part: the printed declaration, and until when it can be handed in, or why not now."""
    declaration, refusal = case.specific, ""
    try:
        calls.in_time(declaration, timezone.now())
    except StepRefused as problem:
        refusal = str(problem)
    return {
        "declaration": declaration,
        "refusal": refusal,
        "calls": [] if declaration.call_id else calls_shown(case.kind),
        "last": case.export_versions.defer("pdf", "content").order_by("number").last(),
        "estimates": case.kind == REWARD_FUND,
        "estimate": estimate_of_draft(case) if case.kind == REWARD_FUND else None,
    }
