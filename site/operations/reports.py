"""上线检查: what is missing before the site may go live, as a page of the admin."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from wagtail.admin.menu import MenuItem

from operations import readiness
from operations.views import PERMISSION

TITLE = "上线检查"


def show_readiness(request: HttpRequest) -> HttpResponse:
    """Every check with what it found, blocking findings first."""
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied
    sections = readiness.run()
    context = {
        "page_title": TITLE,
        "header_icon": "tasks",
        "sections": sections,
        "blocked": readiness.blocked(sections),
        "ready": not any(section.findings for section in sections),
    }
    return render(request, "operations/readiness.html", context)


class ReadinessMenuItem(MenuItem):
    """Shown to those who may see how the site is running."""

    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(PERMISSION)
