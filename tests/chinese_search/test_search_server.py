"""Elasticsearch and OpenSearch, without a server: the settings, mappings and queries that would be sent to one."""

import json

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from modelsearch.query import Not, Phrase, PlainText
from wagtail.models import Page

from chinese_search import search_server
from chinese_search.asked import TITLE_FIRST, MostWords, Unavailable
from chinese_search.models import IndexedText
from chinese_search.search_server import ANALYSIS, SERVERS, SearchBackend
from policies.models import PolicyPage
from portal import environment
from tests.factories.pages import GuidePageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(params=SERVERS)
def backend(request):
    return SearchBackend({"SERVER": request.param, "URLS": ["http://localhost:1"], "INDEX_PREFIX": "archive_"})


def sent(backend, query, **kwargs) -> dict:
    return backend.search(query, Page, **kwargs).query_compiler.get_inner_query()


def test_the_analyzers_are_part_of_the_index_settings(backend):
    analysis = backend.settings["settings"]["analysis"]
    for kind, parts in ANALYSIS.items():
        for name, definition in parts.items():
            assert analysis[kind][name] == definition
    assert analysis["filter"]["edgengram"]["type"] == "edge_ngram"  # modelsearch's own, which ours is built on
    for analyzer in ANALYSIS["analyzer"].values():
        assert set(analyzer["filter"]) <= set(analysis["filter"])


def test_choosers_cut_what_is_typed_like_everybody(backend):
    properties = backend.mapping_class(PolicyPage).get_mapping()["properties"]
    assert properties["_edgengrams"] == {
        "type": "text",
        "analyzer": "edgengram_analyzer",
        "search_analyzer": "default_search",
    }
    assert properties["_all_text"] == {"type": "text"}  # the default analyzers
    assert all(properties[name]["search_analyzer"] == "default_search" for name in ("title_edgengrams",))


def test_words_are_asked_for_together(backend):
    query = sent(backend, "怎么办理竣工验收")["multi_match"]
    assert query["query"].split() == ["办理", "竣工", "验收"]
    assert query["operator"] == "and"
    assert "_all_text" in query["fields"]


def test_synonyms_are_phrases_beside_the_words(backend):
    written = json.dumps(sent(backend, "开发商 移交"), ensure_ascii=False)
    assert '"query": "移交"' in written
    assert '"query": "开发商"' in written
    assert '{"match_phrase": {"_all_text": "建设单位"}}' in written


def test_one_of_four_words_may_be_missing(backend):
    written = json.dumps(sent(backend, MostWords("异地 备份 安全 律师")), ensure_ascii=False)
    for three in ("备份 安全 律师", "异地 安全 律师", "异地 备份 律师", "异地 备份 安全"):
        assert f'"query": "{three}"' in written


def test_combinations_and_phrases(backend):
    assert "must_not" in json.dumps(sent(backend, PlainText("档案") & Not(PlainText("查档"))))
    assert sent(backend, Phrase("城建档案"), fields=["title"]) == {
        "match_phrase": {"title": {"query": "城建档案", "boost": 2.0}}
    }
    for empty in ("", "“”", "\x00"):
        backend.search(PlainText(empty), Page).query_compiler.get_query()


def test_a_quoted_word_in_a_chooser_is_no_error(backend):
    query = backend.autocomplete(Phrase("城建档案"), Page).query_compiler.get_inner_query()
    assert query == {"match": {"_edgengrams": {"query": "城建 档案", "operator": "and"}}}


def test_hits_of_the_server_come_like_those_of_the_database(backend, monkeypatch):
    def answer(results, body, **kwargs):
        found = [("7", 3.5)] if "title" in json.dumps(body["query"]["bool"]["must"]) else [("7", 3.5), ("9", 1.25)]
        assert kwargs["index"] == "archive_wagtailcore_page"
        return {"hits": {"hits": [{"fields": {"pk": [pk]}, "_score": score} for pk, score in found]}}

    monkeypatch.setattr(backend.results_class, "_backend_do_search", answer)
    with connection.cursor() as cursor:
        cursor.execute(*backend.page_hits(PlainText("档案")))
        assert sorted(cursor.fetchall()) == [(7, TITLE_FIRST + 3.5), (9, 1.25)]


def test_a_server_that_does_not_answer_is_said_to_be_so(backend, client, settings, monkeypatch):
    with pytest.raises(Unavailable):
        backend.page_hits(PlainText("档案"))
    monkeypatch.setattr("home.search.finding.get_search_backend", lambda: backend)
    response = client.get("/search/", {"q": "档案"})
    assert response.status_code == 503
    assert "搜索暂时不能使用" in response.content.decode()


def test_texts_are_kept_for_excerpts(backend, monkeypatch):
    page = GuidePageFactory(title="题目", summary="地下管线")
    IndexedText.objects.all().delete()
    index = backend.get_index_for_model(type(page))
    monkeypatch.setattr(type(backend), "bulk", lambda self, *args, **kwargs: None)
    index.add_items(type(page), [page])
    assert "地下管线" in IndexedText.objects.get(page_id=page.pk).text
    assert "题目" not in search_server.plain_text(page)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("", {"BACKEND": "chinese_search.backend", "SEARCH_CONFIG": "simple"}),
        (
            "opensearch3+https://reader:secret@search.example:9200/?prefix=archive_",
            {
                "BACKEND": "chinese_search.search_server",
                "SERVER": "opensearch3",
                "URLS": ["https://reader:secret@search.example:9200/"],
                "INDEX_PREFIX": "archive_",
            },
        ),
    ],
)
def test_the_settings_switch(url, expected):
    assert environment.search(url) == expected


@pytest.mark.parametrize(
    "url", ["http://localhost:9200", "opensearch9+http://x", "elasticsearch8+ftp://x", "solr+http://x"]
)
def test_an_unknown_address_is_refused_with_a_sentence(url):
    with pytest.raises(ImproperlyConfigured, match="SEARCH_URL"):
        environment.search(url)
