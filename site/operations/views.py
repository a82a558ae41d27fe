"""Pages for those who run the site."""

from dataclasses import asdict

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from operations import status

PERMISSION = "operations.view_status"


@require_safe
@never_cache
def show_status(request: HttpRequest) -> HttpResponse:
    """/status: a page for an operator who is signed in, JSON for a program with the token of STATUS_TOKEN."""
    if "Authorization" in request.headers:
        if not _token_is_right(request.headers["Authorization"]):
            return JsonResponse({"error": "令牌不对。"}, status=401, headers={"WWW-Authenticate": "Bearer"})
        return _as_json()
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied("你没有查看运行状态的权限。")
    if request.GET.get("format") == "json":
        return _as_json()
    return render(request, "operations/status.html", {"status": status.read()})


def _token_is_right(header: str) -> bool:
    kind, _, given = header.partition(" ")
    known = settings.STATUS_TOKEN
    return bool(known) and kind.lower() == "bearer" and constant_time_compare(given.strip(), known)


def _as_json() -> JsonResponse:
    now = status.read()
    return JsonResponse({"ok": now.ok, **asdict(now)}, json_dumps_params={"ensure_ascii": False, "indent": 1})
