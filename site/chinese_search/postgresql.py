"""modelsearch's PostgreSQL backend, with Chinese text indexed as pairs of characters."""

from django.contrib.postgres.search import SearchQuery
from django.db.models import Value
from modelsearch.backends.database.postgres import postgres as base
from modelsearch.backends.database.postgres.weights import get_sql_weights
from modelsearch.query import Phrase, PlainText
from modelsearch.utils import get_descendants_content_types_pks
from wagtail.models import Page

from chinese_search import expressions, text
from chinese_search.asked import TITLE_FIRST
from chinese_search.indexing import KeepsTexts, ReadsOnce


class TSQuery:
    """PostgreSQL's tsquery language."""

    both, either = "&", "|"

    def sequence(self, tokens: list[str], prefix: bool) -> str:
        """Pairs of one Chinese word need not be in order: PostgreSQL forgets positions after the 16 383rd."""
        ordered = any(token.isdecimal() for token in tokens)
        quoted = [f"'{token}'" for token in tokens]
        return f"({(' <-> ' if ordered else ' & ').join(quoted)}{':*' if prefix else ''})"


class ObjectIndexer(ReadsOnce, base.ObjectIndexer):
    """Tokens in place of text."""

    def as_vector(self, texts, for_autocomplete=False):
        room, tokens = text.MAX_CHARS, []
        for value, weight in texts:
            tokens.append((text.index_text(value[:room]), weight))
            room = max(0, room - len(value))
        return super().as_vector(tokens, for_autocomplete)


class ChineseCompiler:
    """PlainText and Phrase as sequences of pairs; everything else is modelsearch's."""

    def __init__(self, *args, fields=None, **kwargs) -> None:
        # The index keeps the title apart and the rest together, so only the title can be searched alone.
        super().__init__(*args, fields=fields if fields == ["title"] else None, **kwargs)

    def build_tsquery_content(self, query, config=None, invert=False):
        if isinstance(query, PlainText | Phrase):
            written = expressions.expression(query, TSQuery(), unfinished=self.LAST_TERM_IS_PREFIX)
            found = SearchQuery(Value(written), search_type="raw", config=config)
            return ~found if invert else found
        return super().build_tsquery_content(query, config=config, invert=invert)

    def get_fields_vectors(self, search_query):
        return self.get_index_vectors(search_query)[:1]


class SearchCompiler(ChineseCompiler, base.PostgresSearchQueryCompiler):
    """Search over title and body."""


class AutocompleteCompiler(ChineseCompiler, base.PostgresAutocompleteQueryCompiler):
    """Search over what choosers show."""


class Index(KeepsTexts, base.PostgresIndex):
    """The index with the texts beside it."""


class SearchBackend(base.PostgresSearchBackend):
    """For WAGTAILSEARCH_BACKENDS, on PostgreSQL."""

    query_compiler_class = SearchCompiler
    autocomplete_query_compiler_class = AutocompleteCompiler
    index_class = Index

    def __init__(self, params) -> None:
        super().__init__(params)
        self.indexers: list[ObjectIndexer] = []

    def page_hits(self, query: PlainText, *, title_only: bool = False, ranked: bool = True) -> tuple[str, list]:
        """SQL for (page_id, score) of every page that the query finds, as `sqlite.SearchBackend.page_hits`."""
        types = ", ".join(str(int(pk)) for pk in get_descendants_content_types_pks(Page))
        weights, asked = get_sql_weights(), "to_tsquery('simple', %s)"
        column = "entry.title" if title_only else "(entry.title || entry.body)"  # the two that have an index
        in_title = f"CASE WHEN entry.title @@ {asked} THEN {TITLE_FIRST} ELSE 0 END"
        in_text = f"ts_rank('{weights}', entry.title, {asked}) + ts_rank('{weights}', entry.body, {asked}, 1)"
        sql = f"""
            SELECT CAST(entry.object_id AS bigint) AS page_id, {f"{in_title} + {in_text}" if ranked else "0"} AS score
            FROM {base.IndexEntry._meta.db_table} entry
            WHERE {column} @@ {asked} AND entry.content_type_id IN ({types})
        """  # noqa: S608  names of tables and numbers only; what was typed is a parameter
        return sql, [expressions.expression(query, TSQuery())] * (4 if ranked else 1)


base.ObjectIndexer = ObjectIndexer  # modelsearch names its indexer in a module global, not on the index class
