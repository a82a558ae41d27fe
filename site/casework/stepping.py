"""Taking a step from a form: what the staff's pages and the applicant's have in common."""

from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from casework import services
from casework.errors import StepRefused
from casework.forms import StepForm, asks_for_lines, typed
from casework.models import Case
from casework.workflow import Transition


def step_form(request: HttpRequest, case: Case, transition: Transition) -> tuple[StepForm, bool]:
    """The form that confirms a step, and whether a POST of it has taken the step.

    A refusal stands in the form as a sentence, beside everything that was typed.
    """
    if request.method == "POST" and asks_for_lines(request.POST):
        form = _form(case, transition, None, {})
        return _form(case, transition, None, typed(form, request.POST)), False
    form = _form(case, transition, request.POST or None, {"seen_version": case.version}, request.FILES or None)
    if request.method != "POST" or not form.is_valid():
        return form, False
    try:
        services.apply_transition(
            case,
            transition.action,
            actor=request.user,
            seen_version=form.cleaned_data["seen_version"],
            opinion=form.cleaned_data.get("opinion", ""),
            data=form.data_for_effect(),
        )
    except StepRefused as refusal:
        form.add_error(None, str(refusal))
        return form, False
    return form, True


def _form(case: Case, transition: Transition, posted: QueryDict | None, initial: dict, files=None) -> StepForm:
    asks = case.case_kind.step_forms.get(transition.action)
    own = asks(posted, files, case=case.specific) if asks else None
    return StepForm(posted, files, kind=case.kind, transition=transition, case=case, own=own, initial=initial)


def back(request: HttpRequest, default: str) -> str:
    """The page of the admin from which somebody came, as form or address carry it; the default for any other."""
    asked = request.POST.get("back") or request.GET.get("back", "")
    inside = asked.startswith(reverse("wagtailadmin_home")) and url_has_allowed_host_and_scheme(
        asked, allowed_hosts=None
    )
    return asked if inside else default
