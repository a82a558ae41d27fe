"""What the reading room adds to the admin: its group in the menu, and the pages of each part."""

from django.urls import path, reverse
from wagtail import hooks

from bookings.staff import closing, menu


@hooks.register("register_admin_menu_item")
def register_group():
    return menu.group()


@hooks.register("register_admin_urls")
def register_closing() -> list:
    return [path("bookings/closing/", closing.close, name="booking_closing")]


@hooks.register("register_bookings_menu_item")
def closing_item() -> menu.RoomItem:
    return menu.RoomItem("闭馆", reverse("booking_closing"), closing.RIGHT, icon_name="lock", order=800)
