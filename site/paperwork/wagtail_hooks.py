"""文书 in the admin."""

from django.urls import path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from paperwork import staff_views


@hooks.register("register_admin_urls")
def register_papers() -> list:
    return [
        path("papers/", staff_views.papers, name="papers"),
        path("papers/<int:paper_id>/file/", staff_views.paper_file, name="paper_file"),
        path("papers/<int:paper_id>/withdraw/", staff_views.withdraw, name="paper_withdraw"),
        path("papers/again/<int:request_id>/", staff_views.make_again, name="paper_again"),
    ]


class PapersItem(MenuItem):
    """文书, for who may look them up."""

    def is_shown(self, request) -> bool:
        return any(request.user.has_perm(each) for each in staff_views.MAY_READ)


@hooks.register("register_admin_menu_item")
def register_menu_item() -> PapersItem:
    return PapersItem("文书", reverse("papers"), name="papers", icon_name="doc-full", order=122)
