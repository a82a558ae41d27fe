"""The admin in the site's own dress, and without links to other sites."""

from django.templatetags.static import static
from django.utils.html import format_html
from wagtail import hooks

# Both lead to Wagtail's English pages; the second one's name carries the version.
OUTSIDE_HELP = ("editor-guide", "whats-new-in-wagtail")


@hooks.register("insert_global_admin_css")
def site_colours() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin.css"))


@hooks.register("insert_editor_js")
def words_of_the_table_editor() -> str:
    return format_html('<script src="{}"></script>', static("js/table-words.js"))


@hooks.register("construct_help_menu")
def keep_help_on_this_site(request, menu_items) -> None:
    menu_items[:] = [item for item in menu_items if not item.name.startswith(OUTSIDE_HELP)]
