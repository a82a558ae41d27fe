"""What the reading room adds to the admin: its group in the menu, and the pages of each part."""

from wagtail import hooks

from bookings.staff import menu


@hooks.register("register_admin_menu_item")
def register_group():
    return menu.group()
