"""Facets as templates draw them: the same for the listings and for the search."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict

FIRST_VALUES = 10  # how many values of a facet stand open; the rest unfolds


@dataclass(frozen=True)
class FacetValue:
    """One choice: its value in the address, its words, how many entries it leaves, and where choosing it leads.

    url of a selected value leads back to the list without it.
    """

    value: str
    label: str
    count: int
    url: str
    selected: bool = False


@dataclass(frozen=True)
class Facet:
    """One question by which a list is narrowed, such as 年份."""

    name: str
    label: str
    values: list[FacetValue]

    @property
    def selected(self) -> FacetValue | None:
        """The chosen value, if any."""
        return next((value for value in self.values if value.selected), None)

    @property
    def first_values(self) -> list[FacetValue]:
        """The values that stand open: the first ones, and the chosen one wherever it stands."""
        return [value for position, value in enumerate(self.values) if position < FIRST_VALUES or value.selected]

    @property
    def more_values(self) -> list[FacetValue]:
        """The values that unfold."""
        return [value for value in self.values[FIRST_VALUES:] if not value.selected]


def build_facet(
    name: str,
    label: str,
    counts: Mapping[str, int],
    labels: Iterable[tuple[str, str]],
    params: QueryDict,
    selected: str = "",
) -> Facet:
    """A facet whose values stand in the order of labels; values without entries are left out, the chosen one never.

    counts: entries by value. labels: (value, words) in the order in which they are to stand; values that they do not
    name are left out. params: the query string of the list, kept in every link but for the page number.
    """
    without = link(params, **{name: ""})
    beginning = "?" if without == "?" else f"{without}&"
    values = [
        FacetValue(
            value=value,
            label=words,
            count=counts.get(value, 0),
            url=without if value == selected else beginning + urlencode({name: value}),
            selected=value == selected,
        )
        for value, words in labels
        if counts.get(value) or value == selected
    ]
    return Facet(name=name, label=label, values=values)


def link(params: QueryDict, **changes: str) -> str:
    """A query string with changes made ("" takes a parameter away) and without the page number; "?" when none is left."""
    changed = params.copy()
    changed.pop("page", None)
    for name, value in changes.items():
        changed.pop(name, None)
        if value:
            changed[name] = value
    for name in [name for name, values in changed.lists() if not any(values)]:
        changed.pop(name)
    return "?" + changed.urlencode()
