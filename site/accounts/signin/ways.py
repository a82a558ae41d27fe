"""/accounts/ways/: the ways in which a person signs in, adding one, and joining two accounts."""

from allauth.socialaccount.models import SocialAccount
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts import joining
from accounts.models import KeyKind
from accounts.signin import joins, people
from accounts.signin.views import ask_phone, providers
from portal import client


@never_cache
@login_required
@require_safe
def ways(request: HttpRequest) -> HttpResponse:
    """The list, and what may be added."""
    user, choices = request.user, providers(request)
    known = set(SocialAccount.objects.filter(user=user).values_list("provider", flat=True))
    context = {
        "identities": [each["name"] for each in choices if each["id"] in known],
        "addable": [each for each in choices if each["id"] not in known],
        "by_phone": user.person_keys.filter(kind=KeyKind.PHONE, signs_in=True, ended_at=None).exists(),
        "has_password": user.has_usable_password(),
        "clash": people.phone_clash(user),
    }
    return render(request, "accounts/ways.html", context)


@never_cache
@login_required
def prove_phone(request: HttpRequest) -> HttpResponse:
    """Sends a code to a number by which the person wants to sign in."""
    return ask_phone(request, "accounts/prove_phone.html", {})


@never_cache
@login_required
def join(request: HttpRequest) -> HttpResponse:
    """Shows what joining the account just proved would mean; does it by POST."""
    other = joins.proved(request)
    if other is None:
        messages.error(request, "验证已经过期。请重新验证另一种登录方式。")
        return redirect("accounts_ways")
    refusal = joining.refusal(request.user, other)
    if request.method == "POST" and not refusal:
        try:
            joining.join(request.user, other, address=client.address(request))
        except joining.JoinRefused as refused:
            refusal = str(refused)
        else:
            joins.forget(request)
            messages.success(request, "两个账号已经合并。以后用任何一种方式登录，看到的都是同一个账号。")
            return redirect("accounts_ways")
    context = {"other": other, "refusal": refusal, "counts": joining.counts(other)}
    return render(request, "accounts/join.html", context, status=409 if refusal and request.method == "POST" else 200)
