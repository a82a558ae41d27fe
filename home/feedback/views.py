"""/feedback/: the only page of the site that holds a form and a captcha for everybody."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from casework.attachments import access, posting, sending
from casework.attachments.queries import listing
from casework.attachments.views import begun
from casework.errors import StepRefused
from casework.models import Attachment, Case
from casework.services import ANONYMOUS
from home.feedback import services
from home.feedback.forms import FeedbackForm
from home.models import Feedback
from portal import client

HOUR = 3600
SENT_AN_HOUR = 10
SENT_AN_HOUR_BY_WORDS = 4  # a sum in words is easier for a robot than a picture
LOOKED_UP_AN_HOUR = 60
FILES_AN_HOUR = 40
TOO_MANY_FILES = "短时间内上传的文件太多了，这次的文件没有收。请过一会儿再传，或者先提交文字。"
ITEM = "evidence"


@never_cache
def feedback(request: HttpRequest) -> HttpResponse:
    """Shows the form and takes a message with its files; ?page= names the page it is about.

    Files are kept as soon as they came, held by a token in the form: whatever else is wrong, they need not be chosen
    again. The buttons 换一种验证 and 移除 post the form as well, so that nothing typed is lost.
    """
    if request.method != "POST":
        return _form_page(request, FeedbackForm(initial={"page_url": request.GET.get("page", "")[:500]}))
    in_words = request.POST.get("words") == "1"
    draft, refusals = _take_files(request)
    if "switch" in request.POST:
        in_words = not in_words
    if "switch" in request.POST or posting.REMOVE in request.POST:
        unchecked = FeedbackForm(initial=request.POST.dict(), in_words=in_words)
        return _form_page(request, unchecked, draft, refusals)
    form = FeedbackForm(request.POST, in_words=in_words)
    if not form.is_valid() or refusals:
        return _form_page(request, form, draft, refusals, status=422)
    limit = SENT_AN_HOUR_BY_WORDS if in_words else SENT_AN_HOUR
    if client.too_often(request, f"feedback-{in_words}", limit=limit, seconds=HOUR):
        form.add_error(
            None, "这个网络地址一小时内提交得太多了。您填写的内容还在下面，请过一会儿再提交，或者拨打咨询电话。"
        )
        return _form_page(request, form, draft, status=429)
    fields = {name: form.cleaned_data[name] for name in ["subject", "page_url", "text", "contact"]}
    sender = request.user if request.user.is_authenticated else None
    try:
        sent = services.send(**fields, sender=sender, draft=draft)
    except StepRefused:  # the same form was sent twice at once
        form.add_error(None, "这条留言刚才已经提交。要再写一条，请重新打开本页。")
        return _form_page(request, form, status=409)
    return redirect(reverse("feedback_answer", args=[sent.code]) + "?sent=1")


def _take_files(request: HttpRequest) -> tuple[Case | None, dict[str, list[str]]]:
    """The draft that the form holds, after its new files were taken in and the unwanted one away, and the refusals."""
    draft = access.held(request.POST.get("held", ""))
    if not posting.wants_files(request):
        return draft, {}
    if _no_more_files(request):
        return draft, {ITEM: [TOO_MANY_FILES]}
    draft = draft or services.start_draft()
    try:
        return draft, posting.take(request, draft, ANONYMOUS)
    except StepRefused:
        return None, {}


def _no_more_files(request: HttpRequest) -> bool:
    often = client.too_often(request, "feedback-files", limit=FILES_AN_HOUR, seconds=HOUR)
    return often or not services.has_room()


@never_cache
@require_POST
def begin_file(request: HttpRequest, item: str) -> HttpResponse:
    """Begins a file that a script sends in parts, and a draft to hold it if the form has none yet."""
    if _no_more_files(request):
        return JsonResponse({"error": TOO_MANY_FILES}, status=429)
    draft = access.held(request.POST.get("held", "")) or services.start_draft()
    return begun(request, draft, item, ANONYMOUS, held=access.hold(draft))


@never_cache
@require_safe
def look_up(request: HttpRequest) -> HttpResponse:
    """Leads from a typed code to its answer."""
    code = "".join(request.GET.get("code", "").split()).upper()
    return redirect("feedback_answer", code=code) if code.isalnum() and code.isascii() else redirect("feedback")


@never_cache
@require_safe
def answer(request: HttpRequest, code: str) -> HttpResponse:
    """Shows the state of a message and its answer to who knows the code."""
    if _looks_up_too_often(request):
        return render(request, "home/feedback/answer.html", {"too_often": True}, status=429)
    found = _sent(code)
    context = {
        "feedback": found,
        "code": code,
        "just_sent": "sent" in request.GET,
        "files": listing(found) if found else [],
        "files_base": reverse("feedback_answer", args=[code]) + "files/",
    }
    return render(request, "home/feedback/answer.html", context, status=200 if found else 404)


@require_safe
def download(request: HttpRequest, code: str, pk: int) -> HttpResponseBase:
    """A file of a message, as it was sent, to who knows the code."""
    return sending.original(_file(request, code, pk))


@require_safe
def view(request: HttpRequest, code: str, pk: int) -> HttpResponseBase:
    """A picture of a message, as browsers may show it, to who knows the code."""
    return sending.picture(_file(request, code, pk))


def _file(request: HttpRequest, code: str, pk: int) -> Attachment:
    found = None if _looks_up_too_often(request) else _sent(code)
    if found is None:
        raise Http404
    return get_object_or_404(Attachment, case_id=found.pk, pk=pk, erased_under="")


def _sent(code: str) -> Feedback | None:
    return Feedback.objects.submitted().filter(code=code.upper()).first() if code.isalnum() else None


def _looks_up_too_often(request: HttpRequest) -> bool:
    return client.too_often(request, "feedback-look-up", limit=LOOKED_UP_AN_HOUR, seconds=HOUR)


def _form_page(
    request: HttpRequest,
    form: FeedbackForm,
    draft: Case | None = None,
    refusals: dict[str, list[str]] | None = None,
    status: int = 200,
) -> HttpResponse:
    blocks = posting.blocks_at(
        services.KIND, draft, lambda item: reverse("feedback_file_begin", args=[item.name]), refusals
    )
    held = access.hold(draft) if draft else ""
    return render(request, "home/feedback/form.html", {"form": form, "blocks": blocks, "held": held}, status=status)
