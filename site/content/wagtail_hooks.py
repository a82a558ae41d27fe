"""What the content of pages adds to the admin."""

from collections.abc import Iterator

from django.urls import path, reverse
from wagtail import hooks
from wagtail.admin.widgets.button import Button

from content import from_docx


@hooks.register("register_admin_urls")
def admin_urls() -> list:
    return [path("content/from-docx/<int:parent_id>/", from_docx.new_page, name="new_page_from_docx")]


@hooks.register("register_page_header_buttons")
def from_docx_button(page, user, view_name, next_url=None) -> Iterator[Button]:
    """从 DOCX 新建, where somebody may add an article below a column."""
    parent = page.specific
    if from_docx.article_types(parent) and parent.permissions_for_user(user).can_add_subpage():
        yield Button("从 DOCX 新建", url=reverse("new_page_from_docx", args=[page.pk]), icon_name="upload", priority=16)
