"""Answers about signing in."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


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
