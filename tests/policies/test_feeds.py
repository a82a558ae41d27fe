import datetime

import pytest
from defusedxml import ElementTree
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from catalogue.models import CatalogueEntry
from tests.factories.pages import NoticePageFactory, PolicyPageFactory

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


def feed_of(client, kind: str):
    response = client.get(f"/feeds/{kind}.xml")
    assert response.status_code == 200
    assert response["Content-Type"].startswith("application/atom+xml")
    return ElementTree.fromstring(response.content)


def test_the_feed_has_what_atom_requires(client):
    page = PolicyPageFactory(title="𠮷《办法》<b>&amp;\x07", slug="中文地址", summary="摘要")
    feed = feed_of(client, "policies")
    for name in ("id", "title", "updated", "author"):
        assert feed.find(ATOM + name) is not None
    assert {link.get("rel") for link in feed.findall(ATOM + "link")} >= {"alternate", "self"}
    (entry,) = feed.findall(ATOM + "entry")
    assert entry.find(ATOM + "title").text == "𠮷《办法》<b>&amp;"
    link = "http://testserver/policies/%E4%B8%AD%E6%96%87%E5%9C%B0%E5%9D%80/"
    assert entry.find(ATOM + "link").get("href") == link
    assert entry.find(ATOM + "id").text
    assert parse_datetime(entry.find(ATOM + "updated").text) == page.last_published_at
    assert parse_datetime(entry.find(ATOM + "published").text).date() == page.published_on


def test_the_fifty_newest_in_order_with_constant_queries(client, django_assert_max_num_queries):
    for n in range(55):
        PolicyPageFactory(title=f"第{n}件", published_on=datetime.date(2025, 1, 1) + datetime.timedelta(days=n))
    with django_assert_max_num_queries(6):
        entries = feed_of(client, "policies").findall(ATOM + "entry")
    assert [entry.find(ATOM + "title").text for entry in entries] == [f"第{n}件" for n in range(54, 4, -1)]


def test_ended_notices_and_other_kinds_are_not_in_the_notices(client):
    day = timezone.localdate()
    NoticePageFactory(title="有效", valid_from=day, valid_until=day)
    past = day - datetime.timedelta(days=1)
    NoticePageFactory(title="过期", valid_from=past, valid_until=past)
    PolicyPageFactory()
    entries = feed_of(client, "notices").findall(ATOM + "entry")
    assert [entry.find(ATOM + "title").text for entry in entries] == ["有效"]


def test_an_empty_feed_is_a_feed(client):
    assert CatalogueEntry.objects.filter(kind="policy").count() == 0
    assert feed_of(client, "policies").findall(ATOM + "entry") == []
