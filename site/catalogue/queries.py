"""Reading the catalogue."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.db.models import Count, Model, Q, QuerySet
from wagtail.models import Page

import page_cache
from catalogue import counts
from catalogue.enums import Kind
from catalogue.models import CatalogueEntry, Issuer, Topic

COLUMNS = {  # what a facet counts
    counts.TOPIC: "top_topic",
    counts.ISSUER: "issuer_key",
    counts.YEAR: "year",
    counts.VALIDITY: "validity",
    counts.TYPE: "document_type",
}
LOOKUPS = COLUMNS | {counts.ISSUER: "issuer_links__issuer"}  # what a choice asks for, in the order of dates
NAMED_PAGES = 3


def entries(kind: Kind, chosen: Mapping[str, str] | None = None) -> QuerySet[CatalogueEntry]:
    """The entries of a kind that have every chosen value (facet: value), in no order."""
    lookups = {LOOKUPS[facet]: value for facet, value in (chosen or {}).items()}
    return CatalogueEntry.objects.filter(kind=kind, **lookups).order_by()


def newest_first(chosen: Mapping[str, str] | None = None) -> tuple[str, str]:
    """The order by date, spelled so that the list of one issuer is read off the index of its links."""
    if counts.ISSUER in (chosen or {}):
        return "-issuer_links__published_on", "-issuer_links__entry_id"
    return "-published_on", "-page"


def full_topic_names() -> dict[int, str]:
    """The subject classes by their key, each with the class above it; read once a generation of the public site."""
    return page_cache.kept(
        "topic names", lambda: {topic.pk: str(topic) for topic in Topic.objects.select_related("parent")}
    )


def current(today: date) -> Q:
    """Notices that have not ended."""
    return Q(ended_on=None) | Q(ended_on__gte=today)


def with_numbers(number_keys: Iterable[str]) -> list[CatalogueEntry]:
    """The policies that have one of the numbers, newest first.

    Sorted here: asked for an order, SQLite reads all policies by date instead of the index of numbers.
    """
    found = CatalogueEntry.objects.filter(number_key__in=set(number_keys) - {""}).order_by()
    policies = [entry for entry in found if entry.kind == Kind.POLICY]
    return sorted(policies, key=lambda entry: (entry.published_on, entry.pk), reverse=True)


def facet_counts(kind: Kind, chosen: Mapping[str, str]) -> tuple[int, dict[str, dict[str, int]]]:
    """How many entries there are, and for each facet how many each of its values leaves under the other facets' choice.

    One query of the kept counts for what depends on one choice at most. What depends on more is counted live, for then
    the selection is narrow: all facets without a choice in one query.
    """
    kept = counts.read(kind, {counts.given(*pair) for pair in chosen.items()} | {""})
    found = {}
    for facet in chosen:
        others = {name: value for name, value in chosen.items() if name != facet}
        if len(others) <= 1:
            found[facet] = kept.get(_given(others), {}).get(facet, {})
        else:
            found |= _live_counts(kind, others, [facet])
    rest = [facet for facet in counts.FACETS if facet not in chosen]
    if len(chosen) <= 1:
        found |= {facet: kept.get(_given(chosen), {}).get(facet, {}) for facet in rest}
    elif rest:
        found |= _live_counts(kind, chosen, rest)
    return _total(kind, chosen, kept), found


def _given(chosen: Mapping[str, str]) -> str:
    """How the kept counts write one choice, or none."""
    return next((counts.given(*pair) for pair in chosen.items()), "")


def _total(kind: Kind, chosen: Mapping[str, str], kept: Mapping[str, Mapping[str, Mapping[str, int]]]) -> int:
    """The number of entries: kept for up to two choices (the one given, the other counted), else counted live."""
    pairs = list(chosen.items())
    if len(pairs) > 2:
        return _narrow(kind, chosen).count()
    name = counts.given(*pairs[0]) if len(pairs) == 2 else ""
    facet, value = pairs[-1] if pairs else (counts.TOTAL, "")
    return kept.get(name, {}).get(facet, {}).get(value, 0)


def _narrow(kind: Kind, chosen: Mapping[str, str]) -> QuerySet[CatalogueEntry]:
    """The entries with the chosen values, asked for in such a way that one index holds all that is looked at."""
    lookups = {COLUMNS[facet]: value for facet, value in chosen.items() if facet != counts.ISSUER}
    if counts.ISSUER in chosen:
        lookups["issuer_key__contains"] = f",{chosen[counts.ISSUER]},"
    return CatalogueEntry.objects.filter(kind=kind, **lookups).order_by()


def _live_counts(kind: Kind, chosen: Mapping[str, str], facets: Sequence[str]) -> dict[str, Counter]:
    found = {facet: Counter() for facet in facets}
    columns = [COLUMNS[facet] for facet in facets]
    for *values, n in _narrow(kind, chosen).values_list(*columns).annotate(n=Count("pk")):
        for facet, value in zip(facets, values, strict=True):
            parts = value.split(",") if facet == counts.ISSUER else [value]
            found[facet].update({str(part): n for part in parts if part})
    return found


def topic_labels() -> list[tuple[str, str]]:
    """(value, name) of the first-level classes, in their own order; read once a generation of the public site."""
    return page_cache.kept("topic labels", _topic_labels)


def _topic_labels() -> list[tuple[str, str]]:
    topics = Topic.objects.filter(parent=None).order_by("position", "pk")
    return [(str(pk), name) for pk, name in topics.values_list("pk", "name")]


def issuer_labels(numbers: Mapping[str, int]) -> list[tuple[str, str]]:
    """(value, name) of the issuers that count, those with most entries first."""
    names = page_cache.kept("issuer names", _issuer_names)
    known = ((pk, names[pk]) for pk in numbers if pk in names)
    return sorted(known, key=lambda pair: (-numbers[pair[0]], pair[1]))


def _issuer_names() -> dict[str, str]:
    return {str(pk): name for pk, name in Issuer.objects.values_list("pk", "name")}


def why_kept(term: Topic | Issuer) -> str:
    """Why the term cannot be deleted, as a sentence that says what to do; empty when it can."""
    if isinstance(term, Topic) and (number := term.children.count()):
        return f"“{term}”还有 {number} 个下级分类，请先删除它们或改放到别的分类之下。"
    using = _pages_using(term)
    if not (number := using.count()):
        return ""
    titles = "、".join(
        f"《{title}》" for title in using.order_by("-pk").values_list("draft_title", flat=True)[:NAMED_PAGES]
    )
    more = "等" if number > NAMED_PAGES else ""
    return f"“{term}”还有 {number} 个页面在用：{titles}{more}。请先在这些页面上改选别的{term._meta.verbose_name}，再来删除。"


def _pages_using(term: Model) -> QuerySet[Page]:
    """Pages of every type, live or not, one of whose fields names the term."""
    using = Page.objects.none()
    for field in term._meta.get_fields(include_hidden=True):
        if field.auto_created and field.is_relation and issubclass(field.related_model, Page):
            pages = field.related_model._base_manager.filter(**{field.field.name: term})
            using |= Page.objects.filter(pk__in=pages.values("pk"))
    return using
