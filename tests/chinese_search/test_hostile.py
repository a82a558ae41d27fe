"""Search never fails and never costs much, whatever is typed."""

import time

import pytest
from modelsearch.query import Phrase, PlainText
from wagtail.models import Page

from chinese_search import asked, excerpts, text
from home.search import finding
from home.search.finding import Wish
from tests.chinese_search.hostile import strings

pytestmark = pytest.mark.django_db
IN_THE_VIEW = 100


def test_finding_takes_all_of_them(judged_pages):
    for typed in strings():
        full = finding.full_matches(Wish(typed))
        finding.partial_matches(Wish(typed), full)
        assert len(text.words(typed)) <= text.MAX_WORDS
        excerpts.excerpt("城建档案馆的工作。" * 20, asked.all_words(typed, {}))


def test_wagtails_own_api_takes_them(judged_pages):
    for typed in strings()[::5]:
        list(Page.objects.search(typed)[:3])
        list(Page.objects.autocomplete(typed)[:3])
    for typed in strings()[::25]:
        list(Page.objects.search(Phrase(typed))[:3])
        list(Page.objects.search(PlainText(typed) | PlainText("档案"))[:3])
        list(Page.objects.search(PlainText("档案") & ~PlainText(typed))[:3])


def test_the_view_answers_each_with_a_page(judged_pages, client):
    sample = strings()[:: 5_000 // IN_THE_VIEW]
    for typed in sample:
        shown = typed.encode("utf-8", "replace").decode("utf-8")  # half a surrogate pair cannot be sent
        for params in ({"q": shown}, {"q": "档案", "since": shown, "page": shown, "issuer": shown, "kind": shown}):
            response = client.get("/search/", params)
            assert response.status_code == 200, repr(typed)


def test_bytes_that_are_no_text(client):
    assert client.get("/search/?q=%FF%FE%00%ED%A0%80&page=%00").status_code == 200


def test_the_longest_query_is_not_slow(judged_pages):
    started = time.perf_counter()
    for typed in ("档案 移交 办法 管理 " * 500, "馆" * 5_000, '"' * 10_000, "a1" * 5_000):
        full = finding.full_matches(Wish(typed))
        finding.partial_matches(Wish(typed), full)
    assert time.perf_counter() - started < 4
