"""The page cache gives everybody the public page of this moment, and nobody what is somebody else's."""

import gzip
import os
import subprocess
import sys
from datetime import timedelta

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

import page_cache
from accounts.models import User
from content.models import SiteAlert
from home.models import HomePage
from page_cache import generation
from tests.page_cache.conftest import Visitor

pytestmark = pytest.mark.django_db(transaction=True)

PUBLIC = ["/", "/policies/", "/notices/", "/guides/", "/downloads/", "/services/", "/cases/", "/contact/"]


@pytest.mark.parametrize("path", PUBLIC)
def test_every_public_page_is_kept_and_the_site_not_woken_again(visitor, path):
    first = visitor.get(path)
    calls = visitor.site.calls
    second = visitor.get(path)
    assert (first.status, second.status) == (200, 200)
    assert second.body == first.body
    assert visitor.site.calls == calls
    assert "Content-Security-Policy" in second.headers
    assert second.headers["Cache-Control"] == "public, no-cache"


def test_a_publication_shows_at_once_and_a_draft_never(visitor, guide):
    assert "查档指引" in visitor.get("/guides/guide/").text
    guide.title = "新的指引"
    revision = guide.save_revision()
    assert "新的指引" not in visitor.get("/guides/guide/").text
    revision.publish()
    assert "新的指引" in visitor.get("/guides/guide/").text
    guide.unpublish()
    assert visitor.get("/guides/guide/").status == 404


def test_a_move_an_alert_and_a_setting_show_at_once(visitor, guide):
    visitor.get("/guides/guide/")
    guide.move(HomePage.objects.get(), pos="last-child")
    assert visitor.get("/guides/guide/").status != 200
    assert visitor.get("/guide/").status == 200
    SiteAlert.objects.create(page=HomePage.objects.get(), text="今日闭馆")
    assert "今日闭馆" in visitor.get("/guide/").text


def test_an_alert_begins_by_itself(visitor, monkeypatch):
    begin = timezone.now() + timedelta(hours=1)
    SiteAlert.objects.create(page=HomePage.objects.get(), text="明日闭馆", starts_at=begin)
    assert "明日闭馆" not in visitor.get("/").text
    kept_for = [each for each, _ in visitor.cache.store._items.values() if hasattr(each, "expires")]
    assert kept_for
    monkeypatch.setattr(timezone, "now", lambda: begin + timedelta(seconds=1))
    monkeypatch.setattr("page_cache.wsgi.time.monotonic", lambda: max(each.expires for each in kept_for) + 1)
    assert "明日闭馆" in visitor.get("/").text


def test_another_process_starts_a_new_generation(visitor):
    calls = visitor.site.calls
    visitor.get("/")
    assert visitor.site.calls == calls
    code = "import pathlib, sys; open(sys.argv[1], 'ab').write(b'.')"
    subprocess.run(
        [sys.executable, "-c", code, str(settings.DATA_DIR / "generation")], check=True, env=dict(os.environ)
    )
    visitor.get("/")
    assert visitor.site.calls == calls + 1


def test_people_who_are_signed_in_are_never_answered_from_memory(visitor):
    plain = visitor.get("/").text
    calls = visitor.site.calls
    for number in range(2):
        assert visitor.get("/", HTTP_COOKIE=f"{settings.SESSION_COOKIE_NAME}=abc{number}").status == 200
    assert visitor.site.calls == calls + 2
    assert visitor.get("/").text == plain


@pytest.mark.parametrize(
    "headers", [{"HTTP_AUTHORIZATION": "Basic eDp5"}, {"HTTP_COOKIE": "messages=x"}, {"method": "POST"}]
)
def test_other_requests_go_to_the_site(visitor, headers):
    calls = visitor.site.calls
    visitor.get("/", **headers)
    assert visitor.site.calls == calls + 1


@pytest.mark.parametrize("cookie", ["mode=elder", 'mode="elder"', "a=b; mode=elder", "mode=standard; mode=elder"])
def test_the_simple_layout_has_a_copy_of_its_own(visitor, cookie):
    elder = visitor.get("/", HTTP_COOKIE=cookie)
    assert "返回标准版" in elder.text
    assert "返回标准版" not in visitor.get("/").text
    calls = visitor.site.calls
    assert visitor.get("/", HTTP_COOKIE=cookie).body == elder.body
    assert visitor.site.calls == calls


def test_a_cookie_value_nobody_offers_counts_as_none(visitor):
    plain = visitor.get("/").body
    calls = visitor.site.calls
    assert visitor.get("/", HTTP_COOKIE="mode=other; size=999").body == plain
    assert visitor.site.calls == calls


def test_unknown_parameters_find_the_page_and_make_no_entries(visitor, guide):
    for number in range(20):
        visitor.get("/guides/guide/", query=f"from={number}")
    assert not [key for key in visitor.cache.store._items if "/guides/guide/" in str(key)]
    visitor.get("/guides/guide/")
    calls, entries = visitor.site.calls, len(visitor.cache.store)
    for number in range(20):
        assert "from=" not in visitor.get("/guides/guide/", query=f"from={number}").text
    assert (visitor.site.calls, len(visitor.cache.store)) == (calls, entries)


def test_a_parameter_that_counts_has_its_own_entry(visitor, guide):
    plain, printed = visitor.get("/guides/guide/"), visitor.get("/guides/guide/", query="print=1")
    assert "print-view" in printed.text
    assert "print-view" not in plain.text
    calls = visitor.site.calls
    assert visitor.get("/guides/guide/", query="utm=x&print=1").body == printed.body
    assert visitor.site.calls == calls


def test_unknown_addresses_fill_nothing(visitor):
    before = len(visitor.cache.store)
    for number in range(50):
        assert visitor.get(f"/nothing-{number}/").status == 404
    assert len(visitor.cache.store) == before


def test_hosts_and_schemes_are_kept_apart(visitor, settings):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    visitor = Visitor()
    plain = visitor.get("/").text
    secure = visitor.get("/", HTTP_X_FORWARDED_PROTO="https").text
    other = visitor.get("/", HTTP_HOST="other.example").text
    assert 'href="http://testserver/"' in plain
    assert 'href="https://testserver/"' in secure
    assert "other.example" in other
    assert visitor.get("/").text == plain


def test_private_pages_are_not_kept(visitor, guide):
    assert visitor.get("/guides/guide/").status == 200
    PageViewRestriction.objects.create(page=guide, restriction_type=PageViewRestriction.LOGIN)
    assert visitor.get("/guides/guide/").status == 302
    PageViewRestriction.objects.all().delete()
    PageViewRestriction.objects.create(page=guide, restriction_type="password", password="geheim")
    answer = visitor.get("/guides/guide/")
    assert "查档指引</h1>" not in answer.text
    assert not [key for key in visitor.cache.store._items if "/guides/guide/" in str(key)]


def test_a_preview_is_not_kept(visitor, guide, client):
    client.force_login(User.objects.create_superuser("root", password="x"))
    guide.title = "草稿标题"
    guide.save_revision()
    cookie = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
    preview = visitor.get(f"/admin/pages/{guide.pk}/view_draft/", HTTP_COOKIE=cookie)
    assert "草稿标题" in preview.text
    assert "草稿标题" not in visitor.get("/guides/guide/").text


# --- HTTP ------------------------------------------------------------------------------------------------------------


def test_tag_and_304(visitor):
    first = visitor.get("/")
    again = visitor.get("/", HTTP_IF_NONE_MATCH=f'"x", {first.headers["ETag"]}')
    assert (again.status, again.body) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert "Content-Type" not in again.headers
    SiteAlert.objects.create(page=HomePage.objects.get(), text="今日闭馆")
    changed = visitor.get("/", HTTP_IF_NONE_MATCH=first.headers["ETag"])
    assert changed.status == 200
    assert changed.headers["ETag"] != first.headers["ETag"]


def test_the_date_counts_only_when_no_other_page_can_carry_it(visitor, monkeypatch):
    first = visitor.get("/")
    assert "Last-Modified" not in first.headers
    (answer,) = [each for each, _ in visitor.cache.store._items.values() if hasattr(each, "made")]
    monkeypatch.setattr(answer, "made", answer.made - 2)
    settled = visitor.get("/")
    date = settled.headers["Last-Modified"]
    assert visitor.get("/", HTTP_IF_MODIFIED_SINCE=date).status == 304
    assert visitor.get("/", HTTP_IF_MODIFIED_SINCE="Thu, 01 Jan 1970 00:00:00 GMT").status == 200
    assert visitor.get("/", HTTP_IF_MODIFIED_SINCE=date, HTTP_IF_NONE_MATCH='"other"').status == 200


def test_head_and_compression(visitor):
    plain = visitor.get("/")
    head = visitor.get("/", method="HEAD")
    assert (head.status, head.body) == (200, b"")
    assert head.headers["Content-Length"] == str(len(plain.body))
    packed = visitor.get("/", HTTP_ACCEPT_ENCODING="br;q=1, gzip")
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.body) == plain.body
    assert {"Accept-Encoding", "Cookie"} <= set(packed.headers["Vary"].split(", "))
    assert "Content-Encoding" not in visitor.get("/", HTTP_ACCEPT_ENCODING="gzip;q=0").headers


# --- what the site may not ask to be kept, and races -------------------------------------------------------------------


def application(view):
    """A WSGI application that answers with what the view returns, as Django's own does."""

    def answer(environ, start_response):
        response = view()
        start_response(f"{response.status_code} X", [*response.items(), ("Content-Length", "1")])
        return response

    return answer


def refused():
    cookie = HttpResponse("x")
    cookie.set_cookie("a", "b")
    vary = HttpResponse("x", headers={"Vary": "Accept, Cookie"})
    private = HttpResponse("x", headers={"Cache-Control": "private"})
    missing = HttpResponse("x", status=404)
    moved = HttpResponse("", status=302)
    return [page_cache.cacheable(each) for each in (cookie, vary, missing, moved)] + [_private(private)]


def _private(response):
    page_cache.cacheable(response)
    response["Cache-Control"] = "private"
    return response


@pytest.mark.parametrize("number", range(5))
def test_a_personal_or_failed_answer_is_never_kept(number):
    visitor = Visitor(application(lambda: refused()[number]))
    for _ in range(2):
        visitor.get("/")
    assert visitor.site.calls == 2
    assert len(visitor.cache.store) == 0


def test_an_answer_without_the_mark_is_not_kept():
    visitor = Visitor(application(lambda: HttpResponse("x")))
    visitor.get("/")
    visitor.get("/")
    assert visitor.site.calls == 2


def test_an_answer_whose_time_is_over_is_not_kept():
    over = timezone.now() - timedelta(seconds=1)
    visitor = Visitor(application(lambda: page_cache.cacheable(HttpResponse("x"), until=over)))
    visitor.get("/")
    visitor.get("/")
    assert visitor.site.calls == 2


def test_a_page_drawn_while_something_changed_is_sent_once_and_never_again():
    words = ["old", "new"]

    def view():
        response = page_cache.cacheable(HttpResponse(words[0]))  # read from the database before …
        if words[0] == "old":
            page_cache.changed()  # … somebody publishes, while this one is still being drawn
            words.pop(0)
        return response

    visitor = Visitor(application(view))
    assert [visitor.get("/").text for _ in range(3)] == ["old", "new", "new"]
    assert visitor.site.calls == 2


def test_a_kept_value_made_while_something_changed_is_not_given_again():
    words = ["old", "new"]

    def make():
        value = words[0]
        if value == "old":
            page_cache.changed()
            words.pop(0)
        return value

    assert [page_cache.kept("race", make) for _ in range(3)] == ["old", "new", "new"]


def test_memory_is_bounded_and_the_longest_unused_goes_first(settings):
    settings.PAGE_CACHE_BYTES = 100_000
    visitor = Visitor(application(lambda: page_cache.cacheable(HttpResponse("x" * 5_000))))
    visitor.get("/first/")
    for number in range(100):
        visitor.get(f"/{number}/")
        visitor.get("/first/")
    assert visitor.cache.store.size <= 100_000
    assert visitor.site.calls == 101
    settings.PAGE_CACHE_BYTES = 10_000
    assert len(Visitor(application(lambda: page_cache.cacheable(HttpResponse("x" * 5_000)))).cache.store) == 0


def test_without_the_shared_generation_nothing_is_kept(monkeypatch, visitor):
    def fail(self):
        raise OSError("not reachable")

    monkeypatch.setattr(generation.FileKeeper, "read", fail)
    calls = visitor.site.calls
    for _ in range(2):
        assert visitor.get("/").status == 200
    assert visitor.site.calls == calls + 2


def test_a_change_that_could_not_be_written_is_made_up_for(monkeypatch, visitor):
    visitor.get("/")
    advance = generation.FileKeeper.advance

    def fail(self):
        raise OSError("no space left")

    monkeypatch.setattr(generation.FileKeeper, "advance", fail)
    Page.objects.get(slug="guides").specific.save_revision().publish()
    calls = visitor.site.calls
    visitor.get("/")
    assert visitor.site.calls == calls + 1
    monkeypatch.setattr(generation.FileKeeper, "advance", advance)
    visitor.get("/")
    visitor.get("/")
    assert visitor.site.calls == calls + 2
