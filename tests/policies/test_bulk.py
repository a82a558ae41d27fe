from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from wagtail.models import Page

from catalogue import services
from catalogue.enums import Kind
from catalogue.models import CatalogueCount, CatalogueEntry
from policies import bulk
from policies.models import PolicyPage
from tests.factories.pages import GuidePageFactory, PolicyPageFactory

pytestmark = pytest.mark.django_db


def make(pages: int, *more: str) -> str:
    out = StringIO()
    call_command("make_bulk_site", f"--pages={pages}", *more, stdout=out)
    return out.getvalue()


def kept() -> set:
    return set(CatalogueCount.objects.exclude(n=0).values_list("kind", "given", "facet", "value", "n"))


def test_the_pages_are_as_good_as_an_editors(client, monkeypatch):
    monkeypatch.setattr(bulk, "CHUNK", 15)
    assert "完成：40 份" in make(40)
    pages = PolicyPage.objects.filter(slug__startswith=bulk.SLUG)
    assert pages.live().count() == 40
    assert Page.find_problems() == ([], [], [], [], [])
    speaking = [page for page in pages if "档案" in page.body_text]
    assert 10 <= len(speaking) <= 30
    assert {page.pk for page in PolicyPage.objects.search("档案")} == {
        page.pk for page in pages if "档案" in page.body_text + page.title
    }
    assert all(300 <= len(page.body_text) <= 700 for page in pages)
    page = pages.first()
    assert client.get(page.url).status_code == 200
    assert client.get("/policies/by-number/", {"q": page.number})["Location"] == page.url
    page.title = "改了标题"
    page.full_clean()
    page.save_revision().publish()
    assert CatalogueEntry.objects.get(pk=page.pk).title == "改了标题"


def test_catalogue_and_counts_are_those_of_a_rebuild():
    make(25)
    before, rows = kept(), set(CatalogueEntry.objects.filter(kind=Kind.POLICY).values_list())
    services.rebuild()
    assert {row for row in kept() if row[0] == Kind.POLICY} == before
    assert set(CatalogueEntry.objects.filter(kind=Kind.POLICY).values_list()) == rows


def test_the_same_seed_makes_the_same_documents_and_numbers_stay_unique():
    make(20, "--seed=7")
    first = list(PolicyPage.objects.order_by("pk").values_list("title", "number"))
    Page.objects.get(slug="policies").get_children().delete()
    make(20, "--seed=7")
    assert list(PolicyPage.objects.order_by("pk").values_list("title", "number")) == first
    make(20, "--seed=7")
    numbers = PolicyPage.objects.values_list("number", flat=True)
    assert len(numbers) == len(set(numbers)) == 40
    PolicyPageFactory()  # the tree goes on after them
    assert Page.find_problems() == ([], [], [], [], [])


def test_a_site_with_content_is_left_alone_unless_one_insists():
    GuidePageFactory()
    with pytest.raises(CommandError, match="已有 1 个别的公开页面"):
        make(5)
    assert not PolicyPage.objects.exists()
    make(5, "--yes")
    assert PolicyPage.objects.count() == 5


def test_no_pages_is_no_library():
    with pytest.raises(CommandError, match="正整数"):
        make(0)
