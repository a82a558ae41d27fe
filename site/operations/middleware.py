"""The two addresses that machines ask, answered before anything else of the site has a say."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse

from operations import health


class Probes:
    """/healthz: this process lives. /readyz: it can serve, or 503 with the parts that do not work.

    They stand in front of the check of host names and the way to HTTPS, for a load balancer asks by IP address, and
    without a session or a query for /healthz.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info == "/healthz":
            return _unkept(HttpResponse("ok", content_type="text/plain; charset=utf-8"))
        if request.path_info == "/readyz":
            parts = health.parts()
            ready = all(parts.values())
            words = {name: "ok" if works else "failed" for name, works in parts.items()}
            return _unkept(JsonResponse({"ready": ready, "parts": words}, status=200 if ready else 503))
        return self.get_response(request)


def _unkept(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response
