"""Search quality on the judged documents: the figures that the product promises."""

from statistics import mean

import pytest
from modelsearch.query import PlainText
from wagtail.models import Page

from chinese_search.models import SynonymGroup
from tests.chinese_search import evaluation

pytestmark = pytest.mark.django_db


def test_full_matches_and_partial_ones(judged_pages):
    figures = evaluation.measure(judged_pages)
    report = "\n".join([str(figures), *figures.misses])
    assert mean(figures.recall) >= 0.93, report
    assert mean(figures.precision) >= 0.92, report
    assert mean(figures.recall_with_partial) >= 0.96, report
    assert mean(figures.title_above_body) == 1.0, report


def test_without_any_synonym(judged_pages):
    SynonymGroup.objects.all().delete()
    figures = evaluation.measure(judged_pages)
    assert mean(figures.recall) >= 0.90, str(figures)
    assert mean(figures.precision) >= 0.95, str(figures)
    assert mean(figures.title_above_body) == 1.0, str(figures)


def test_through_wagtails_own_api(judged_pages):
    def find(query):
        return [page.pk for page in Page.objects.search(PlainText(query))[:300] if page.pk in judged_pages], []

    figures = evaluation.measure(judged_pages, find)
    assert mean(figures.recall) >= 0.93, str(figures)
    assert mean(figures.precision) >= 0.90, str(figures)
    assert mean(figures.title_above_body) >= 0.95, str(figures)
