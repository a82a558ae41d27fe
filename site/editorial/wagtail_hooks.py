"""Review and publication in Wagtail's admin."""

from django.contrib import messages
from django.contrib.auth.models import Permission
from django.shortcuts import redirect
from django.urls import path, reverse
from wagtail import hooks
from wagtail.admin.action_menu import ActionMenuItem
from wagtail.admin.api.views import PagesAdminAPIViewSet
from wagtail.log_actions import LogFormatter

from editorial import publication, reports, views
from editorial.guard import GuardedPageMixin
from editorial.models import ReviewTask


@hooks.register("register_admin_urls")
def admin_urls() -> list:
    return [
        path("editorial/<int:page_id>/checks/", views.checks_view, name="editorial_checks"),
        path("editorial/<int:page_id>/emergency/", views.emergency_view, name="editorial_emergency"),
    ]


@hooks.register("register_permissions")
def permissions():
    return Permission.objects.filter(content_type__app_label="editorial", content_type__model="exemption")


@hooks.register("before_edit_page")
def say_why_a_step_is_not_offered(request, page):
    """Without this, Wagtail would take a step that is not offered for plain saving and say so."""
    if request.method != "POST" or not request.POST.get("action-workflow-action"):
        return None
    state = page.current_workflow_task_state
    task = state.task.specific if state else None
    reason = ""
    if state is None:
        reason = "这一步刚才已由别人办理，或者审稿已经撤回，请刷新后再看。"
    elif isinstance(task, ReviewTask):
        reason = task.why_not(state, request.user, request.POST.get("workflow-action-name", ""))
    if not reason:
        return None
    messages.error(request, reason)
    return redirect("wagtailadmin_pages:edit", page.pk)


@hooks.register("before_copy_page")
def copies_are_drafts(request, page):
    """A copy is a new page: it goes through review like any other."""
    if (
        request.method != "POST"
        or not request.POST.get("publish_copies")
        or not issubclass(page.specific_class, GuardedPageMixin)
    ):
        return None
    messages.error(request, "副本不能直接发布：请不要勾选“发布副本”，复制后作为草稿送审。")
    return redirect("wagtailadmin_pages:copy", page.pk)


class GuardedPagesAPI(PagesAdminAPIViewSet):
    """The admin's own API, without the acts that put a live page beside a live page: they ask nobody's signature."""

    actions = {
        name: action
        for name, action in PagesAdminAPIViewSet.actions.items()
        if name not in {"copy", "create_alias", "copy_for_translation"}
    }


@hooks.register("construct_admin_api")
def guard_api(router) -> None:
    router.register_endpoint("pages", GuardedPagesAPI)


class EmergencyMenuItem(ActionMenuItem):
    """紧急发布, for those who may, where there is something to publish."""

    name = "action-emergency"
    label = "紧急发布"
    icon_name = "warning"

    def is_shown(self, context) -> bool:
        if context["view"] != "edit":
            return False
        page = context["page"]
        new = not page.live or page.has_unpublished_changes
        return new and context["request"].user.has_perm(publication.MAY_PUBLISH_EMERGENCY)

    def get_url(self, context) -> str:
        return reverse("editorial_emergency", args=[context["page"].pk])


@hooks.register("register_page_action_menu_item")
def emergency_menu_item():
    return EmergencyMenuItem(order=90)


class ReasonFormatter(LogFormatter):
    """An entry of the log with the reason somebody gave, and what it was about."""

    def format_message(self, log_entry) -> str:
        data = log_entry.data
        about = f"（{data['finding']}）" if data.get("finding") else ""
        return f"{self.label}{about}，理由：{data.get('reason', '')}"


@hooks.register("register_log_actions")
def log_actions(actions) -> None:
    for action, label in publication.LOG_LABELS.items():
        actions.register_action(action)(type("Formatter", (ReasonFormatter,), {"label": label}))


reports.register(reports.FindingsReport, order=100)
reports.register(reports.AnswersReport, order=110)
reports.register(reports.StaleColumnsReport, order=120)
