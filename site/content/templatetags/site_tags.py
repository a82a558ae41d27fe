"""What every template needs beside its own data."""

from django import template
from django.core.paginator import Page as PaginatorPage

from content import alerts, menus

register = template.Library()

AROUND = 2


@register.simple_tag
def main_menu() -> list[menus.Step]:
    """The pages of the main menu."""
    return menus.main_menu()


@register.simple_tag
def footer_links() -> list[menus.Step]:
    """The links of the footer."""
    return menus.footer_links()


@register.simple_tag
def trail(page=None) -> list[menus.Step]:
    """The way from the home page to the page's parent; for no page, the home page alone."""
    return menus.trail(page or None)


@register.simple_tag(takes_context=True)
def site_alerts(context) -> list[alerts.Alert]:
    """The alerts that hold now on the page shown; on a view that is no page, those of the whole site."""
    return alerts.alerts_on(context.get("page") or None)


@register.simple_tag(takes_context=True)
def page_query(context, number: int) -> str:
    """The query string of the address with another page number."""
    query = context["request"].GET.copy()
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
