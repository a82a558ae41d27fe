"""A signed-in person proves a second way of signing in: it is added, or its account is offered for joining.

What was proved waits in the session, for ten minutes, until the person confirms by POST.
"""

import time

from allauth.socialaccount.models import SocialLogin
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from accounts import persons
from accounts.encryption import keyed_hash
from accounts.joining import TWO_PEOPLE, issuers
from accounts.models import KeyKind, User
from accounts.signin import people
from audit import services as audit
from audit.enums import Event
from portal import client

PROVED = "proved_other_account"
PROOF_HOLDS = 600  # seconds
ADDED = "以后可以用{}登录这个账号。"


def offer_identity(request: HttpRequest, sociallogin: SocialLogin) -> HttpResponse:
    """An identity at a provider was proved."""
    if sociallogin.is_existing:
        return _offer(request, sociallogin.user)
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=request.user.pk)
        if sociallogin.claims.issuer in issuers(user):
            messages.error(request, TWO_PEOPLE)
            return redirect("accounts_ways")
        sociallogin.user = people.certify(user, sociallogin.claims, sociallogin.account.provider)
        sociallogin.save(request, connect=True)
        _record_added(request, "oidc")
    messages.success(request, ADDED.format(sociallogin.provider.name))
    return redirect("accounts_ways")


def offer_phone(request: HttpRequest, phone: str) -> HttpResponse:
    """A telephone was proved by a code."""
    holder = persons.holder(KeyKind.PHONE, keyed_hash(phone))
    if holder is None or holder.pk == request.user.pk:
        try:
            with transaction.atomic():
                people.prove_phone(User.objects.select_for_update().get(pk=request.user.pk), phone)
                _record_added(request, "phone")
        except IntegrityError:  # taken by somebody a moment ago: then that account is offered
            holder = persons.holder(KeyKind.PHONE, keyed_hash(phone))
        else:
            messages.success(request, ADDED.format("这个手机号"))
            return redirect("accounts_ways")
    return _offer(request, holder)


def proved(request: HttpRequest) -> User | None:
    """The account that was proved a moment ago and may be joined now."""
    kept = request.session.get(PROVED) or {}
    if kept.get("for") != request.user.pk or time.time() - kept.get("at", 0) > PROOF_HOLDS:
        return None
    return User.objects.filter(pk=kept["user"]).first()


def forget(request: HttpRequest) -> None:
    """The proof is used up."""
    request.session.pop(PROVED, None)


def _record_added(request: HttpRequest, way: str) -> None:
    about, address = f"用户 {request.user.pk}", client.address(request)
    audit.record(Event.ACCOUNT_JOINED, actor=request.user, about=about, address=address, data={"added": way})


def _offer(request: HttpRequest, other: User) -> HttpResponse:
    if other.pk == request.user.pk:
        messages.info(request, "这种登录方式已经属于这个账号。")
        return redirect("accounts_ways")
    request.session[PROVED] = {"user": other.pk, "for": request.user.pk, "at": time.time()}
    return redirect("accounts_join")
