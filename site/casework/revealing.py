"""The part of a case's page where staff see personal data masked, and ask for one piece of it in full."""

from django import forms
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST

from casework import personal
from casework.case_page import panel
from casework.models import Case
from casework.permissions import kinds_for
from portal import client


class RevealForm(forms.Form):
    """Which piece, and why."""

    field = forms.ChoiceField(label="查看", widget=forms.RadioSelect)
    reason = forms.ChoiceField(label="原因", choices=[("", "请选择原因"), *personal.Reason.choices])
    words = forms.CharField(label="说明", max_length=200, required=False, help_text="选“其他”时必须写明。")

    def __init__(self, *args, data_of_case: list[personal.Datum], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["field"].choices = [(datum.name, f"{datum.label}　{datum.masked}") for datum in data_of_case]
        self.fields["field"].error_messages["required"] = "请选择要查看哪一项。"
        self.fields["reason"].error_messages["required"] = str(personal.ReasonMissing())


@panel("personal", title="个人信息", template="casework/admin/includes/personal.html")
def personal_panel(case: Case, user: AbstractBaseUser) -> dict | None:
    """Masked data with the form below it; nothing for a case without any."""
    found = personal.data_of(case)
    return {"case": case, "form": RevealForm(data_of_case=found)} if found else None


@never_cache
@require_POST
@sensitive_variables("datum")
def reveal(request: HttpRequest, case_id: int) -> HttpResponse:
    """Shows one piece of personal data in full, on this answer only."""
    cases = Case.objects.for_queue().filter(kind__in=kinds_for(request.user))
    case = get_object_or_404(cases, pk=case_id)
    found = personal.data_of(case)
    if not found:
        raise Http404
    form = RevealForm(request.POST, data_of_case=found)
    datum = None
    if form.is_valid():
        try:
            datum = personal.reveal(
                case,
                form.cleaned_data["field"],
                user=request.user,
                reason=form.cleaned_data["reason"],
                words=form.cleaned_data["words"],
                address=client.address(request),
            )
        except personal.ReasonMissing as missing:
            form.add_error("words", str(missing))
    context = {"case": case, "form": form, "datum": datum}
    return render(request, "casework/admin/reveal.html", context, status=200 if datum else 422)
