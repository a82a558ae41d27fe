"""/accounts/profile/: the page, the correction of the name, the archive, and closing the account."""

import time

from allauth.account.internal.flows.login import get_authentication_records
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts import audit_words, closing
from accounts.identifiers import mask_phone
from accounts.profile import own, services, stored
from accounts.profile.forms import CloseForm, NameForm
from audit import services as audit
from audit.enums import Event
from portal import client

SHOWN = 20
DOWNLOADS_AN_HOUR = 5
HOUR = 3600
PROOF_HOLDS = 600  # seconds after signing in during which nobody is asked to do so again


@never_cache
@login_required
@require_safe
def profile(request: HttpRequest) -> HttpResponse:
    """What is stored of the person, with a way to each thing one may do about it."""
    user = request.user
    entries = list(own.sign_ins(user)[:SHOWN])
    words = audit_words.in_words(entries)
    context = {
        "phone": mask_phone(user.phone) if user.phone_token else "",
        "memberships": user.memberships.active().select_related("organisation"),
        "consents": user.consents.select_related("notice").order_by("-at"),
        "sign_ins": [(entry, words[entry.position]) for entry in entries],
        "refusal": closing.refusal(user),
    }
    return render(request, "accounts/profile/profile.html", context)


@never_cache
@login_required
def name(request: HttpRequest) -> HttpResponse:
    """Corrects the name, where it is not a provider's."""
    form = NameForm(request.POST or None, initial={"name": request.user.get_full_name()})
    if request.method == "POST" and form.is_valid():
        try:
            services.correct_name(request.user, form.cleaned_data["name"], address=client.address(request))
        except services.NameIsCertified as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "姓名已更正。已经提交的申请里仍是提交时的姓名。")
            return redirect("accounts_profile")
    return render(request, "accounts/profile/name.html", {"form": form}, status=422 if form.errors else 200)


@never_cache
@login_required
@require_POST
def download(request: HttpRequest) -> HttpResponse:
    """Everything that is stored of the person, as a ZIP that is written while it is sent."""
    if client.too_often(request, f"download-{request.user.pk}", limit=DOWNLOADS_AN_HOUR, seconds=HOUR):
        messages.error(request, "一小时内下载得太多了，请过一会儿再下载。")
        return redirect("accounts_profile")
    audit.record(
        Event.ACCOUNT_DOWNLOADED,
        actor=request.user,
        about=f"用户 {request.user.pk}",
        address=client.address(request),
    )
    answer = StreamingHttpResponse(stored.archive(request.user), content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="my-data-{timezone.localdate():%Y%m%d}.zip"'
    return answer


@never_cache
@login_required
def close(request: HttpRequest) -> HttpResponse:
    """Says what closing means, wants a fresh proof of who one is, and closes the account."""
    refusal, is_proved = closing.refusal(request.user), _is_proved(request)
    form = CloseForm(request.POST or None)
    if request.method == "POST" and is_proved and not refusal and form.is_valid():
        try:
            closing.close(request.user, address=client.address(request))
        except closing.ClosingRefused as refused:
            refusal = str(refused)
        else:
            logout(request)
            return render(request, "accounts/profile/closed.html")
    context = {"form": form, "refusal": refusal, "is_proved": is_proved, "minutes": PROOF_HOLDS // 60}
    return render(request, "accounts/profile/close.html", context, status=200 if request.method == "GET" else 422)


@never_cache
@login_required
@require_POST
def prove(request: HttpRequest) -> HttpResponse:
    """Signs out and leads through sign-in, by whatever way the person has, back to closing the account."""
    logout(request)
    return redirect(f"{reverse('account_login')}?{urlencode({'next': reverse('accounts_close')})}")


def _is_proved(request: HttpRequest) -> bool:
    """Whether this very session has been signed in to within the last minutes."""
    records = get_authentication_records(request, request.user)
    return any(time.time() - record.get("at", 0) < PROOF_HOLDS for record in records)
