"""What the reading room adds to the admin: its group in the menu, and the pages of each part."""

from django.urls import path, reverse
from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSetGroup

from bookings.staff import closing, menu, rules


@hooks.register("register_admin_menu_item")
def register_group():
    return menu.group()


@hooks.register("register_admin_urls")
def register_house() -> list:
    """Closing, rules and figures: what is done now and then."""
    return [
        path("bookings/closing/", closing.close, name="booking_closing"),
        path("bookings/numbers/", rules.NumbersView.as_view(), name="booking_settings"),
        path("bookings/copy-day/", rules.copy_day, name="booking_copy_day"),
    ]


@hooks.register(menu.HOOK)
def closing_item() -> menu.RoomItem:
    return menu.RoomItem("闭馆", reverse("booking_closing"), closing.RIGHT, icon_name="lock", order=800)


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
