"""工作日 in the admin: notices, the archive's closures, and loading a new year."""

from django.urls import path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.viewsets.model import ModelViewSet

from workdays import views
from workdays.models import Closure, HolidayAdjustment


class CalendarViewSet(ModelViewSet):
    """Rows of the calendar: what hangs on them is shown before they change."""

    add_view_class = views.CreateDay
    copy_view_class = views.CopyDay
    edit_view_class = views.EditDay
    delete_view_class = views.DeleteDay
    create_template_name = "workdays/day_form.html"
    edit_template_name = "workdays/day_form.html"
    delete_template_name = "workdays/confirm_delete.html"


class HolidayAdjustmentViewSet(CalendarViewSet):
    """节假日安排."""

    model = HolidayAdjustment
    icon = "calendar"
    menu_label = "节假日安排"
    list_display = ["date", Column("get_kind_display", label="安排"), "name", "source"]
    list_filter = ["kind", "name"]
    search_fields = ["name", "source"]
    search_backend_name = None
    add_to_admin_menu = False
    inspect_view_enabled = True


class ClosureViewSet(CalendarViewSet):
    """闭馆安排."""

    model = Closure
    icon = "lock"
    menu_label = "闭馆安排"
    list_display = ["starts_at", "ends_at", "reason"]
    search_fields = ["reason"]
    search_backend_name = None


class LoadNoticeItem(MenuItem):
    """The way to the upload, for who may add adjustments."""

    def is_shown(self, request) -> bool:
        return request.user.has_perm("workdays.add_holidayadjustment")


class WorkdaysGroup(ViewSetGroup):
    """工作日."""

    menu_label = "工作日"
    menu_icon = "calendar-alt"
    menu_order = 700
    items = (HolidayAdjustmentViewSet, ClosureViewSet)

    def get_submenu_items(self):
        load = LoadNoticeItem("载入通知", reverse("load_notice"), icon_name="upload", order=900)
        return [*super().get_submenu_items(), load]


@hooks.register("register_admin_viewset")
def register_workdays() -> WorkdaysGroup:
    return WorkdaysGroup()


@hooks.register("register_admin_urls")
def register_load_notice() -> list:
    return [path("workdays/load/", views.load_notice, name="load_notice")]
