"""The service page of a kind with a notice: kept for everybody without a form, uncached with it for who is signed in."""

import re
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Page

from accounts import persons
from accounts.models import User
from casework import consents
from casework.models import Case, NoticeReading, NoticeVersion
from home.models import ServicePage
from tests.factories import notices as noticed
from tests.factories.articles import draft, live
from tests.membership.conftest import make_people
from tests.page_cache.conftest import Visitor

BEGIN = f"/my/begin/{noticed.NAME}/"


@pytest.fixture(autouse=True)
def kind(monkeypatch):
    return noticed.register(monkeypatch)


@pytest.fixture
def service(db) -> ServicePage:
    return live(ServicePage, "<p>说明</p>", title="示例查档", slug="noticed", kind=noticed.NAME, notice=noticed.TEXT)


@pytest.fixture
def wang(db) -> User:
    return make_people()["wang"]


def soup(response) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


# --- editors ---


def test_publishing_a_changed_notice_makes_a_version_and_a_draft_does_not(service):
    assert [each.number for each in NoticeVersion.objects.all()] == [1]
    service.title = "另一个标题"
    service.save_revision().publish()
    assert NoticeVersion.objects.count() == 1
    service.notice = noticed.OTHER_TEXT
    revision = service.save_revision()
    assert consents.current(noticed.NAME).number == 1
    revision.publish()
    assert consents.current(noticed.NAME).body == noticed.OTHER_TEXT


def test_an_empty_notice_publishes_nothing_and_editors_are_reminded(db):
    page = live(ServicePage, "<p>说明</p>", kind=noticed.NAME, notice="<p></p>")
    assert not NoticeVersion.objects.exists()
    page.notice = ""
    assert "notice" in page.expected_metadata
    assert "notice" not in live(ServicePage, kind="org_claim").expected_metadata


def test_a_notice_of_a_kind_without_reading_time_is_no_version(db):
    live(ServicePage, "<p>说明</p>", kind="org_claim", notice=noticed.TEXT)
    assert not NoticeVersion.objects.exists()


def test_the_words_of_the_notice_are_found(service):
    assert service.pk in {page.pk for page in Page.objects.search("复制件六个月内领取")}


def test_the_preview_shows_the_words_of_the_draft_and_begins_no_reading(service):
    service.notice = noticed.OTHER_TEXT
    shown = service.make_preview_request(preview_mode="").content.decode()
    assert "三个月内领取" in shown
    assert not NoticeReading.objects.exists()
    assert draft(ServicePage, kind=noticed.NAME).make_preview_request(preview_mode="").status_code == 200


# --- readers ---


@pytest.mark.django_db(transaction=True)
def test_the_page_without_a_form_is_kept_and_a_new_version_shows_at_once(initial_data):
    service = live(ServicePage, "<p>说明</p>", slug="noticed", kind=noticed.NAME, notice=noticed.TEXT)
    visitor = Visitor()
    visitor.get("/")
    first = visitor.get("/services/noticed/")
    calls = visitor.site.calls
    second = visitor.get("/services/noticed/")
    assert visitor.site.calls == calls
    assert second.headers["Cache-Control"] == "public, no-cache"
    assert "六个月内领取" in first.text
    assert "<form" not in re.sub(r'<form[^>]*(role="search"|action="/reading/)', "", first.text)
    assert "csrfmiddlewaretoken" not in first.text
    assert "/accounts/login/?next=%2Fservices%2Fnoticed%2F%23begin" in first.text
    assert not NoticeReading.objects.exists()
    service.notice = noticed.OTHER_TEXT
    service.save_revision().publish()
    assert "三个月内领取" in visitor.get("/services/noticed/").text


def test_who_is_signed_in_gets_the_form_uncached(client, service, wang):
    client.force_login(wang)
    response = client.get(service.url)
    assert {part.strip() for part in response["Cache-Control"].split(",")} == {"private", "no-store"}
    found = soup(response)
    box = found.find(class_="notice-box")
    assert (box["tabindex"], box["role"]) == ("0", "region")
    assert found.find(id=box["aria-labelledby"]).get_text() == "《示例查档须知》"
    form = found.find("form", action=BEGIN)
    assert "我已阅读并同意《示例查档须知》" in form.get_text()
    assert form.find("button").get_text() == "下一步"
    posted = {"reading": form.find("input", attrs={"name": "reading"})["value"], "agreed": "on"}
    assert client.post(BEGIN, posted).status_code == 422
    NoticeReading.objects.update(started_at=timezone.now() - timedelta(seconds=5))
    answer = client.post(BEGIN, posted)
    assert answer.url == f"/my/drafts/{Case.objects.get().pk}/sections/organisation/"
    assert soup(client.get(service.url)).find("a", string="继续填写")


def test_a_suspended_reader_sees_the_reason_in_the_place_of_the_form(client, service, wang):
    until = timezone.now() + timedelta(days=30)
    persons.suspend(wang, noticed.NAME, until=until, reason="超期未领取复制件", by=None)
    client.force_login(wang)
    found = soup(client.get(service.url))
    assert found.find("form", action=BEGIN) is None
    begin = found.find(id="begin")
    assert "超期未领取复制件" in begin.get_text()
    assert f"{timezone.localtime(until):%Y-%m-%d}" in begin.get_text()
    assert begin.find("a", string="提交反馈申诉")["href"] == "/feedback/?page=%2Fservices%2Fnoticed%2F"


def test_before_a_notice_is_published_the_page_says_so(client, wang):
    page = live(ServicePage, "<p>说明</p>", kind=noticed.NAME)
    assert "须知还没有公布" in client.get(page.url).content.decode()
    client.force_login(wang)
    assert "须知还没有公布" in client.get(page.url).content.decode()


def test_other_services_stay_as_they_were(client, wang):
    page = live(ServicePage, "<p>说明</p>", kind="org_claim")
    client.force_login(wang)
    response = client.get(page.url)
    assert "no-store" not in response["Cache-Control"]
    assert soup(response).find("a", href="/my/begin/org_claim/")


def test_the_page_takes_the_same_queries_each_time(client, service, wang):
    client.force_login(wang)
    client.get(service.url)

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(service.url)
        return len(queries)

    before = count()
    for _ in range(5):
        NoticeReading.objects.create(user=wang, version=consents.current(noticed.NAME), started_at=timezone.now())
    assert count() == before
