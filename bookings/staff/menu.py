"""查档预约 in the admin menu: one group, to which every part of the reading room adds its pages.

A page is added by a function under the hook `register_bookings_menu_item`, as items are added to Wagtail's own menus.
"""

from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

from bookings.staff.rights import may

HOOK = "register_bookings_menu_item"


class RoomItem(MenuItem):
    """A page for those who have one of these rights."""

    def __init__(self, label: str, url: str, *permissions: str, **options):
        self.permissions = permissions
        super().__init__(label, url, **options)

    def is_shown(self, request) -> bool:
        return may(request.user, *self.permissions)


def group() -> SubmenuMenuItem:
    """The group; it is shown to who may open one of its pages."""
    return SubmenuMenuItem("查档预约", Menu(register_hook_name=HOOK), name="bookings", icon_name="calendar", order=119)
