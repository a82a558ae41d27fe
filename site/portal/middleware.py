"""What every response of the site carries."""

from functools import cache

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse

RETRY_SECONDS = 600


class Maintenance:
    """While MAINTENANCE is on, everything but static files and probes answers 503 with static/maintenance.html.

    A proxy can show the same file by itself when no process of the site answers.
    """

    def __init__(self, get_response):
        if not settings.MAINTENANCE:
            raise MiddlewareNotUsed
        self.page = (settings.BASE_DIR / "static" / "maintenance.html").read_bytes()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return HttpResponse(
            self.page, status=503, headers={"Retry-After": str(RETRY_SECONDS), "Cache-Control": "no-store"}
        )


class ContentSecurityPolicy(CSPMiddleware):
    """Strict on public pages; Wagtail's admin needs inline script and style (date choosers, inline panels, rich text)."""

    def process_response(self, request, response):
        """As the package does; where nothing differs from page to page, without working the header out each time."""
        special = any(name.startswith("_csp") for name in (*vars(response), *vars(request)))
        if special or HEADER in response or settings.DEBUG or request.path_info.startswith("/admin/"):
            return super().process_response(request, response)
        response[HEADER] = _public_policy()
        return response

    def get_policy_parts(self, request, response, report_only=False):
        policy = super().get_policy_parts(request, response, report_only)
        if not report_only and request.path_info.startswith("/admin/"):
            policy.update = {
                "script-src": ["'self'", "'unsafe-inline'"],
                "style-src": ["'self'", "'unsafe-inline'"],
                "img-src": [*settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]["img-src"], "blob:"],
                "frame-src": ["'self'"],
            }
        return policy


@cache
def _public_policy() -> str:
    return build_policy()
