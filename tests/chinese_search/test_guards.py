"""What an upgrade of Wagtail or modelsearch could break without a word: our hooks are really in use."""

import pytest
from django.core.management import call_command
from django.db import connection
from modelsearch.index import insert_or_update_object
from modelsearch.query import PlainText
from wagtail.models import Page
from wagtail.search.backends import get_search_backend
from wagtail.search.models import IndexEntry

from chinese_search import backend
from chinese_search.models import IndexedText
from home.models import GuidePage
from tests.factories.pages import GuidePageFactory

pytestmark = pytest.mark.django_db
on_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="about PostgreSQL")
on_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="about SQLite")


def entry_of(page: Page) -> IndexEntry:
    return IndexEntry.objects.get(object_id=str(page.pk), content_type__app_label="home")


def test_the_backend_is_ours():
    assert isinstance(get_search_backend(), backend.SearchBackend)


def test_the_index_holds_pairs():
    page = GuidePageFactory(title="城建档案馆", summary="地下管线")
    entry = entry_of(page)
    for column, pairs in (("title", ["城建", "建档", "档案", "案馆"]), ("body", ["地下", "下管", "管线"])):
        for pair in pairs:
            assert pair in getattr(entry, column)
    assert "城建档案馆" not in entry.title
    assert "档案" in entry.autocomplete


def test_the_words_of_a_page_are_kept_beside_the_index():
    page = GuidePageFactory(title="题目", summary="地下管线")
    assert "地下管线" in IndexedText.objects.get(page_id=page.pk).text
    page.delete()
    assert not IndexedText.objects.filter(page_id=page.pk).exists()


def test_a_field_is_read_once_for_one_indexing(monkeypatch):
    page = GuidePageFactory(title="题目")
    reads = []
    monkeypatch.setattr(GuidePage, "body_text", property(lambda self: reads.append(1) or "正文"))
    insert_or_update_object(page)
    assert len(reads) == 1


def test_indexing_one_page_does_not_read_the_whole_index(django_assert_max_num_queries):
    page = GuidePageFactory(title="题目")
    with django_assert_max_num_queries(8) as queries:
        insert_or_update_object(page)
    assert not [query for query in queries.captured_queries if "AVG(" in query["sql"]]


def test_update_index_fills_everything():
    page = GuidePageFactory(title="城建档案馆", summary="地下管线")
    IndexEntry.objects.all().delete()
    IndexedText.objects.all().delete()
    assert not Page.objects.search("档案馆").count()
    call_command("update_index", verbosity=0)
    assert [found.pk for found in Page.objects.search("档案馆")] == [page.pk]
    assert IndexedText.objects.filter(page_id=page.pk).exists()


def test_a_very_long_page_is_saved_and_found_by_its_beginning():
    long = "".join(chr(0x4E00 + (at * 7919) % 20_000) for at in range(300_000))
    page = GuidePageFactory(title="长文", summary="开头是玄武湖。" + long)
    assert [found.pk for found in Page.objects.search("玄武湖")] == [page.pk]


def test_fields_other_than_title_do_not_break_the_search():
    page = GuidePageFactory(title="城建档案馆")
    assert [found.pk for found in Page.objects.search("档案馆", fields=["title"])] == [page.pk]
    assert [found.pk for found in Page.objects.search("档案馆", fields=["title", "owner"])] == [page.pk]


def test_scores_slices_orders_and_specific_pages_still_work():
    pages = [GuidePageFactory(title=f"档案{number}") for number in range(3)]
    found = list(Page.objects.search("档案").annotate_score("points")[:2])
    assert len(found) == 2
    assert all(page.points is not None for page in found)
    by_title = Page.objects.order_by("title").search("档案", order_by_relevance=False)
    assert [page.pk for page in by_title] == [page.pk for page in pages]
    assert {type(page) for page in Page.objects.specific().search("档案")} == {GuidePage}
    assert Page.objects.search("档案").count() == 3


@on_postgresql
def test_the_search_asks_for_the_expression_of_the_index_that_the_migration_makes():
    ours, _ = get_search_backend().page_hits(PlainText("档案"))
    assert "(entry.title || entry.body) @@" in ours
    wagtails = str(Page.objects.search("档案").get_queryset().query)
    assert '"wagtailsearch_indexentry"."title" || "wagtailsearch_indexentry"."body"' in wagtails
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(
            "EXPLAIN SELECT 1 FROM wagtailsearch_indexentry entry WHERE (entry.title || entry.body) @@ '档案'::tsquery"
        )
        assert "search_title_body_gin" in "\n".join(row[0] for row in cursor.fetchall())


@on_sqlite
def test_hits_are_read_from_the_small_index():
    sql, params = get_search_backend().page_hits(PlainText("档案"))
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN QUERY PLAN " + sql, params)
        assert "COVERING INDEX search_entry_columns" in str(cursor.fetchall())


@on_sqlite
def test_each_score_is_worked_out_once():
    queryset = Page.objects.search("档案").get_queryset()
    plan = queryset.explain()
    assert "MATERIALIZE" in plan or "CO-ROUTINE" in plan or "AUTOMATIC" in plan, plan
