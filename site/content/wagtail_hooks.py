"""What the content of pages adds to the admin."""

from collections.abc import Iterator

from django.urls import path, reverse
from wagtail import hooks
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets.button import Button
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from content import from_docx
from content.models import SiteAlert


@hooks.register("register_admin_urls")
def admin_urls() -> list:
    return [path("content/from-docx/<int:parent_id>/", from_docx.new_page, name="new_page_from_docx")]


@hooks.register("register_page_header_buttons")
def from_docx_button(page, user, view_name, next_url=None) -> Iterator[Button]:
    """从 DOCX 新建, where somebody may add an article below a column."""
    parent = page.specific
    if from_docx.article_types(parent) and parent.permissions_for_user(user).can_add_subpage():
        yield Button("从 DOCX 新建", url=reverse("new_page_from_docx", args=[page.pk]), icon_name="upload", priority=16)


class SiteAlertViewSet(SnippetViewSet):
    """网站提示, with a place of its own in the menu: what is shown at once should be found at once."""

    model = SiteAlert
    icon = "warning"
    menu_label = "网站提示"
    menu_order = 610
    add_to_admin_menu = True
    list_display = ["text", Column("get_level_display", label="级别"), "page", "starts_at", "ends_at"]
    list_filter = ["level"]


register_snippet(SiteAlertViewSet)
