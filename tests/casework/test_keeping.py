"""A session that ends loses nothing: the form comes back filled, once, to the same person, and is carried out by nobody."""

import re
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone

from casework import timed
from casework.models import Case, DraftSection, KeptForm
from casework.my import keeping
from tests.factories import claims
from tests.membership.conftest import make_people, private_files  # noqa: F401  a fixture

SECTION = "sections/organisation/"


@pytest.fixture
def people(db):
    cache.clear()
    return make_people()


@pytest.fixture
def path(people) -> str:
    return f"/my/drafts/{claims.begin(people['wang']).pk}/{SECTION}"


@pytest.fixture
def browser(people, path) -> Client:
    """wang's, with the form open; then the session ends."""
    browser = Client()
    browser.force_login(people["wang"])
    assert browser.get(path).status_code == 200
    Session.objects.all().delete()
    return browser


def words(name: str = claims.NAME) -> dict:
    return {"organisation-name": name, "organisation-code": "123", "seen_version": "0", "next": "1"}


def test_the_form_comes_back_filled_and_nothing_was_done(browser, people, path):
    away = browser.post(path, words())
    assert away.status_code == 302
    assert f"next={path}" in away.url
    assert not DraftSection.objects.exists()
    kept = KeptForm.objects.get()
    assert claims.NAME not in kept.content
    assert browser.cookies[keeping.COOKIE].value not in kept.key
    browser.force_login(people["wang"])
    back = browser.get(path)
    shown = back.content.decode()
    assert f'value="{claims.NAME}"' in shown
    assert 'value="123"' in shown
    assert "登录曾经过期" in shown
    assert not DraftSection.objects.exists()
    assert claims.NAME not in browser.get(path).content.decode()  # once
    assert not KeptForm.objects.exists()


def test_another_person_at_the_same_browser_sees_nothing(browser, people, path):
    browser.post(path, words())
    Case.objects.update(applicant=people["li"])
    browser.force_login(people["li"])
    shown = browser.get(path).content.decode()
    assert claims.NAME not in shown
    assert "登录曾经过期" not in shown
    browser.force_login(people["wang"])
    Case.objects.update(applicant=people["wang"])
    assert claims.NAME not in browser.get(path).content.decode()


def test_another_browser_does_not_get_it(browser, people, path):
    browser.post(path, words())
    other = Client()
    other.force_login(people["wang"])
    assert claims.NAME not in other.get(path).content.decode()
    assert KeptForm.objects.count() == 1


def test_another_page_leaves_it_where_it_is(browser, people, path):
    browser.post(path, words())
    browser.force_login(people["wang"])
    browser.get("/my/")
    assert claims.NAME in browser.get(path).content.decode()


def test_it_is_kept_for_half_an_hour(browser, people, path):
    browser.post(path, words())
    KeptForm.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    browser.force_login(people["wang"])
    assert claims.NAME not in browser.get(path).content.decode()
    assert timed.forget_kept_forms() == 1
    assert not KeptForm.objects.exists()


def test_too_much_is_not_kept_and_the_page_says_what_to_do(browser, path):
    answer = browser.post(path, words("字" * keeping.MOST))
    assert answer.status_code == 413
    assert "后退" in answer.content.decode()
    assert not KeptForm.objects.exists()


def test_strangers_cannot_fill_the_table(browser, path, monkeypatch):
    stranger = Client()
    assert stranger.post(path, words()).status_code == 302
    stranger.cookies[keeping.READER_COOKIE] = "made-up:word"
    assert stranger.post(path, words()).status_code == 302
    assert not KeptForm.objects.exists()
    monkeypatch.setattr(keeping, "KEPT_AN_HOUR", 2)
    assert [browser.post(path, words()).status_code for _ in range(3)] == [302, 302, 413]
    assert KeptForm.objects.count() == 2


def test_files_have_to_be_chosen_again(browser, people, path):
    files = path.replace(SECTION, "files/")
    browser.post(files, {"file-licence": claims.picture("a.png"), "next": "1"})
    browser.force_login(people["wang"])
    assert "请重新选择" in browser.get(files).content.decode()


def test_a_step_keeps_its_words(browser, people):
    case = claims.sent(people["wang"])
    url = f"/my/{case.number}/withdraw/"
    Case.objects.filter(pk=case.pk).update(withdrawable_until=timezone.now() + timedelta(minutes=5))
    browser.post(url, {"seen_version": case.version})
    browser.force_login(people["wang"])
    assert "登录曾经过期" in browser.get(url).content.decode()
    case.refresh_from_db()
    assert case.status == "waiting"


def test_a_form_from_before_a_new_sign_in_comes_back_too(people, path):
    """Signing in in a second tab changes the token that forms carry."""
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(people["wang"])
    browser.get(path)
    answer = browser.post(path, words() | {"csrfmiddlewaretoken": "x" * 64})
    assert (answer.status_code, answer.url) == (302, path)
    assert not DraftSection.objects.exists()
    assert claims.NAME in browser.get(path).content.decode()


@pytest.mark.parametrize("headers", [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}])
def test_a_form_of_another_site_is_refused(people, path, headers):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(people["wang"])
    browser.get(path)
    answer = browser.post(path, words() | {"csrfmiddlewaretoken": "x" * 64}, headers=headers)
    assert answer.status_code == 403
    assert "没有保存" in answer.content.decode()
    assert not KeptForm.objects.exists()


def test_a_form_outside_my_pages_is_refused_with_words(db):
    answer = Client(enforce_csrf_checks=True).post("/feedback/", {"text": "x"})
    assert answer.status_code == 403
    assert "没有保存" in answer.content.decode()


def test_every_page_below_my_is_kept(people):
    """The decorator is on all of them: a POST by nobody leads to the sign-in page, with the form kept."""
    browser = Client()
    browser.force_login(people["wang"])
    browser.get("/my/")
    Session.objects.all().delete()
    paths = {
        "/" + str(resolver.pattern) + str(each.pattern)
        for resolver in get_resolver().url_patterns
        if str(resolver.pattern).startswith("my/")
        for each in getattr(resolver, "url_patterns", [])
    }
    checked = 0
    for pattern in paths:
        path = re.sub(r"<\w+:\w+>", "x", re.sub(r"<int:\w+>", "1", pattern))
        if path == "/my/session/":  # for the script: it sends no words
            continue
        before = KeptForm.objects.count()
        answer = browser.post(path, {"text": "x"})
        assert (answer.status_code, KeptForm.objects.count()) == (302, before + 1), path
        checked += 1
    assert checked > 10


def test_pages_say_when_the_session_ends_and_a_request_puts_it_off(client, people, settings):
    settings.SESSION_COOKIE_AGE = 3600
    client.force_login(people["wang"])
    shown = client.get("/my/").content.decode()
    end = timezone.localtime(timezone.now() + timedelta(hours=1))
    assert f'data-session-ends="{end:%Y-%m-%dT%H}' in shown
    assert "前有效" in shown
    session = client.session
    session["seen_at"] -= 1800
    session.save()
    answer = client.post("/my/session/").json()
    assert answer["ends_at"] > (timezone.now() + timedelta(minutes=58)).isoformat()
    client.logout()
    assert client.post("/my/session/").status_code == 401
