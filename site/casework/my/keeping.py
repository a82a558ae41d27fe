"""Nothing typed is lost when a session ends: the form is kept for minutes and shown again, filled, after signing in.

One decorator does this for every view below /my/. What was posted is never carried out by itself: it is shown, and the
person presses the button again. It is kept on the server, encrypted, under a random name that only this browser's
cookie holds, for one use, and only for the person who was signed in here before.
"""

import hashlib
import json
import secrets
from collections.abc import Callable
from datetime import timedelta
from functools import wraps

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, QueryDict
from django.middleware.csrf import REASON_BAD_ORIGIN
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.views.decorators.cache import never_cache

from accounts.encryption import decrypt, encrypt
from casework.models import KeptForm
from casework.sections import as_query

ROOT = "/my/"
COOKIE = "kept_form"
READER_COOKIE = "reader"
LIFETIME = timedelta(minutes=30)
MOST = 512 * 1024  # characters; the longest form of the house is a tenth of it
NOT_KEPT = {"csrfmiddlewaretoken"}


def my_page(view: Callable) -> Callable:
    """A view below /my/: for people who are signed in, never cached, its forms kept over the end of a session.

    The view finds in request.kept what the person had typed (a QueryDict), or None, and fills its form with it.
    """

    @never_cache
    @wraps(view)
    def wrapped(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            return keep(request)
        request.kept = _take(request) if request.method == "GET" and COOKIE in request.COOKIES else None
        response = view(request, *args, **kwargs)
        if request.kept is not None:
            response.delete_cookie(COOKIE, path=ROOT)
        if request.COOKIES.get(READER_COOKIE) != _reader(request):
            _set_cookie(response, READER_COOKIE, _reader(request))
        return response

    return wrapped


def keep(request: HttpRequest) -> HttpResponse:
    """Leads to the sign-in page and back; what was posted is kept meanwhile."""
    path = request.get_full_path()
    if request.method != "POST" or not request.COOKIES.get(READER_COOKIE):
        return redirect_to_login(path)
    if too_long := _kept_or_told(request):
        return too_long
    response = redirect_to_login(path)
    _set_cookie(response, COOKIE, request.kept_name, max_age=int(LIFETIME.total_seconds()))
    return response


@never_cache
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """What Django calls when a form's token is not (or no longer) valid.

    Signing in anew makes the tokens of forms in other tabs invalid. Their words are kept and shown again; a form that
    came from another site is refused.
    """
    own = request.path_info.startswith(ROOT) and not reason.startswith(REASON_BAD_ORIGIN.split("%", maxsplit=1)[0])
    if own and request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin":
        if not request.user.is_authenticated:
            return keep(request)
        if request.COOKIES.get(READER_COOKIE) == _reader(request) and not _kept_or_told(request):
            response = redirect(request.get_full_path())
            _set_cookie(response, COOKIE, request.kept_name, max_age=int(LIFETIME.total_seconds()))
            return response
    return render(request, "casework/my/expired.html", status=403)


def _kept_or_told(request: HttpRequest) -> HttpResponse | None:
    """Keeps the POST under request.kept_name; a page that says what to do when it is too long to keep."""
    typed = {key: values for key, values in request.POST.lists() if key not in NOT_KEPT}
    content = {
        "path": request.get_full_path(),
        "reader": request.COOKIES[READER_COOKIE],
        "files": bool(request.FILES),
        "typed": typed,
    }
    text = json.dumps(content, ensure_ascii=False)
    if len(text) > MOST:
        return render(request, "casework/my/expired.html", {"too_long": True}, status=413)
    request.kept_name = secrets.token_urlsafe(32)
    KeptForm.objects.create(key=_digest(request.kept_name), content=encrypt(text), expires_at=timezone.now() + LIFETIME)
    return None


def _take(request: HttpRequest) -> QueryDict | None:
    """What was kept for this page and this person, once; it is gone afterwards, also when it was somebody else's."""
    row = KeptForm.objects.filter(key=_digest(request.COOKIES[COOKIE]), expires_at__gt=timezone.now()).first()
    content = json.loads(decrypt(row.content)) if row else {}
    if content.get("path") != request.get_full_path():
        return None
    deleted, _ = KeptForm.objects.filter(key=row.key).delete()
    if not deleted or not constant_time_compare(content["reader"], _reader(request)):
        return None
    files = "选过的文件没有留下，请重新选择。" if content["files"] else ""
    messages.warning(
        request, f"登录曾经过期，现在已经重新登录。您填写的内容都在下面，还没有保存，请核对后再按一次按钮。{files}"
    )
    return as_query(content["typed"])


def _reader(request: HttpRequest) -> str:
    """Who is signed in, as a word that says nothing to anybody else and outlives the session."""
    return salted_hmac("casework.my.keeping", str(request.user.pk), algorithm="sha256").hexdigest()


def _digest(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()


def _set_cookie(response: HttpResponse, name: str, value: str, max_age: int | None = None) -> None:
    response.set_cookie(
        name, value, max_age=max_age, path=ROOT, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax"
    )
