"""What every response of the site carries."""

from csp.middleware import CSPMiddleware


class ContentSecurityPolicy(CSPMiddleware):
    """Strict on public pages; Wagtail's admin needs inline script and style (date choosers, inline panels, rich text)."""

    def get_policy_parts(self, request, response, report_only=False):
        policy = super().get_policy_parts(request, response, report_only)
        if not report_only and request.path_info.startswith("/admin/"):
            policy.update = {
                "script-src": ["'self'", "'unsafe-inline'"],
                "style-src": ["'self'", "'unsafe-inline'"],
                "img-src": ["'self'", "data:", "blob:"],
                "frame-src": ["'self'"],
            }
        return policy
