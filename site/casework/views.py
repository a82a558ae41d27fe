"""The staff's acts on one case: a small view a sort of act; each calls the service and translates its refusals."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from casework import assignments
from casework.errors import StepRefused
from casework.models import Case
from casework.permissions import kinds_for
from casework.staff_forms import HandOverForm
from casework.stepping import step_form


def case_of(request: HttpRequest, case_id: int) -> Case:
    """A submitted case of a kind that the member of staff works on, or 404."""
    return get_object_or_404(Case.objects.for_queue().filter(kind__in=kinds_for(request.user)), pk=case_id)


def step(request: HttpRequest, case_id: int, action: str) -> HttpResponse:
    """Asks for confirmation and words, then takes the step."""
    case = case_of(request, case_id)
    transition = case.case_kind.workflow.transitions.get(action)
    if transition is None:
        raise Http404
    form, taken = step_form(request, case, transition)
    if taken:
        messages.success(request, f"{case.number}：{transition.label}，已完成。")
        return redirect("case_detail", case_id)
    if form.errors:
        case = case_of(request, case_id)
    context = {"case": case, "transition": transition, "form": form}
    return render(request, "casework/admin/step.html", context, status=200 if not form.errors else 422)


@require_POST
def assign(request: HttpRequest, case_id: int, act: str) -> HttpResponse:
    """Claims a case or gives it back."""
    case = case_of(request, case_id)
    service = {"claim": assignments.claim, "release": assignments.release}.get(act)
    if service is None:
        raise Http404
    try:
        service(case, user=request.user)
    except StepRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"已领取 {case.number}。" if act == "claim" else f"{case.number} 已退回队列。")
    return redirect("case_detail", case_id)


def hand_over(request: HttpRequest, case_id: int) -> HttpResponse:
    """Asks to whom, then hands the case over."""
    case = case_of(request, case_id)
    form = HandOverForm(request.POST or None, kind_names=[case.kind], user=request.user)
    if request.method == "POST" and form.is_valid():
        to = form.cleaned_data["to"]
        try:
            assignments.hand_over(case, to, user=request.user, note=form.cleaned_data["note"])
        except StepRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{case.number} 已移交给{to}。")
            return redirect("case_detail", case_id)
    context = {"case": case, "form": form}
    return render(request, "casework/admin/hand_over.html", context, status=422 if form.errors else 200)


def detail(request: HttpRequest, case_id: int) -> HttpResponse:
    """Leads to the page of the case."""
    case = case_of(request, case_id)
    return redirect("cases_modeladmin_inspect", case.pk)
