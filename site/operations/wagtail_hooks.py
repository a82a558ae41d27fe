"""The operations' part of the admin: the report 上线检查 and the way to /status."""

from django.urls import path, reverse_lazy
from wagtail import hooks

from operations.panels import HeartbeatPanel
from operations.reports import TITLE, ReadinessMenuItem, show_readiness
from operations.views import PERMISSION


@hooks.register("register_admin_urls")
def urls() -> list:
    return [path("reports/readiness/", show_readiness, name="readiness_report")]


@hooks.register("construct_homepage_panels")
def add_heartbeat(request, panels) -> None:
    """Who runs the site sees at once whether it runs."""
    if request.user.has_perm(PERMISSION):
        panels.append(HeartbeatPanel())


@hooks.register("register_reports_menu_item")
def readiness_menu_item() -> ReadinessMenuItem:
    return ReadinessMenuItem(TITLE, reverse_lazy("readiness_report"), name="readiness", icon_name="tasks", order=1000)


@hooks.register("register_reports_menu_item")
def status_menu_item() -> ReadinessMenuItem:
    return ReadinessMenuItem("运行状态", reverse_lazy("status"), name="status", icon_name="desktop", order=1010)
