"""modelsearch's SQLite backend, with Chinese text indexed as pairs of characters and ranking that scales."""

from functools import lru_cache

from django.db import connection
from django.db.models import FloatField
from django.db.models.expressions import Expression, RawSQL
from django.utils.functional import cached_property
from modelsearch.backends.database.sqlite import sqlite as base
from modelsearch.backends.database.sqlite.query import BM25, MatchExpression, SearchQueryCombinable, SearchQueryField
from modelsearch.query import MatchAll, Not, Phrase, PlainText
from modelsearch.utils import get_descendants_content_types_pks
from wagtail.models import Page

from chinese_search import expressions, text
from chinese_search.asked import TITLE_FIRST
from chinese_search.indexing import KeepsTexts, ReadsOnce

ENTRY_INDEX = "search_entry_columns"
WEIGHTS = "1.0, 1.0, 10.0"  # autocomplete, body, title: the order of the FTS table's columns


class FTS5:
    """FTS5's query language."""

    both, either = "AND", "OR"

    def sequence(self, tokens: list[str], prefix: bool) -> str:
        return f'"{" ".join(tokens)}"{"*" if prefix else ""}'


class Written(SearchQueryCombinable, Expression):
    """A query that is already in FTS5's language."""

    def __init__(self, expression: str) -> None:
        super().__init__(output_field=SearchQueryField())
        self.expression = expression

    def as_sql(self, compiler, connection, **context):
        return "%s", [self.expression]


class WeightedBM25(BM25):
    """FTS5's own rank (smaller is better), with a title that counts more than the body."""

    def as_sql(self, compiler, connection, function=None, template=None):
        sql, params = super().as_sql(compiler, connection)
        return sql.replace(")", f", {WEIGHTS})"), params


class ObjectIndexer(ReadsOnce, base.ObjectIndexer):
    """Tokens in place of text."""

    @cached_property
    def title(self) -> str:
        return text.index_text(super().title)

    @cached_property
    def body(self) -> str:
        return text.index_text(super().body)

    @cached_property
    def autocomplete(self) -> str:
        return text.index_text(super().autocomplete)


class ChineseCompiler:
    """PlainText and Phrase as sequences of pairs; everything else is modelsearch's."""

    def __init__(self, *args, fields=None, **kwargs) -> None:
        # The index keeps the title apart and the rest together, so only the title can be searched alone.
        super().__init__(*args, fields=fields if fields == ["title"] else None, **kwargs)

    def build_search_query_content(self, query, config=None):
        if isinstance(query, PlainText | Phrase):
            return Written(expressions.expression(query, FTS5(), unfinished=self.LAST_TERM_IS_PREFIX))
        return super().build_search_query_content(query, config=config)

    def search(self, config, start, stop, score_field=None):
        """As upstream, but each score is worked out once for a hit, and not once for each pair of hits."""
        by_rank, self.order_by_relevance = self.order_by_relevance, False
        found = super().search(config, None, None)
        self.order_by_relevance = by_rank
        query = base.normalize(self.query)
        if (by_rank or score_field) and not isinstance(query, MatchAll | Not):
            name = score_field or "_score"
            found = found.annotate(**{name: self._score(found.model, query, config)})
            if by_rank:
                found = found.order_by(name, "-pk")
        return found[start:stop]

    def _score(self, model, query, config) -> RawSQL:
        matching = MatchExpression(self.fields or self.FTS_TABLE_FIELDS, self.build_search_query(query, config=config))
        hits = base.SQLiteFTSIndexEntry.objects.filter(
            matching, index_entry__content_type__in=get_descendants_content_types_pks(model)
        )
        scores = hits.annotate(hit_score=WeightedBM25()).values_list("index_entry__object_id", "hit_score")
        sql, params = scores.query.sql_with_params()
        key = f'"{model._meta.db_table}"."{model._meta.pk.column}"'
        # LIMIT -1 keeps SQLite from merging the inner query into the outer one, so that it is run once.
        scored = f"SELECT hit_score FROM ({sql} LIMIT -1) WHERE index_entry__object_id = CAST({key} AS TEXT)"  # noqa: S608
        return RawSQL(scored, params, FloatField())  # noqa: S611  names of columns only; values are parameters


class SearchCompiler(ChineseCompiler, base.SQLiteSearchQueryCompiler):
    """Search over title and body."""


class AutocompleteCompiler(ChineseCompiler, base.SQLiteAutocompleteQueryCompiler):
    """Search over what choosers show."""


class Index(KeepsTexts, base.SQLiteIndex):
    """The index with the texts beside it."""


class SearchBackend(base.SQLiteSearchBackend):
    """For WAGTAILSEARCH_BACKENDS, on SQLite."""

    query_compiler_class = SearchCompiler
    autocomplete_query_compiler_class = AutocompleteCompiler
    index_class = Index
    rebuilder_class = base.SQLiteSearchAtomicRebuilder

    def __init__(self, params) -> None:
        super().__init__(params)
        self.indexers: list[ObjectIndexer] = []

    def page_hits(self, query: PlainText, *, title_only: bool = False, ranked: bool = True) -> tuple[str, list]:
        """SQL for (page_id, score) of every page that the query finds.

        A higher score is better, and TITLE_FIRST is part of it when the title alone has all that is asked for; 0 when
        not ranked.
        """
        asked = expressions.expression(query, FTS5())
        fts, entries = base.SQLiteFTSIndexEntry._meta.db_table, base.IndexEntry._meta.db_table
        types = ", ".join(str(int(pk)) for pk in get_descendants_content_types_pks(Page))
        # The + before a column keeps SQLite from looking into the index once for each type.
        in_title, everywhere = f"{{title}} : {asked}", f"{{title body}} : {asked}"
        titles = f"SELECT rowid FROM {fts} WHERE {fts} MATCH %s"  # noqa: S608  names of tables and whole numbers only,
        score = f"({fts}.rowid IN ({titles})) * {TITLE_FIRST} - bm25({fts}, {WEIGHTS})" if ranked else "0"
        sql = f"""
            SELECT CAST(entry.object_id AS INTEGER) AS page_id, {score} AS score
            FROM {fts} JOIN {entries} entry {_by_index()} ON entry.id = {fts}.rowid
            WHERE {fts} MATCH %s AND +entry.content_type_id IN ({types})
        """  # noqa: S608  what was typed is a parameter
        return sql, [*([in_title] if ranked else []), in_title if title_only else everywhere]


@lru_cache(maxsize=1)
def _by_index() -> str:
    """Names the index made by our migration, which SQLite does not choose by itself; nothing when it has gone."""
    with connection.cursor() as cursor:
        made = connection.introspection.get_constraints(cursor, base.IndexEntry._meta.db_table)
    return f"INDEXED BY {ENTRY_INDEX}" if ENTRY_INDEX in made else ""


base.ObjectIndexer = ObjectIndexer  # modelsearch names its indexer in a module global, not on the index class
