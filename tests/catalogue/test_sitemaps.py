import pytest
from defusedxml import ElementTree
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from wagtail.models import Page, PageViewRestriction

from catalogue.sitemaps import EntrySitemap
from tests.factories.pages import GuidePageFactory, PolicyPageFactory

pytestmark = pytest.mark.django_db
NAMESPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def addresses(client, url: str) -> list[str]:
    response = client.get(url)
    assert response.status_code == 200
    assert response["Content-Type"].startswith("application/xml")
    return [found.text for found in ElementTree.fromstring(response.content).iter(NAMESPACE + "loc")]


def everything(client) -> list[str]:
    return [found for section in addresses(client, "/sitemap.xml") for found in addresses(client, section)]


def test_every_public_page_and_column_once(client):
    PolicyPageFactory(slug="one")
    GuidePageFactory(slug="两")
    found = everything(client)
    base = "http://testserver"
    columns = ["/", "/services/", "/policies/", "/notices/", "/guides/", "/downloads/", "/cases/", "/contact/"]
    assert set(found) == {base + path for path in [*columns, "/policies/one/", "/guides/%E4%B8%A4/"]}
    assert len(found) == len(set(found))


def test_a_private_column_is_left_out(client):
    PageViewRestriction.objects.create(page=Page.objects.get(slug="guides"), restriction_type="login")
    assert "http://testserver/guides/" not in everything(client)


def test_long_maps_are_split(client, monkeypatch):
    monkeypatch.setattr(EntrySitemap, "limit", 2)
    for n in range(5):
        PolicyPageFactory(slug=f"page-{n}")
    sections = [url for url in addresses(client, "/sitemap.xml") if "pages" in url]
    assert len(sections) == 3
    assert len({url for section in sections for url in addresses(client, section)}) == 5


def test_the_time_of_change_is_told(client):
    page = PolicyPageFactory()
    root = ElementTree.fromstring(client.get("/sitemap-pages.xml").content)
    told = parse_datetime(root.find(f"{NAMESPACE}url/{NAMESPACE}lastmod").text)
    assert told.date() == timezone.localdate(page.last_published_at)
    index = client.get("/sitemap.xml").content.decode()
    assert "<lastmod>" in index


@pytest.mark.parametrize("url", ["/sitemap-nothing.xml", "/sitemap-pages.xml?p=99", "/sitemap-pages.xml?p=x"])
def test_what_there_is_not_is_not_found(client, url):
    assert client.get(url).status_code == 404


def test_robots_are_told_where_the_map_is(client):
    response = client.get("/robots.txt")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    lines = response.content.decode().splitlines()
    assert "Sitemap: http://testserver/sitemap.xml" in lines
    for path in ("/admin/", "/search/", "/my/", "/accounts/"):
        assert f"Disallow: {path}" in lines
