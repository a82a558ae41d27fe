"""What the site holds, column by column, for the map that people read."""

from dataclasses import dataclass

from catalogue.enums import Kind
from catalogue.models import CatalogueEntry
from content import menus

SHOWN = 12
KINDS = {
    "/services/": [Kind.SERVICE],
    "/policies/": [Kind.POLICY, Kind.INTERPRETATION],
    "/notices/": [Kind.NOTICE],
    "/guides/": [Kind.GUIDE],
    "/cases/": [Kind.CASE],
}


@dataclass(frozen=True)
class Column:
    """One column of the site with its newest pages; has_more tells that it holds others."""

    title: str
    path: str
    entries: list[CatalogueEntry]
    has_more: bool


def columns() -> list[Column]:
    """The columns of the main menu, each with at most SHOWN of its pages, the newest first."""
    return [_column(step) for step in menus.main_menu()]


def _column(step: menus.Step) -> Column:
    found = [
        entry
        for kind in KINDS.get(step.path, [])
        for entry in CatalogueEntry.objects.filter(kind=kind).only("title", "path", "published_on")[: SHOWN + 1]
    ]
    found.sort(key=lambda entry: entry.published_on, reverse=True)
    return Column(step.title, step.path, found[:SHOWN], has_more=len(found) > SHOWN)
