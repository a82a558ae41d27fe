"""/feedback/: the only page of the site that holds a form and a captcha for everybody."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from home.feedback import services
from home.feedback.forms import FeedbackForm
from home.models import Feedback
from portal import client

HOUR = 3600
SENT_AN_HOUR = 10
SENT_AN_HOUR_BY_WORDS = 4  # a sum in words is easier for a robot than a picture
LOOKED_UP_AN_HOUR = 60


@never_cache
def feedback(request: HttpRequest) -> HttpResponse:
    """Shows the form and takes a message; ?page= names the page it is about.

    The button 换一种验证 posts the form as well, so that nothing typed is lost when the kind of captcha changes.
    """
    if request.method != "POST":
        return _form_page(request, FeedbackForm(initial={"page_url": request.GET.get("page", "")[:500]}))
    in_words = request.POST.get("words") == "1"
    if "switch" in request.POST:
        return _form_page(request, FeedbackForm(initial=request.POST.dict(), in_words=not in_words))
    form = FeedbackForm(request.POST, in_words=in_words)
    if not form.is_valid():
        return _form_page(request, form, status=422)
    limit = SENT_AN_HOUR_BY_WORDS if in_words else SENT_AN_HOUR
    if client.too_often(request, f"feedback-{in_words}", limit=limit, seconds=HOUR):
        form.add_error(
            None, "这个网络地址一小时内提交得太多了。您填写的内容还在下面，请过一会儿再提交，或者拨打咨询电话。"
        )
        return _form_page(request, form, status=429)
    fields = {name: form.cleaned_data[name] for name in ["subject", "page_url", "text", "contact"]}
    sender = request.user if request.user.is_authenticated else None
    sent = services.send(**fields, sender=sender)
    return redirect(reverse("feedback_answer", args=[sent.code]) + "?sent=1")


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
    if client.too_often(request, "feedback-look-up", limit=LOOKED_UP_AN_HOUR, seconds=HOUR):
        return render(request, "home/feedback/answer.html", {"too_often": True}, status=429)
    found = Feedback.objects.filter(code=code.upper()).first() if code.isalnum() else None
    context = {"feedback": found, "code": code, "just_sent": "sent" in request.GET}
    return render(request, "home/feedback/answer.html", context, status=200 if found else 404)


def _form_page(request: HttpRequest, form: FeedbackForm, status: int = 200) -> HttpResponse:
    return render(request, "home/feedback/form.html", {"form": form}, status=status)
