"""The outermost layer of the site: gives each request an id and writes one line about it."""

import logging
import re
import time
from collections.abc import Callable, Iterable
from uuid import uuid4

from django.conf import settings

from operations.logs import request_id

logger = logging.getLogger("portal.access")

_SANE = re.compile(r"[A-Za-z0-9._-]{8,64}")
FAILED = "500 Internal Server Error"
QUIET = frozenset({"/healthz", "/readyz"})  # asked every few seconds by machines


class RequestLog:
    """WSGI application around the site's own.

    X-Request-ID is taken over from the proxy when it is sane, made otherwise, and returned with the response, so that
    a reader's complaint, the proxy's log and ours can be brought together. ACCESS_LOG=0 leaves out the lines.
    """

    def __init__(self, application: Callable):
        self.application = application
        self.lines = settings.ACCESS_LOG

    def __call__(self, environ: dict, start_response: Callable) -> Iterable[bytes]:
        given = environ.get("HTTP_X_REQUEST_ID", "")
        this = given if _SANE.fullmatch(given) else uuid4().hex
        request_id.set(this)  # stays until this thread's next request: a streamed body is still part of this one
        began = time.perf_counter()
        answered = ""

        def start(status: str, headers: list, exc_info=None):
            nonlocal answered
            answered = status
            return start_response(status, [*headers, ("X-Request-ID", this)], exc_info)

        try:
            response = self.application(environ, start)
        except Exception:  # the error page itself could not be made: no static files, a broken template
            logger.exception("request failed beyond the site's own error page")
            start(FAILED, [("Content-Type", "text/plain; charset=utf-8"), ("Cache-Control", "no-store")])
            response = [f"网站暂时不能使用，请稍后再试。编号：{this}\n".encode()]
        path = environ.get("PATH_INFO", "")
        if self.lines and path not in QUIET:
            logger.info(
                "%s %s %s",
                environ.get("REQUEST_METHOD", ""),
                path.encode("latin-1", "replace").decode("utf-8", "replace"),
                answered[:3],
                extra={"status": int(answered[:3] or 0), "ms": round((time.perf_counter() - began) * 1000, 1)},
            )
        return response
