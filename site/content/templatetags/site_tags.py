"""What every template needs beside its own data."""

from django import template
from django.core.paginator import Page as PaginatorPage
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

import page_cache
from catalogue.models import CatalogueEntry
from content import alerts, menus, newest
from content.outline import Entry

register = template.Library()

AROUND = 2
FIGURE_SPEC = "width-960|preserve-svg"  # as templates/content/blocks/figure.html asks for it


@register.simple_tag
def main_menu() -> list[menus.Step]:
    """The pages of the main menu."""
    return menus.main_menu()


@register.simple_tag(takes_context=True)
def menu_place(context) -> menus.Place:
    """Where in the main menu the request's address is."""
    return menus.place_of(context["request"].path)


@register.simple_tag
def footer_links() -> list[menus.Step]:
    """The links of the footer."""
    return menus.footer_links()


@register.simple_tag
def trail(page=None) -> list[menus.Step]:
    """The columns between the home page and the page; none for no page."""
    return menus.trail(page or None)


@register.simple_tag(takes_context=True)
def site_alerts(context) -> list[alerts.Alert]:
    """The alerts that hold now on the page shown; on a view that is no page, those of the whole site."""
    return alerts.alerts_on(context.get("page") or None)


@register.simple_tag
def icon(name: str) -> SafeString:
    """An icon of static/img/icons.svg. It says nothing by itself: the words stand beside it."""
    return page_cache.kept(("icon", name), lambda: _icon(name))


def _icon(name: str) -> SafeString:
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>',
        static("img/icons.svg"),
        name,
    )


@register.simple_tag(takes_context=True)
def page_address(context) -> str:
    """The full address of what is shown, without its query: canonical, to be shared and printed."""
    request = context["request"]
    return request.build_absolute_uri(request.path)


@register.simple_tag(takes_context=True)
def body_image(context, page) -> str:
    """The full address of the first picture in the page's body, or nothing."""
    for place, raw in enumerate(page.body.raw_data if page.body else ()):
        if raw["type"] == "figure":
            image = page.body[place].value["image"]
            return context["request"].build_absolute_uri(image.get_rendition(FIGURE_SPEC).url)
    return ""


@register.simple_tag
def contents_items(entries: list[Entry]) -> SafeString:
    """The lines of an article's list of contents."""
    lines = ((entry.level, entry.anchor, entry.label) for entry in entries)
    return format_html_join("\n", '<li class="contents-level-{}"><a href="#{}">{}</a></li>', lines)


@register.simple_tag
def latest(kind: str, count: int) -> list[CatalogueEntry]:
    """The newest public pages of a kind; notices that have ended are left out and pinned ones come first."""
    return newest.of_kind(kind, count)


@register.simple_tag(takes_context=True)
def page_query(context, number: int) -> str:
    """The query string of the list with another page number.

    A list that says what it understood of the address (`listing.params`) has only that repeated: its page may be kept
    for everybody, and must not carry what somebody has added to an address.
    """
    listing = context.get("listing")
    query = (listing.params if listing else context["request"].GET).copy()
    query["page"] = number
    return query.urlencode()


@register.simple_tag
def page_numbers(page_obj: PaginatorPage) -> list[int | None]:
    """The page numbers to show, with None where some are left out."""
    last = page_obj.paginator.num_pages
    wanted = {1, last, *range(page_obj.number - AROUND, page_obj.number + AROUND + 1)}
    numbers: list[int | None] = []
    for number in sorted(each for each in wanted if 1 <= each <= last):
        if numbers and number - numbers[-1] > 1:
            numbers.append(None)
        numbers.append(number)
    return numbers


@register.filter
def file_type(name: str) -> str:
    """The type of a file as people say it: its ending in capitals."""
    return name.rsplit(".", 1)[-1].upper() if "." in name else "文件"
