"""Elasticsearch or OpenSearch in place of the database's index: Wagtail's own backends, taught Chinese.

Selected by SEARCH_URL (portal.environment.search). The server needs the plugin analysis-icu. Queries are cut into words
as for the database; the server cuts into pairs of characters by the analyzers below. After a change of the analyzers,
or when SEARCH_URL is set for the first time, run manage.py update_index.
"""

import json
from importlib import import_module

from django.db import connection
from modelsearch.index import RelatedFields, SearchField
from modelsearch.query import And, Or, Phrase, PlainText, SearchQuery
from wagtail.models import Page

from chinese_search import synonyms, text
from chinese_search.asked import TITLE_FIRST, Term, Unavailable, readings
from chinese_search.indexing import keep

SERVERS = ("elasticsearch8", "elasticsearch9", "opensearch2", "opensearch3")
MAX_HITS = 10_000  # index.max_result_window of the servers

_FILTERS = ["portal_width", "portal_split", "portal_simplified"]
ANALYSIS = {
    "filter": {
        "portal_width": {"type": "icu_normalizer", "name": "nfkc_cf"},
        "portal_split": {"type": "word_delimiter_graph", "split_on_numerics": True, "split_on_case_change": False},
        "portal_simplified": {"type": "icu_transform", "id": "Traditional-Simplified"},
        "portal_pairs": {"type": "cjk_bigram"},
        "portal_pairs_and_characters": {"type": "cjk_bigram", "output_unigrams": True},
    },
    "analyzer": {
        "default": {
            "type": "custom",
            "tokenizer": "standard",
            "filter": [*_FILTERS, "portal_pairs_and_characters"],
        },
        "default_search": {"type": "custom", "tokenizer": "standard", "filter": [*_FILTERS, "portal_pairs"]},
        "edgengram_analyzer": {
            "type": "custom",
            "tokenizer": "standard",
            "filter": [*_FILTERS, "portal_pairs_and_characters", "edgengram"],
        },
    },
}


def rewritten(query: SearchQuery) -> SearchQuery:
    """The query in words, with synonyms; And, Or and Not of queries are rewritten inside."""
    if isinstance(query, PlainText):
        sets = [_all_of(asked) for asked in readings(query, synonyms.lookup())]
        return _one_of(sets) if sets else PlainText("")
    if isinstance(query, And | Or):
        return type(query)([rewritten(each) for each in query.subqueries])
    if hasattr(query, "subquery"):
        return type(query)(rewritten(query.subquery))
    return query


def _all_of(asked: list[Term]) -> SearchQuery:
    """Words without alternatives are one query, as the server's analyzers are measured; the others stand beside it."""
    plain = [word for term in asked if len(term.alternatives) == 1 for word in term.alternatives[0]]
    parts: list[SearchQuery] = [PlainText(" ".join(plain))] if plain else []
    for term in asked:
        if len(term.alternatives) > 1:
            own, *others = term.alternatives
            parts.append(Or([PlainText(" ".join(own)), *(Phrase(word) for words in others for word in words)]))
    return parts[0] if len(parts) == 1 else And(parts)


def _one_of(queries: list[SearchQuery]) -> SearchQuery:
    return queries[0] if len(queries) == 1 else Or(queries)


class ChineseMapping:
    """Choosers search with the same analyzer as everybody."""

    def __init__(self, model) -> None:
        super().__init__(model)
        self.edgengram_analyzer_config = {**self.edgengram_analyzer_config, "search_analyzer": "default_search"}


class ChineseSearch:
    """For a query compiler."""

    DEFAULT_OPERATOR = "and"

    def __init__(self, queryset, query, *args, **kwargs) -> None:
        super().__init__(queryset, query, *args, **kwargs)
        self.query = rewritten(self.query)


class ChineseAutocomplete:
    """For the compiler of choosers, which know neither phrases nor combinations of queries."""

    DEFAULT_OPERATOR = "and"

    def __init__(self, queryset, query, *args, **kwargs) -> None:
        super().__init__(queryset, query, *args, **kwargs)
        if isinstance(self.query, PlainText | Phrase):
            self.query = PlainText(" ".join(text.words(self.query.query_string)))


class KeepsTexts:
    """For an index: keeps the words of pages for excerpts, which are made here and not by the server."""

    def add_item(self, item) -> None:
        super().add_item(item)
        self._keep([item])

    def add_items(self, model, items) -> None:
        super().add_items(model, items)
        self._keep(items)

    def _keep(self, items) -> None:
        keep({item.pk: plain_text(item) for item in items if isinstance(item, Page)})


class ChinesePages:
    """For a backend: the analyzers, and the hits of pages in the form in which the database backends give them."""

    def __init__(self, params) -> None:
        super().__init__({**params, "INDEX_SETTINGS": {"settings": {"analysis": ANALYSIS}}})

    def page_hits(self, query: PlainText, *, title_only: bool = False, ranked: bool = True) -> tuple[str, list]:
        """SQL for (page_id, score) of the pages that the query finds, MAX_HITS at most, as the databases' backends."""
        in_title = self._scores(query, ["title"])
        found = in_title if title_only else self._scores(query, None)
        rows = json.dumps([[int(pk), score + TITLE_FIRST * (pk in in_title)] for pk, score in found.items()])
        if connection.vendor == "postgresql":
            return (
                """SELECT (row ->> 0)::bigint AS page_id, (row ->> 1)::float AS score
                      FROM json_array_elements(%s::json) AS row""",
                [rows],
            )
        return (
            """SELECT json_extract(value, '$[0]') AS page_id, json_extract(value, '$[1]') AS score
                  FROM json_each(%s)""",
            [rows],
        )

    def _scores(self, query: PlainText, fields: list[str] | None) -> dict[str, float]:
        results = self.search(query, Page, fields=fields)
        try:
            answer = results._backend_do_search(
                results._get_es_body(),
                index=self.get_index_for_model(Page).name,
                _source=False,
                size=MAX_HITS,
                **{results.fields_param_name: "pk"},
            )
        except self.client_errors as error:
            raise Unavailable(str(error)) from error
        return {str(hit["fields"]["pk"][0]): hit["_score"] or 0.0 for hit in answer["hits"]["hits"]}


def plain_text(page: Page) -> str:
    """Everything that is searched beside the title, as it is written."""
    return "\n".join(filter(None, (value.strip() for value in _values(page, page.get_search_fields()))))


def _values(obj, fields):
    for each in fields:
        if isinstance(each, RelatedFields):
            related = each.get_value(obj)
            for other in related.all() if hasattr(related, "all") else filter(None, [related]):
                yield from _values(other, each.fields)
        elif isinstance(each, SearchField) and each.field_name != "title":
            yield str(each.get_value(obj) or "")


def SearchBackend(params: dict):
    """The backend for params["SERVER"], one of SERVERS; the rest of params is modelsearch's. Named as Wagtail looks for it."""
    params = dict(params)
    return backend_class(params.pop("SERVER"))(params)


def backend_class(server: str) -> type:
    """modelsearch's backend for the server, with our analyzers, compilers and index."""
    base = import_module(f"modelsearch.backends.{server}").SearchBackend
    mapping = type("Mapping", (ChineseMapping, base.mapping_class), {})
    errors = import_module("opensearchpy.exceptions" if server.startswith("open") else "elasticsearch.exceptions")
    names = ("OpenSearchException", "ApiError", "TransportError", "ElasticsearchException")
    return type(
        "SearchBackend",
        (ChinesePages, base),
        {
            "mapping_class": mapping,
            "index_class": type("Index", (KeepsTexts, base.index_class), {}),
            "query_compiler_class": type(
                "SearchCompiler", (ChineseSearch, base.query_compiler_class), {"mapping_class": mapping}
            ),
            "autocomplete_query_compiler_class": type(
                "AutocompleteCompiler",
                (ChineseAutocomplete, base.autocomplete_query_compiler_class),
                {"mapping_class": mapping},
            ),
            "client_errors": tuple(getattr(errors, name) for name in names if hasattr(errors, name)),
        },
    )
