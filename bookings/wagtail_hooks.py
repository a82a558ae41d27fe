"""What the reading room adds to the admin: its group in the menu, and the pages of each part."""

from django.urls import path, reverse
from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSetGroup

from bookings.staff import (
    closing,
    figures,
    lists,
    menu,
    panel,  # noqa: F401  its part of a case's page is registered by being loaded
    rights,
    rules,
    views,
    views_desk,
    views_lists,
    views_statistics,
)


@hooks.register("register_admin_menu_item")
def register_group():
    return menu.group()


@hooks.register("register_admin_urls")
def register_day() -> list:
    """The day's work of the counter, the copy desk and those who review."""
    return [
        path("bookings/board/", views.board, name="booking_board"),
        path("bookings/board/print/", views.print_board, name="booking_board_print"),
        path("bookings/check-in/", views.find, name="booking_find"),
        path("bookings/check-in/<slug:number>/", views.check_in, name="booking_check_in"),
        path("bookings/mark/<int:case_id>/<slug:action>/", views.mark, name="booking_mark"),
        path("bookings/copies/", views_lists.copies_in_hand, name="booking_copies"),
        path("bookings/ready/", views_lists.ready, name="booking_ready"),
        path("bookings/destroy/", views_lists.destroy, name="booking_destroy"),
        path("bookings/waiting/", views_lists.waiting, name="booking_waiting"),
        path("bookings/suspended/", views_lists.suspended, name="booking_suspended"),
        path("bookings/suspended/<int:suspension_id>/lift/", views_lists.lift, name="booking_lift"),
        path("bookings/csv/<slug:name>/", views_lists.take_out, name="booking_csv"),
        path("cases/register/booking/", views_desk.register, name="case_register_booking"),
    ]


def _day_items() -> None:
    """The pages of the day's work in the group, in the order of their tabs, and the desk."""
    pages = [(tab.label, tab.view, tab.rights, icon) for tab, icon in zip(lists.TABS, DAY_ICONS, strict=True)]
    pages.append(("登记来电来访", "case_register_booking", rights.ANY, "plus"))
    for order, (label, view, wanted, icon) in enumerate(pages, start=1):

        def item(label=label, view=view, wanted=wanted, icon=icon, order=order) -> menu.RoomItem:
            return menu.RoomItem(label, reverse(view), *wanted, name=view, icon_name=icon, order=order * 10)

        hooks.register(menu.HOOK, item)


DAY_ICONS = ("calendar", "copy", "mail", "bin", "list-ol", "warning")
_day_items()


@hooks.register("construct_homepage_panels")
def add_reading_room(request, panels) -> None:
    """Who works on bookings sees the day at once."""
    if rights.may(request.user):
        panels.append(figures.ReadingRoomPanel(request.user))


@hooks.register("register_admin_urls")
def register_house() -> list:
    """Closing, rules and figures: what is done now and then."""
    return [
        path("bookings/closing/", closing.close, name="booking_closing"),
        path("bookings/numbers/", rules.NumbersView.as_view(), name="booking_settings"),
        path("bookings/copy-day/", rules.copy_day, name="booking_copy_day"),
        path("bookings/statistics/", views_statistics.statistics, name="booking_statistics"),
        path("bookings/statistics/csv/", views_statistics.statistics_csv, name="booking_statistics_csv"),
    ]


@hooks.register(menu.HOOK)
def closing_item() -> menu.RoomItem:
    return menu.RoomItem("闭馆", reverse("booking_closing"), closing.RIGHT, icon_name="lock", order=800)


@hooks.register(menu.HOOK)
def statistics_item() -> menu.RoomItem:
    return menu.RoomItem("统计", reverse("booking_statistics"), rights.REVIEW, icon_name="doc-full", order=810)


class RulesGroup(ViewSetGroup):
    """查档预约规则."""

    menu_label = "查档预约规则"
    menu_icon = "cog"
    menu_order = 711
    items = (rules.SlotViewSet, rules.PurposeViewSet, rules.CategoryViewSet)

    def get_submenu_items(self):
        more = [
            menu.RoomItem("复制一天的时段", reverse("booking_copy_day"), rules.COPY_RIGHT, icon_name="copy", order=900),
            menu.RoomItem("数字与文字", reverse("booking_settings"), rules.NUMBERS_RIGHT, icon_name="cog", order=910),
        ]
        return [*super().get_submenu_items(), *more]


@hooks.register("register_admin_viewset")
def register_rules() -> RulesGroup:
    return RulesGroup()
