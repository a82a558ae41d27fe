"""/accounts/login/ and what follows: the number, the code, and for who comes for the first time the name.

Every number gets the same answers: whether it belongs to an account shows only to who has proved it.
"""

import time

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.socialaccount.adapter import get_adapter
from django.conf import settings
from django.contrib.auth import logout
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts import encryption, notices, persons
from accounts.identifiers import mask_phone
from accounts.models import KeyKind, User
from accounts.signin import codes, joins, people
from accounts.signin.forms import CodeForm, PhoneForm, WelcomeForm
from accounts.signin.next import onward, wanted
from audit import services as audit
from audit.enums import Event
from portal import client

SENT, NEWCOMER = "code_sent", "newcomer"
NEWCOMER_HOLDS = 1800  # seconds in which the name is typed
WRONG = "验证码不对，请核对短信后再填。一个验证码最多可以试 5 次。"
OVER = "这个验证码已经失效（超过 5 分钟、用过，或输错次数太多）。请重新获取。"
GONE_BY = "上一步停留太久，已经失效。请重新获取验证码。"


@never_cache
def login(request: HttpRequest) -> HttpResponse:
    """The public sign-in page; somebody signed in is led on."""
    if request.user.is_authenticated:
        return redirect(onward(wanted(request)))
    return ask_phone(request, "accounts/login.html", {"providers": providers(request)})


def ask_phone(request: HttpRequest, template: str, context: dict) -> HttpResponse:
    """Shows the form that asks for a number and sends the code; the button 换一种验证 keeps the number typed."""
    in_words = request.POST.get("words") == "1"
    status, context = 200, {**context, "next": wanted(request)}
    if request.method != "POST":
        form = PhoneForm()
    elif "switch" in request.POST:
        form = PhoneForm(initial={"phone": request.POST.get("phone", "")[:30]}, in_words=not in_words)
    elif (form := PhoneForm(request.POST, in_words=in_words)).is_valid():
        phone = form.cleaned_data["phone"]
        try:
            sent = codes.send(phone, address=client.address(request), in_words=in_words)
        except codes.TooOften as refusal:
            form.add_error(None, str(refusal))
            status = 429
        else:
            request.session[SENT] = {"id": sent.pk, "phone": encryption.encrypt(phone), "next": wanted(request)}
            return redirect("accounts_code")
    else:
        status = 422
    return render(request, template, {**context, "form": form}, status=status)


@never_cache
def code(request: HttpRequest) -> HttpResponse:
    """Takes the code; what the right one opens depends on whether somebody is signed in already."""
    sent = request.session.get(SENT)
    if not sent:
        return redirect("accounts_prove_phone" if request.user.is_authenticated else "account_login")
    phone = encryption.decrypt(sent["phone"])
    form, status = CodeForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            outcome = codes.check(sent["id"], phone, form.cleaned_data["code"])
            if outcome is codes.Outcome.RIGHT:
                del request.session[SENT]
                return _proved(request, phone, sent["next"])
            form.add_error("code", WRONG if outcome is codes.Outcome.WRONG else OVER)
            _record_failure(request, outcome.value)
    context = {"form": form, "phone": mask_phone(phone), "again": _again(request, sent["next"])}
    return render(request, "accounts/code.html", context, status=status)


@never_cache
def welcome(request: HttpRequest) -> HttpResponse:
    """The first visit by telephone: the name, the privacy notice, and then the account."""
    kept = request.session.get(NEWCOMER)
    if not kept or time.time() - kept["at"] > NEWCOMER_HOLDS:
        return redirect("account_login")
    notice = notices.current()
    form = WelcomeForm(request.POST or None, with_notice=notice is not None)
    if request.method == "POST" and form.is_valid():
        phone = encryption.decrypt(kept["phone"])
        address = client.address(request)
        try:
            user = people.enrol_by_phone(phone, name=form.cleaned_data["name"], notice=notice, address=address)
        except IntegrityError:  # the same person was faster in another window
            user = persons.holder(KeyKind.PHONE, encryption.keyed_hash(phone))
        del request.session[NEWCOMER]
        return _sign_in(request, user, kept["next"])
    context = {"form": form, "notice": notice}
    return render(request, "accounts/welcome.html", context, status=422 if form.errors else 200)


@never_cache
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Ends the session; by POST only."""
    logout(request)
    answer = redirect("/")
    answer.delete_cookie(settings.SESSION_COOKIE_NAME, domain=settings.SESSION_COOKIE_DOMAIN)  # pages are shared again
    return answer


def providers(request: HttpRequest) -> list[dict[str, str]]:
    """The identity providers to choose from: name and id."""
    return [{"id": app.provider_id, "name": app.name} for app in get_adapter(request).list_apps(request)]


def _proved(request: HttpRequest, phone: str, address: str) -> HttpResponse:
    if request.user.is_authenticated:
        return joins.offer_phone(request, phone)
    if user := persons.holder(KeyKind.PHONE, encryption.keyed_hash(phone)):
        return _sign_in(request, user, address)
    request.session[NEWCOMER] = {"phone": encryption.encrypt(phone), "next": address, "at": time.time()}
    return redirect("accounts_welcome")


def _sign_in(request: HttpRequest, user: User, address: str) -> HttpResponse:
    record_authentication(request, user, "phone")
    return perform_login(request, Login(user=user, redirect_url=onward(address)))


def _again(request: HttpRequest, address: str) -> str:
    page = reverse("accounts_prove_phone" if request.user.is_authenticated else "account_login")
    return f"{page}?{urlencode({'next': address})}" if address else page


def _record_failure(request: HttpRequest, outcome: str) -> None:
    actor = request.user if request.user.is_authenticated else None
    data = {"way": "phone", "outcome": outcome}
    audit.record(Event.SIGN_IN_FAILED, actor=actor, address=client.address(request), data=data)
