"""The answer to a search as the page shows it."""

from dataclasses import dataclass, field, replace

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import QueryDict
from django.utils.safestring import SafeString
from modelsearch.utils import normalise_query_string
from wagtail.contrib.search_promotions.models import SearchPromotion

import page_cache
from catalogue import queries
from catalogue.facets import link
from catalogue.listing import Listing, choices, chosen_values, kept_params
from catalogue.models import CatalogueEntry
from chinese_search import suggestions, synonyms, text
from chinese_search.asked import all_words
from chinese_search.excerpts import excerpt, highlight
from chinese_search.models import IndexedText
from home.search import narrowing
from home.search.finding import Hit, Wish, full_matches, ordered, partial_matches
from home.search.forms import SearchForm
from policies import numbers

PER_PAGE = 20
PARTIAL_SHOWN = 10  # below the full matches; all of them have a list of their own
PROMOTED_SHOWN = 5
NUMBERS_READ = 3  # document numbers inside a longer query
TITLES_KNOWN = 5_000  # the newest pages, from whose titles suggestions are taken
BY_RELEVANCE, BY_DATE = "", "date"
SORTS = [(BY_RELEVANCE, "按相关度"), (BY_DATE, "按发布日期")]
FULL, PARTIAL = "", "partial"


@dataclass(frozen=True)
class Result:
    """One found page: its catalogue entry, its title and a stretch of its text, both with <mark>."""

    entry: CatalogueEntry
    title: SafeString
    excerpt: SafeString


@dataclass(frozen=True)
class Promotion:
    """What editors recommend for a query."""

    title: str
    url: str
    description: str


@dataclass(frozen=True)
class Answer(Listing):
    """What templates/home/search/ draws. page holds Results; is_partial tells which kind of matches they are."""

    is_partial: bool = False
    by_number: list[CatalogueEntry] = field(default_factory=list)
    promoted: list[Promotion] = field(default_factory=list)
    partial: list[Result] = field(default_factory=list)
    partial_total: int = 0
    partial_url: str = ""
    full_url: str = ""
    suggestion: str = ""

    @property
    def clear_url(self) -> str:
        """The same search without any facet."""
        return link(self.params, **dict.fromkeys((facet.name for facet in narrowing.FACETS), ""))

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing at all to show."""
        return not (self.total or self.by_number or self.promoted or self.partial_total)


def answer(form: SearchForm, params: QueryDict) -> Answer | None:
    """The answer to what the form and the other parameters ask; None when nothing is asked.

    Full matches are listed page by page, and below the last of them the best partial ones; match=partial, or having
    no full match, lists the partial ones in their place.
    """
    typed = form.cleaned_data.get("q", "")
    if not typed:
        return None
    chosen = chosen_values(params, narrowing.FACETS)
    sort = BY_DATE if params.get("sort") == BY_DATE else BY_RELEVANCE
    wish = replace(form.wish, newest_first=sort == BY_DATE)
    numbered = with_number(typed)
    full = _besides(numbered, full_matches(wish))
    is_partial = params.get("match") == PARTIAL or not (full or numbered)
    hits = _besides(numbered, partial_matches(wish, full)) if is_partial else full
    kept = kept_params(**form.typed, sort=sort, match=PARTIAL if is_partial else FULL, **chosen)

    page = Paginator(ordered(narrowing.narrowed(hits, chosen)), PER_PAGE).get_page(params.get("page"))
    others: list[Hit] = []
    if not is_partial and not page.has_next():
        others = ordered(narrowing.narrowed(_besides(numbered, partial_matches(wish, full)), chosen))
    shown = _results([*page.object_list, *others[:PARTIAL_SHOWN]], typed)
    on_page = len(page.object_list)
    page.object_list = shown[:on_page]
    opens = page.number == 1 and not chosen and params.get("match") != PARTIAL
    return Answer(
        page=page,
        params=kept,
        narrowed=bool(chosen),
        facets=narrowing.facets(hits, chosen, kept),
        sorts=choices("sort", SORTS, sort, kept),
        is_partial=is_partial,
        by_number=numbered if opens else [],
        promoted=promotions(typed) if opens else [],
        partial=shown[on_page:],
        partial_total=len(others),
        partial_url=link(kept, match=PARTIAL),
        full_url=link(kept, match="") if full and is_partial else "",
        suggestion="" if full or numbered else _suggestion(wish),
    )


def with_number(typed: str) -> list[CatalogueEntry]:
    """The documents whose number was typed, however it was written, alone or inside a longer query."""
    asked = text.fold(typed[: text.MAX_QUERY])
    whole = numbers.number_key(asked)
    if found := queries.with_numbers([whole]):
        return found[:PER_PAGE]
    keys = [number.key for number in numbers.find_all(asked)[:NUMBERS_READ]]
    # In running text the agency is found with the words before it, 关于京建法〔2018〕6号: the longest end that is known.
    ends = {key[at:] for key in keys for at in range(len(key)) if not key[at].isdecimal()}
    entries = queries.with_numbers(ends)
    longest = {max((e.number_key for e in entries if key.endswith(e.number_key)), key=len, default="") for key in keys}
    return [entry for entry in entries if entry.number_key in longest][:PER_PAGE]


def promotions(typed: str) -> list[Promotion]:
    """What editors recommend for the query, as far as it is public; their spelling and ours may differ in width."""
    spellings = {normalise_query_string(" ".join(each.split())) for each in (typed, text.fold(typed))}
    if spellings.isdisjoint(page_cache.kept("promoted queries", _promoted)):
        return []
    picked = SearchPromotion.objects.filter(query__query_string__in=spellings).select_related("page__catalogue_entry")
    public = picked.filter(Q(page=None) | Q(page__catalogue_entry__isnull=False)).order_by("sort_order", "pk")
    return [
        Promotion(each.page.title, each.page.catalogue_entry.path, each.description)
        if each.page
        else Promotion(each.external_link_text or each.external_link_url, each.external_link_url, each.description)
        for each in public[:PROMOTED_SHOWN]
    ]


def _promoted() -> frozenset[str]:
    return frozenset(SearchPromotion.objects.values_list("query__query_string", flat=True))


def _besides(entries: list[CatalogueEntry], hits: list[Hit]) -> list[Hit]:
    known = {entry.pk for entry in entries}
    return [hit for hit in hits if hit.page_id not in known] if known else hits


def _results(hits: list[Hit], typed: str) -> list[Result]:
    """The hits as they are shown. Two queries, however many they are."""
    ids = [hit.page_id for hit in hits]
    entries = CatalogueEntry.objects.in_bulk(ids)
    texts = dict(IndexedText.objects.filter(pk__in=ids).values_list("pk", "text"))
    wanted = all_words(typed, synonyms.lookup())
    return [
        Result(entries[pk], highlight(entries[pk].title, wanted), excerpt(texts.get(pk, ""), wanted))
        for pk in ids
        if pk in entries  # unpublished since the hits were read
    ]


def _suggestion(wish: Wish) -> str:
    """Another way to write the query that finds something; empty when there is none."""
    better = suggestions.suggest(wish.words, page_cache.kept("search-vocabulary", _vocabulary))
    return better if better and full_matches(replace(wish, words=better, newest_first=True)) else ""  # dates cost less


def _vocabulary() -> suggestions.Vocabulary:
    newest = CatalogueEntry.objects.order_by("-published_on", "-page")
    return suggestions.vocabulary(newest.values_list("title", flat=True)[:TITLES_KNOWN])
