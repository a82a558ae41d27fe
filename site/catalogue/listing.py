"""A list of the catalogue as a page shows it: one page of entries, the facets, the orders, what is chosen."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import QueryDict

from catalogue import counts, queries
from catalogue.enums import Kind
from catalogue.facets import Facet, FacetValue, build_facet, link
from catalogue.models import CatalogueEntry

PER_PAGE = 20
Labels = Callable[[Mapping[str, int]], Sequence[tuple[str, str]]]


@dataclass(frozen=True)
class FacetDefinition:
    """A facet a list offers: its name in the address, its words, its (value, label) pairs for given counts, and which
    values of the address are taken for one (others are as good as none)."""

    name: str
    label: str
    labels: Labels
    accepts: Callable[[str], bool]


@dataclass(frozen=True)
class Choice:
    """A link among others, such as an order: its words, where it leads, and whether it holds now."""

    label: str
    url: str
    selected: bool


@dataclass(frozen=True)
class Listing:
    """What templates/includes/listing.html draws."""

    page: Page
    params: QueryDict = field(default_factory=QueryDict)  # what was understood of the address, without the page number
    narrowed: bool = False  # whether any facet value was asked for, known or not
    facets: list[Facet] = field(default_factory=list)
    sorts: list[Choice] = field(default_factory=list)
    views: list[Choice] = field(default_factory=list)

    @property
    def total(self) -> int:
        """How many entries there are on all pages."""
        return self.page.paginator.count

    @property
    def chosen(self) -> list[FacetValue]:
        """The chosen values, each with the link that takes it away."""
        return [facet.selected for facet in self.facets if facet.selected]


class Selection(Sequence):
    """Entries in an order, of which the number is known: what a Paginator needs, without counting or skipping rows.

    A slice is found in an index alone, from the nearer end, and only then are its rows read: the last page of fifty
    thousand costs little more than the first.
    """

    def __init__(
        self, entries: QuerySet[CatalogueEntry], order: Sequence[str], total: int, related: Sequence[str] = ()
    ):
        self.entries, self.order, self.total, self.related = entries, order, total, related

    def __len__(self) -> int:
        return self.total

    def __getitem__(self, wanted: slice) -> list[CatalogueEntry]:
        start, stop, _ = wanted.indices(self.total)
        if start < self.total / 2:
            ids = list(self.entries.order_by(*self.order).values_list("pk", flat=True)[start:stop])
        else:
            backwards = self.entries.order_by(*self.order).reverse().values_list("pk", flat=True)
            ids = list(backwards[self.total - stop : self.total - start])[::-1]
        rows = CatalogueEntry.objects.select_related(*self.related) if self.related else CatalogueEntry.objects
        found = rows.in_bulk(ids)
        return [found[each] for each in ids if each in found]


def page_of(selection: Selection, number: str | None, per_page: int = PER_PAGE) -> Page:
    """That page; the first for what is no number, the last for one that is too high."""
    return Paginator(selection, per_page).get_page(number)


def chosen_values(params: QueryDict, facets: Sequence[FacetDefinition]) -> dict[str, str]:
    """The facet values that the address names, without those that cannot be one."""
    named = {facet.name: params.get(facet.name, "") for facet in facets}
    return {facet.name: named[facet.name] for facet in facets if named[facet.name] and facet.accepts(named[facet.name])}


def kept_params(**values: str) -> QueryDict:
    """A query string of these values, so that links repeat what was understood and nothing else."""
    params = QueryDict(mutable=True)
    params.update({name: value for name, value in values.items() if value})
    return params


def build_facets(
    definitions: Sequence[FacetDefinition],
    numbers: Mapping[str, Mapping[str, int]],
    chosen: Mapping[str, str],
    params: QueryDict,
) -> list[Facet]:
    """The facets with their values, links and counts; those without a value are left out."""
    facets = []
    for each in definitions:
        among, selected = dict(numbers.get(each.name, {})), chosen.get(each.name, "")
        if selected:
            among.setdefault(selected, 0)
        if among:
            facets.append(build_facet(each.name, each.label, among, each.labels(among), params, selected))
    return [facet for facet in facets if facet.values]


def choices(name: str, options: Sequence[tuple[str, str]], selected: str, params: QueryDict) -> list[Choice]:
    """Links that set one parameter; the first option is what holds without it."""
    default = options[0][0]
    return [
        Choice(label, link(params, **{name: "" if value == default else value}), value == selected)
        for value, label in options
    ]


def plain(kind: Kind, params: QueryDict) -> Listing:
    """The list of a kind without facets, newest first."""
    selection = Selection(queries.entries(kind), queries.newest_first(), counts.total(kind))
    return Listing(page=page_of(selection, params.get("page")))
