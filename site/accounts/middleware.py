"""The door of the admin."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

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


class AdminDoor:
    """Refuses people who are signed in but have no business in the admin with a page that says so.

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
            return None
        notice = {
            "title": "不能进入管理后台",
            "text": "这个账号没有进入管理后台的权限。工作人员如需使用，请联系本单位的系统管理员开通。",
        }
        return render(request, "accounts/admin_notice.html", notice, status=403)
