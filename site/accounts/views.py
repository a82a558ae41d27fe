"""Answers about signing in, 我的账户 and the privacy notice."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts import notices
from accounts.models import PrivacyNotice
from accounts.signin.next import onward, wanted
from portal import client


def locked_out(request: HttpRequest, response: HttpResponse | None, credentials: dict | None) -> HttpResponse:
    """The answer to too many wrong passwords; the same whether the account exists or not."""
    wait = settings.AXES_COOLOFF_TIME
    notice = {
        "title": "登录已暂停",
        "text": f"密码输错次数过多，请 {int(wait.total_seconds() // 60)} 分钟后再试。如忘记密码，请联系本单位的系统管理员。",
    }
    answer = render(request, "accounts/admin_notice.html", notice, status=429)
    answer["Retry-After"] = str(int(wait.total_seconds()))
    return answer


@never_cache
@login_required
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """我的账户: everything about the account in one place."""
    is_staff = request.user.has_perm("wagtailadmin.access_admin")
    return render(request, "accounts/home.html", {"is_staff": is_staff})


@never_cache
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """The privacy notice that holds, for everybody to read."""
    return render(request, "accounts/privacy.html", {"notice": notices.current()})


@never_cache
@login_required
def notice(request: HttpRequest) -> HttpResponse:
    """Asks somebody who is signed in to agree; whoever does not may only sign out.

    Agreed is what was shown: the form names the version, and when a newer one came meanwhile, that one is shown.
    """
    asked = notices.is_wanted(request.user)
    if request.method == "POST" and request.POST.get("version", "").isdecimal():
        shown = PrivacyNotice.objects.filter(version=request.POST["version"][:9], published_at__isnull=False).first()
        if shown:
            notices.accept(request.user, shown, address=client.address(request))
        asked = notices.is_wanted(request.user)
    if asked is None:
        return redirect(onward(wanted(request)))
    context = {"notice": asked, "next": wanted(request), "again": request.user.consents.exists()}
    return render(request, "accounts/notice.html", context)
