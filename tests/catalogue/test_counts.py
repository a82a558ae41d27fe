import datetime
import random
import threading

import pytest
from django.db import connection, connections
from django.db.models import Count

from catalogue import counts, services
from catalogue.enums import Kind, Validity
from catalogue.models import CatalogueCount, CatalogueEntry, Topic
from policies.enums import DocumentType
from policies.models import PolicyPage
from tests.factories.pages import IssuerFactory, NoticePageFactory, PolicyPageFactory

COLUMNS = {
    "topic": "top_topic",
    "issuer": "issuer_links__issuer",
    "year": "year",
    "validity": "validity",
    "type": "document_type",
}


def kept() -> dict:
    rows = CatalogueCount.objects.exclude(n=0).values_list("kind", "given", "facet", "value", "n")
    return {tuple(row[:4]): row[4] for row in rows}


def counted(entries, kind: str, given: str) -> dict:
    """What the database counts itself, by GROUP BY."""
    found = {}
    for facet, column in COLUMNS.items():
        if given.startswith(f"{facet}="):
            continue
        rows = entries.values(column).annotate(n=Count("pk", distinct=True)).order_by()
        found |= {(kind, given, facet, str(row[column])): row["n"] for row in rows if row[column] not in (None, "")}
    return found


def counted_anew() -> dict:
    found = {}
    for kind in Kind:
        entries = CatalogueEntry.objects.filter(kind=kind)
        if entries.exists():
            found[(kind.value, "", "", "")] = entries.count()
            singles = counted(entries, kind.value, "")
            found |= singles
            if kind is Kind.NOTICE:
                days = entries.exclude(ended_on=None).values_list("ended_on").annotate(n=Count("pk")).order_by()
                found |= {(kind.value, "", "until", day.isoformat()): n for day, n in days}
            for _, _, facet, value in singles:
                ids = entries.filter(**{COLUMNS[facet]: value}).values("pk")
                among = CatalogueEntry.objects.filter(pk__in=ids)
                found |= counted(among, kind.value, counts.given(facet, value))
    return found


@pytest.mark.django_db
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_kept_counts_equal_those_of_the_database_after_anything_has_happened(seed):
    chance = random.Random(seed)
    issuers = [IssuerFactory() for _ in range(4)]
    topics = list(Topic.objects.all()[:3])
    topics += [Topic.objects.create(name=f"下级{n}", parent=topics[n]) for n in range(2)]
    pages = []

    def facts() -> dict:
        return {
            "topic": chance.choice([None, *topics]),
            "issuers": chance.sample(issuers, chance.randint(0, 3)),
            "published_on": datetime.date(chance.randint(2020, 2023), 1, 1),
            "document_type": chance.choice(["", *DocumentType.values[:3]]),
            "validity": chance.choice(Validity.values),
        }

    def publish():
        pages.append(PolicyPageFactory(live=chance.random() < 0.8, **facts()))

    def notice():
        NoticePageFactory(valid_until=chance.choice([None, datetime.date(2026, 6, 1), datetime.date(2027, 1, 1)]))

    def change():
        page = PolicyPage.objects.get(pk=chance.choice(pages).pk)
        for name, value in facts().items():
            setattr(page, name, value)
        page.save_revision().publish()

    def unpublish():
        PolicyPage.objects.get(pk=chance.choice(pages).pk).unpublish()

    def delete():
        page = pages.pop(chance.randrange(len(pages)))
        PolicyPage.objects.get(pk=page.pk).delete()

    def move_topic():
        topic = chance.choice(topics[3:])
        topic.parent = chance.choice(topics[:3])
        topic.save()

    services.rebuild()
    for _ in range(3):
        publish()
    for _ in range(30):
        action = chance.choice([publish, publish, notice, change, change, unpublish, delete, move_topic])
        if pages or action in (publish, notice):
            action()
    assert kept() == counted_anew()
    remembered = kept()
    services.rebuild()
    assert kept() == remembered


@pytest.mark.django_db
def test_counts_change_back_when_the_work_is_rolled_back():
    page, before = PolicyPageFactory(), kept()
    with pytest.raises(RuntimeError), counts.together():
        page.unpublish()
        raise RuntimeError
    assert kept() == before


@pytest.mark.django_db
def test_many_changes_are_written_at_once(django_assert_max_num_queries):
    pages = [PolicyPageFactory() for _ in range(30)]
    CatalogueEntry.objects.all().delete()
    assert sum(kept().values()) == 0
    with django_assert_max_num_queries(12 + 2 * len(pages)):  # topic and issuers of each page, and a fixed rest
        services.record_all(pages)
    assert kept()[("policy", "", "", "")] == 30


@pytest.mark.django_db(transaction=True)
def test_publications_at_the_same_moment_lose_no_count(initial_data):
    pages = [PolicyPageFactory(live=False) for _ in range(8)]
    failures = []

    def publish(mine):
        try:
            for page in mine:
                page.get_latest_revision().publish()
        except Exception as error:  # told by the assertion below
            failures.append(error)
        finally:
            connections.close_all()

    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("SQLite in memory has one connection; its file form has one writer")
    threads = [threading.Thread(target=publish, args=(pages[n::4],)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert kept()[("policy", "", "", "")] == 8
    assert kept() == counted_anew()
