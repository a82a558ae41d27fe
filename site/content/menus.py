"""Menu, trail and footer links: where one is and where one can go."""

from dataclasses import dataclass

from wagtail.models import Page, Site

import page_cache
from content.models import FooterLink

HOME_DEPTH = 2  # in the page tree: the root is at 1


@dataclass(frozen=True)
class Step:
    """A page as menus show it: its title and its address from the site's root."""

    title: str
    path: str


@dataclass(frozen=True)
class Place:
    """The menu's entry that an address belongs to; "" for none. Exact when it is that page's own address."""

    path: str
    is_exact: bool


def root_page() -> Page:
    """The home page of the default site, shared by all requests: for reading only."""
    return page_cache.kept("root page", _read_root_page)


def _read_root_page() -> Page:
    return Site.objects.select_related("root_page").get(is_default_site=True).root_page


def main_menu() -> list[Step]:
    """The live, public pages below the home page that editors put in the menu."""
    return page_cache.kept("main menu", _read_main_menu)


def _read_main_menu() -> list[Step]:
    root = root_page()
    pages = Page.objects.child_of(root).live().public().in_menu()
    return [Step(page.title, "/" + page.url_path.removeprefix(root.url_path)) for page in pages]


def place_of(path: str) -> Place:
    """Where in the main menu the address is; few answers, whatever the address."""
    if path == "/":
        return Place("/", True)
    for step in main_menu():
        if path.startswith(step.path):
            return Place(step.path, path == step.path)
    return Place("", False)


def trail(page: Page | None) -> list[Step]:
    """The columns between the home page and the page, both left out."""
    if page is None or page.depth <= HOME_DEPTH + 1:
        return []
    return page_cache.kept(("trail", page.path[: -page.steplen]), lambda: _read_trail(page))


def _read_trail(page: Page) -> list[Step]:
    root = root_page().url_path
    ancestors = page.get_ancestors().filter(depth__gt=HOME_DEPTH)
    return [Step(each.title, "/" + each.url_path.removeprefix(root)) for each in ancestors]


def footer_links() -> list[Step]:
    """The links that editors put into the footer, without those whose page is not live."""
    return page_cache.kept("footer links", _read_footer_links)


def _read_footer_links() -> list[Step]:
    links = FooterLink.objects.filter(settings__site__is_default_site=True).select_related("page")
    return [Step(link.label, link.address) for link in links if link.url or link.page.live]
