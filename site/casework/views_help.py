"""办理说明: for each kind what its statuses mean, who takes which step, how long it may take, and what one may say."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from casework import clock, drawing, kinds
from casework.models import Phrase
from casework.permissions import kinds_for


def show_help(request: HttpRequest, kind: str = "") -> HttpResponse:
    """The help of one kind, with the way to the others that the member of staff works on."""
    allowed = kinds_for(request.user)
    if not allowed or (kind and kind not in allowed):
        raise Http404
    shown = kinds.case_kind(kind or allowed[0])
    statuses = [
        (shown.workflow.statuses[name], shown.workflow.legal(name)) for name in drawing.in_order(shown.workflow)
    ]
    phrases: dict[str, list[str]] = {}
    for phrase in Phrase.objects.filter(kind=shown.name):
        step = shown.workflow.transitions.get(phrase.action)
        phrases.setdefault(step.label if step else "所有操作", []).append(phrase.text)
    context = {
        "kind": shown,
        "kinds": [kinds.case_kind(name) for name in allowed],
        "statuses": statuses,
        "drawing": drawing.draw(shown.workflow),
        "promise": clock.promised_days(shown.name),
        "phrases": phrases,
    }
    return render(request, "casework/admin/help.html", context)
