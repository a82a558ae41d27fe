"""登记来电、来访: staff write down what somebody says on the telephone or at the counter."""

import re

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters

from casework import kinds
from casework.enums import Source
from casework.permissions import works_on
from content.forms import SiteForm
from home.feedback import services
from home.models import Feedback

SOURCES = [(Source.PHONE, Source.PHONE.label), (Source.COUNTER, Source.COUNTER.label)]
_TELEPHONE = re.compile(r"\+?\d[\d -]{5,18}\d")
LEAST = 5  # characters, as readers have to write themselves


class DeskForm(SiteForm):
    """Who it was, how to reach them, and what they said."""

    source = forms.ChoiceField(label="来源", choices=SOURCES, widget=forms.RadioSelect, initial=Source.PHONE)
    name = forms.CharField(label="姓名", max_length=60, help_text="怎样称呼对方。")
    phone = forms.CharField(
        label="电话", max_length=20, required=False, help_text="答复时联系用，加密保存。对方不愿意留的可以不填。"
    )
    subject = forms.ChoiceField(label="类型", choices=Feedback._meta.get_field("subject").choices, initial="question")
    text = forms.CharField(label="说明", max_length=2000, min_length=LEAST, widget=forms.Textarea(attrs={"rows": 6}))

    def clean_phone(self) -> str:
        phone = self.cleaned_data["phone"].strip()
        if phone and not _TELEPHONE.fullmatch(phone):
            raise forms.ValidationError("请填写手机号，或带区号的固定电话，例如 010-88886666。")
        return re.sub(r"[ -]", "", phone)


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
