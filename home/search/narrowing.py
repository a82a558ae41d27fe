"""Facets, filters and orders over the hits of one search: counted in memory, in the one pass that found them."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from operator import itemgetter

from django.http import QueryDict

from catalogue.enums import Kind
from catalogue.facets import Facet
from catalogue.listing import FacetDefinition, build_facets
from home.search.finding import Hit
from policies.listing import ISSUER, TOPIC, VALIDITY, YEAR

KIND = FacetDefinition("kind", "类型", lambda numbers: Kind.choices, lambda value: value in Kind.values)
FACETS = [KIND, TOPIC, ISSUER, YEAR, VALIDITY]

_COLUMN = {
    KIND.name: Hit._fields.index("kind"),
    TOPIC.name: Hit._fields.index("top_topic_id"),
    ISSUER.name: Hit._fields.index("issuer_key"),
    YEAR.name: Hit._fields.index("year"),
    VALIDITY.name: Hit._fields.index("validity"),
}


def narrowed(hits: list[Hit], chosen: Mapping[str, str]) -> list[Hit]:
    """The hits that have every chosen value."""
    for name, value in chosen.items():
        fits = _test(name, value)
        hits = [hit for hit in hits if fits(hit)]
    return hits


def facets(hits: list[Hit], chosen: Mapping[str, str], params: QueryDict) -> list[Facet]:
    """Each facet with the number of hits that each of its values leaves under what is chosen in the others."""
    numbers = {
        facet.name: _count(
            narrowed(hits, {name: value for name, value in chosen.items() if name != facet.name}), facet.name
        )
        for facet in FACETS
    }
    return build_facets(FACETS, numbers, chosen, params)


def _count(hits: Iterable[Hit], name: str) -> Counter[str]:
    found = Counter(map(itemgetter(_COLUMN[name]), hits))
    if name != ISSUER.name:
        return Counter({str(value): number for value, number in found.items() if value not in (None, "")})
    issuers: Counter[str] = Counter()
    for key, number in found.items():
        issuers.update(dict.fromkeys(filter(None, key.split(",")), number))
    return issuers


def _test(name: str, value: str) -> Callable[[Hit], bool]:
    column = _COLUMN[name]
    if name == ISSUER.name:
        return lambda hit: f",{value}," in hit[column]
    return lambda hit: str(hit[column]) == value
