"""/my/: the list, one case, and the steps an applicant may take on it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from casework import services
from casework.enums import By
from casework.models import Case
from casework.my.queries import my_cases, next_step
from casework.stepping import step_form


@never_cache
@login_required
@require_safe
def case_list(request: HttpRequest) -> HttpResponse:
    """Every case of the person and of the organisations they act for."""
    return render(request, "casework/my/list.html", {"cases": my_cases(request.user, request.GET)})


def _mine(request: HttpRequest, number: str) -> Case:
    """The person's case of that number, or 404: whether somebody else's exists is not told."""
    return get_object_or_404(Case.objects.visible_to(request.user).select_related("organisation"), number=number)


@never_cache
@login_required
@require_safe
def case_page(request: HttpRequest, number: str) -> HttpResponse:
    """One case: where it stands, what happens next, what was sent, and every step."""
    case = _mine(request, number)
    context = {
        "case": case,
        "next_step": next_step(case),
        "history": case.history.select_related("case"),
        "snapshot": case.snapshots.order_by("position").last(),
        "choices": [choice for choice in services.choices(case, request.user) if choice.transition.by == By.APPLICANT],
    }
    return render(request, "casework/my/case.html", context)


@never_cache
@login_required
def step(request: HttpRequest, number: str, action: str) -> HttpResponse:
    """Asks for confirmation, then takes a step of the applicant's own."""
    case = _mine(request, number)
    transition = case.case_kind.workflow.transitions.get(action)
    if transition is None or transition.by != By.APPLICANT:
        raise Http404
    form, taken = step_form(request, case, transition)
    if taken:
        messages.success(request, f"{transition.label}，已完成。")
        return redirect("my_case", number)
    if form.errors:
        case = _mine(request, number)
    context = {"case": case, "transition": transition, "form": form}
    return render(request, "casework/my/step.html", context, status=422 if form.errors else 200)
