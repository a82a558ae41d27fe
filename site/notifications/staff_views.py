"""The staff's acts on messages: sending again, calling by telephone, looking at a template before it is saved."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST
from wagtail.admin.auth import permission_required

from casework import queue
from casework.permissions import kinds_for
from notifications import calls, services, staff, texts
from notifications.models import CallTask, Message, MessageTemplate
from notifications.staff_forms import CallForm, WordsForm
from portal import client

PER_PAGE = 50


@require_POST
def resend(request: HttpRequest, message_id: int) -> HttpResponse:
    """Sends a message of a case once more."""
    try:
        message = staff.of_staff(request.user, message_id)
    except Message.DoesNotExist:
        raise Http404 from None
    try:
        services.resend(message, user=request.user, address=client.address(request))
    except services.NotResent as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "已经重新发送，结果稍后显示在下面“消息”里。")
    return redirect("case_detail", message.case_id)


def call_list(request: HttpRequest) -> HttpResponse:
    """电话通知: the calls to make, the oldest first, or those that were made."""
    if not kinds_for(request.user):
        raise Http404
    is_done = request.GET.get("done") == "1"
    tasks = calls.for_staff(request.user)
    tasks = tasks.exclude(done_at=None).order_by("-done_at") if is_done else tasks.filter(done_at=None)
    page = Paginator(tasks, PER_PAGE).get_page(request.GET.get("p"))
    rows = [(task, queue.applicant(task.message.case)) for task in page]
    return render(request, "notifications/admin/calls.html", {"page_obj": page, "rows": rows, "is_done": is_done})


def call(request: HttpRequest, call_id: int) -> HttpResponse:
    """What is to be told to whom, and what came of it."""
    task: CallTask = get_object_or_404(calls.for_staff(request.user), pk=call_id)
    form = CallForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            calls.finish(task, user=request.user, note=form.cleaned_data["note"])
        except calls.CallRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{task.message.case.number} 的电话通知已经记下。")
            return redirect("call_list")
    case = task.message.case
    context = {"task": task, "form": form, "case": case, "applicant": queue.applicant(case)}
    return render(request, "notifications/admin/call.html", context, status=422 if form.errors else 200)


@require_POST
@permission_required("notifications.change_messagetemplate")
def preview(request: HttpRequest, template_id: int) -> HttpResponse:
    """A template as it is being edited, with examples in place of variables; nothing is saved."""
    template = get_object_or_404(MessageTemplate, pk=template_id)
    form = WordsForm(request.POST)
    form.is_valid()
    words = {name: form.cleaned_data.get(name, "") for name in form.fields}
    context = {
        "template": template,
        "previews": staff.preview(template.key, words),
        "too_long": list(form.errors),
        "registered": {
            "阿里云": texts.for_gateway(words["sms"], "${{v{0}}}"),
            "腾讯云": texts.for_gateway(words["sms"], "{{{0}}}"),
        }
        if words["sms"]
        else {},
    }
    return render(request, "notifications/admin/preview.html", context)
