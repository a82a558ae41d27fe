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
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.views.decorators.cache import never_cache

from accounts.encryption import decrypt, encrypt
from casework.models import KeptForm
from casework.sections import as_query
from portal import client

ROOT = "/my/"
COOKIE = "kept_form"
READER_COOKIE = "reader"
LIFETIME = timedelta(minutes=30)
MOST = 512 * 1024  # characters; the longest form of the house is a tenth of it
KEPT_AN_HOUR = 60  # from one address
TOO_MUCH = 413
NOT_KEPT = {"csrfmiddlewaretoken"}
_signer = Signer(salt="casework.my.keeping")


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
    """Leads back to the page, by the sign-in page where it has to be; what was posted is kept meanwhile."""
    path = request.get_full_path()
    back = redirect(path) if request.user.is_authenticated else redirect_to_login(path)
    reader = _who_was_here(request)
    if request.method != "POST" or not reader:
        return back
    content = _content(request, reader)
    if len(content) > MOST or client.too_often(request, "keep", limit=KEPT_AN_HOUR, seconds=3600):
        return render(request, "casework/my/expired.html", status=TOO_MUCH)
    name = secrets.token_urlsafe(32)
    expires_at = timezone.now() + LIFETIME
    KeptForm.objects.create(key=_digest(name), content=encrypt(content), expires_at=expires_at)
    _set_cookie(back, COOKIE, name, max_age=int(LIFETIME.total_seconds()))
    return back


@never_cache
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """What Django calls when a form's token is not (or no longer) valid.

    Signing in anew makes the tokens of forms in other tabs invalid. Their words are kept and shown again; a form that
    came from another site is refused.
    """
    own = request.path_info.startswith(ROOT) and reason.startswith("CSRF")  # other reasons are about where it came from
    if own and request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin":
        return keep(request)
    return render(request, "403_csrf.html", status=403)


def _content(request: HttpRequest, reader: str) -> str:
    typed = {key: values for key, values in request.POST.lists() if key not in NOT_KEPT}
    content = {"path": request.get_full_path(), "reader": reader, "files": bool(request.FILES), "typed": typed}
    return json.dumps(content, ensure_ascii=False)


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
    """Who is signed in, as a signed word that says nothing to anybody else and outlives the session."""
    return _signer.sign(salted_hmac("casework.my.keeping", str(request.user.pk), algorithm="sha256").hexdigest())


def _who_was_here(request: HttpRequest) -> str:
    """The word of who was signed in at this browser last; "" for strangers, and for words that are not ours."""
    word = request.COOKIES.get(READER_COOKIE, "")
    try:
        _signer.unsign(word)
    except BadSignature:
        return ""
    return word


def _digest(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()


def _set_cookie(response: HttpResponse, name: str, value: str, max_age: int | None = None) -> None:
    response.set_cookie(
        name, value, max_age=max_age, path=ROOT, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax"
    )
