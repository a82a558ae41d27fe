"""登记来电、来访: staff write down what somebody says on the telephone or at the counter."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters

from casework import kinds
from casework.permissions import works_on
from casework.staff_forms import CallerForm
from home.feedback import services
from home.models import Feedback

LEAST = 5  # characters, as readers have to write themselves


class DeskForm(CallerForm):
    """Who it was, how to reach them, and what they said."""

    subject = forms.ChoiceField(label="类型", choices=Feedback._meta.get_field("subject").choices, initial="question")
    text = forms.CharField(label="说明", max_length=2000, min_length=LEAST, widget=forms.Textarea(attrs={"rows": 6}))


@sensitive_post_parameters("name", "phone", "text")
def register(request: HttpRequest) -> HttpResponse:
    """The form; what was registered opens as a case, with the code that the caller is told."""
    if not works_on(request.user, kinds.case_kind(services.KIND)):
        raise PermissionDenied
    form = DeskForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        case = services.register(user=request.user, **form.cleaned_data)
        messages.success(
            request, f"已登记，编号 {case.number}。请把查询码 {case.code} 告诉对方，凭它可以在网站上查看答复。"
        )
        return redirect("case_detail", case.pk)
    return render(request, "home/feedback/desk.html", {"form": form}, status=422 if form.errors else 200)
