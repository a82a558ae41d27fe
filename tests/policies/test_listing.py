import datetime
import re

import pytest
from django.utils import timezone

from catalogue.enums import Validity
from catalogue.models import Topic
from policies.models import PolicyPage
from tests.factories.pages import (
    GuidePageFactory,
    InterpretationPageFactory,
    IssuerFactory,
    NoticePageFactory,
    PolicyPageFactory,
)

pytestmark = pytest.mark.django_db


def titles(response) -> list[str]:
    return [entry.title for entry in response.context["listing"].page]


def facet(response, name: str) -> dict[str, int]:
    found = [each for each in response.context["listing"].facets if each.name == name]
    return {value.label: value.count for value in found[0].values} if found else {}


@pytest.fixture
def library():
    """Four policies: two issuers, two topics, two years."""
    commission, bureau = IssuerFactory(name="甲委"), IssuerFactory(name="乙局")
    building, finance = Topic.objects.get(name="城乡建设、环境保护"), Topic.objects.get(name="财政、金融、审计")
    for title, issuers, topic, year, validity, document_type, number in [
        ("一", [commission], building, 2024, "in_force", "notice", "甲建发〔2024〕2号"),
        ("二", [commission, bureau], building, 2025, "in_force", "measures", "甲建发〔2025〕1号"),
        ("三", [bureau], finance, 2025, "unverified", "notice", "乙财〔2025〕10号"),
        ("四", [], None, 2023, "unverified", "", ""),
    ]:
        page = PolicyPageFactory(
            title=title,
            issuers=issuers,
            topic=topic,
            issued_on=datetime.date(year, 4, 1),
            published_on=datetime.date(year, 5, 1),
            stated_validity=validity,
            document_type=document_type,
            number=number,
        )
        assert page.validity == validity
    return {"甲委": commission.pk, "乙局": bureau.pk, "城乡": building.pk, "财政": finance.pk}


def test_every_policy_newest_first_with_counts(client, library):
    response = client.get("/policies/")
    assert titles(response) == ["三", "二", "一", "四"]
    assert facet(response, "topic") == {"财政、金融、审计": 1, "城乡建设、环境保护": 2}
    assert facet(response, "issuer") == {"乙局": 2, "甲委": 2}
    assert list(facet(response, "year").items()) == [("2025 年", 2), ("2024 年", 1), ("2023 年", 1)]
    assert facet(response, "validity") == {"有效": 2, "待核": 2}
    assert facet(response, "type") == {"通知": 2, "办法": 1}


def test_one_choice_narrows_the_list_and_the_other_facets(client, library):
    response = client.get("/policies/", {"issuer": library["甲委"]})
    assert titles(response) == ["二", "一"]
    assert response.context["listing"].total == 2
    assert facet(response, "year") == {"2025 年": 1, "2024 年": 1}
    assert facet(response, "issuer") == {"乙局": 2, "甲委": 2}


@pytest.mark.parametrize(
    ("choice", "found"),
    [
        ({"issuer": "乙局", "year": "2025"}, ["三", "二"]),
        ({"issuer": "乙局", "topic": "财政"}, ["三"]),
        ({"issuer": "甲委", "year": "2025", "validity": "in_force"}, ["二"]),
        ({"issuer": "甲委", "topic": "城乡", "year": "2024", "validity": "in_force", "type": "notice"}, ["一"]),
        ({"issuer": "甲委", "year": "2023"}, []),
    ],
)
def test_several_choices_count_what_they_leave(client, library, choice, found):
    choice = {name: library.get(value, value) for name, value in choice.items()}
    response = client.get("/policies/", choice)
    listing = response.context["listing"]
    assert titles(response) == found
    assert listing.total == len(found)
    assert [value.value for value in listing.chosen] == [str(choice[f.name]) for f in listing.facets if f.selected]
    for each in listing.facets:
        for value in each.values:  # what a link promises is what it leads to
            if not value.selected:
                assert len(titles(client.get("/policies/" + value.url))) == value.count


def test_a_chosen_value_leads_back(client, library):
    response = client.get("/policies/", {"year": "2025", "issuer": library["乙局"]})
    year = next(value for value in response.context["listing"].chosen if value.value == "2025")
    assert titles(client.get("/policies/" + year.url)) == ["三", "二"]
    assert "year" not in year.url


def test_sorted_by_number_agency_by_agency_the_newest_first_and_those_without_last(client, library):
    PolicyPageFactory(title="五", number="甲建发[2025]12号")
    found = titles(client.get("/policies/?sort=number"))
    assert found[-1] == "四"
    assert [title for title in found if title in "一二五"] == ["五", "二", "一"]


@pytest.mark.parametrize(
    "query",
    [
        "page=abc", "page=-1", "page=0", "page=" + "9" * 5000, "page=99", "year=2025abc", "year=９９９９", "issuer=0",
        "issuer=1%00", "topic=1'--", "validity=gone", "type=%F0%A0%AE%B7", "sort=x", "kind=x", "year=&issuer=",
    ],
)  # fmt: skip
def test_whatever_is_typed_into_the_address_shows_the_list(client, library, query):
    response = client.get(f"/policies/?{query}")
    assert response.status_code == 200
    assert len(titles(response)) == 4


def test_what_no_document_has_shows_a_way_back(client, library):
    response = client.get("/policies/?issuer=999999999")
    assert response.status_code == 200
    assert "没有符合所选条件的内容" in response.content.decode()


def test_the_address_is_repeated_only_as_far_as_it_was_understood(client, library):
    day = datetime.date(2025, 1, 1)
    for n in range(21):
        PolicyPageFactory(slug=f"more-{n}", issued_on=day, published_on=day)
    html = client.get("/policies/?year=2025&evil=tracker&sort=number").content.decode()
    assert "evil" not in html
    assert re.search(r'href="\?(year=2025&amp;sort=number|sort=number&amp;year=2025)&amp;page=2"', html)


def test_pages_meet_without_gap_or_repetition(client):
    for n in range(45):
        PolicyPageFactory(title=f"文件{n}", published_on=datetime.date(2025, 1, 1) + datetime.timedelta(days=n % 7))
    shown = [titles(client.get(f"/policies/?page={number}")) for number in (1, 2, 3)]
    assert [len(page) for page in shown] == [20, 20, 5]
    together = [title for page in shown for title in page]
    assert len(set(together)) == 45
    expected = PolicyPage.objects.order_by("-published_on", "-pk").values_list("title", flat=True)
    assert together == list(expected)


def test_the_number_of_queries_does_not_grow_with_what_is_shown(client, library, django_assert_max_num_queries):
    def queries(path: str) -> int:
        # inside a test's transaction menus, settings and alerts are read anew; on the running site they are kept
        with django_assert_max_num_queries(24) as captured:
            client.get(path)
        return len(captured)

    NoticePageFactory()
    GuidePageFactory()
    paths = ["/policies/", "/policies/?year=2025", "/policies/?year=2025&type=notice", "/notices/", "/guides/"]
    for _ in range(2):
        before = [queries(path) for path in paths]
    issuer, topic = IssuerFactory(), Topic.objects.first()
    for _ in range(12):
        PolicyPageFactory(issuers=[issuer], topic=topic, published_on=datetime.date(2025, 2, 1))
        NoticePageFactory()
        GuidePageFactory()
    assert [queries(path) for path in paths] == before


def test_interpretations_have_their_own_list(client, library):
    InterpretationPageFactory(title="一问一答")
    response = client.get("/policies/?kind=interpretation")
    assert titles(response) == ["一问一答"]
    assert [view.selected for view in response.context["listing"].views] == [False, True]


def test_notices_pinned_first_and_ended_ones_apart(client):
    today = timezone.localdate()
    day = datetime.timedelta(days=1)
    NoticePageFactory(title="旧", published_on=today - 9 * day, valid_from=today - 9 * day)
    NoticePageFactory(title="置顶", published_on=today - 99 * day, valid_from=today - 99 * day, pinned=True)
    NoticePageFactory(title="今天到期", published_on=today, valid_from=today, valid_until=today)
    NoticePageFactory(
        title="昨天到期", published_on=today - 2 * day, valid_from=today - 2 * day, valid_until=today - day, pinned=True
    )
    response = client.get("/notices/")
    assert titles(response) == ["置顶", "今天到期", "旧"]
    assert response.context["listing"].total == 3
    ended = client.get("/notices/?ended=1")
    assert titles(ended) == ["昨天到期"]
    assert ended.context["listing"].total == 1
    assert client.get(ended.context["listing"].page[0].path).status_code == 200


def test_repealed_documents_say_so_in_the_list(client):
    PolicyPageFactory(title="旧办法", stated_validity=Validity.REPEALED)
    assert "废止" in client.get("/policies/").content.decode()
