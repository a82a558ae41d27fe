"""The doors: of the admin, of what needs the privacy notice; and how long a session lasts."""

import time

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode

from accounts import notices
from accounts.signin import second_factor

# What somebody who may not enter still needs: to sign in as somebody else, to sign out, to see the page's own dress.
OPEN_VIEWS = {
    "wagtailadmin_login",
    "wagtailadmin_logout",
    "wagtailadmin_sprite",
    "wagtailadmin_javascript_catalog",
    "wagtailadmin_password_reset",
    "wagtailadmin_password_reset_done",
    "wagtailadmin_password_reset_confirm",
    "wagtailadmin_password_reset_complete",
}
# What a person does before agreeing, or instead: reading the notice, signing in and out, proving the second factor.
BEFORE_AGREEING = {
    "accounts_privacy",
    "accounts_notice",
    "accounts_sign_out",
    "account_login",
    "account_reauthenticate",
}
TOUCH_EVERY = 60  # seconds


class AdminDoor:
    """Refuses people who are signed in but have no business in the admin, and asks staff for the second factor.

    Wagtail sends them to its sign-in page, which for an account signed in elsewhere ends in a circle of redirects.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view_func, view_args, view_kwargs) -> HttpResponse | None:
        if not request.path_info.startswith(reverse("wagtailadmin_home")):
            return None
        if request.resolver_match.url_name in OPEN_VIEWS or not request.user.is_authenticated:
            return None
        if request.user.has_perm("wagtailadmin.access_admin"):
            page = second_factor.missing(request)
            return redirect(f"{reverse(page)}?{urlencode({'next': _way_back(request)})}") if page else None
        notice = {
            "title": "不能进入管理后台",
            "text": "这个账号没有进入管理后台的权限。工作人员如需使用，请联系本单位的系统管理员开通。",
        }
        return render(request, "accounts/admin_notice.html", notice, status=403)


class NoticeDoor:
    """Below /my/ and /accounts/ asks who is signed in to agree to the privacy notice, the first time and when it changed.

    A POST is let through: its form was shown to who had agreed then, and what was typed is not lost; the page after it
    asks.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view_func, view_args, view_kwargs) -> HttpResponse | None:
        if request.method not in ("GET", "HEAD") or not request.path_info.startswith(("/my/", "/accounts/")):
            return None
        name = request.resolver_match.url_name or ""
        if name in BEFORE_AGREEING or name.startswith(("mfa_", "openid_connect_")):
            return None
        if not request.user.is_authenticated or notices.is_wanted(request.user) is None:
            return None
        return redirect(f"{reverse('accounts_notice')}?{urlencode({'next': request.get_full_path()})}")


class SlidingSession:
    """A session ends SESSION_COOKIE_AGE after the last request; it is written anew at most once a minute."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            now = int(time.time())
            if now - request.session.get("seen_at", 0) >= TOUCH_EVERY:
                request.session["seen_at"] = now
        return self.get_response(request)


def _way_back(request: HttpRequest) -> str:
    """The page asked for; what was posted cannot be brought back by an address, so then the admin's start."""
    return request.get_full_path() if request.method == "GET" else reverse("wagtailadmin_home")
