"""What the sign-in pages leave alone: public pages stay shared and without cookies; nothing personal is kept anywhere."""

from http import HTTPStatus

import pytest
from django.test import Client
from wagtail.models import PageViewRestriction

from accounts.models import User
from tests.factories.pages import PolicyPageFactory

OWN_PAGES = ["/accounts/login/", "/accounts/privacy/", "/my/", "/accounts/"]


@pytest.mark.parametrize("path", ["/", "/policies/", "/search/"])
def test_a_public_page_sets_no_cookie_and_does_not_depend_on_one(client, db, path):
    answer = client.get(path)
    assert answer.status_code == HTTPStatus.OK
    assert not answer.cookies
    assert "cookie" not in answer.get("Vary", "").lower()
    assert '<a href="/accounts/login/" rel="nofollow">登录</a>' in answer.content.decode()


def test_whoever_is_signed_in_finds_the_way_to_their_cases(client, db):
    client.force_login(User.objects.create_user("applicant"))
    page = client.get("/policies/").content.decode()
    assert '<a href="/my/">我的办件</a>' in page
    assert "/accounts/login/" not in page
    gone = client.post("/accounts/logout/").cookies["sessionid"]
    assert (gone.value, gone["max-age"]) == ("", 0)
    assert "/accounts/login/" in client.get("/policies/").content.decode()


@pytest.mark.parametrize("path", OWN_PAGES)
def test_what_belongs_to_a_person_is_kept_by_nobody(client, db, path):
    client.force_login(User.objects.create_user("applicant"))
    answer = client.get(path)
    assert "no-store" in answer["Cache-Control"]


def test_looking_at_the_sign_in_page_makes_no_session(client, db):
    answer = client.get("/accounts/login/")
    assert "sessionid" not in answer.cookies


@pytest.mark.parametrize("path", ["/my/", "/my/messages/", "/accounts/", "/accounts/ways/", "/accounts/ways/phone/"])
def test_who_is_not_signed_in_is_asked_to_and_led_back(client, db, path):
    answer = client.get(path)
    assert answer.url == f"/accounts/login/?next={path}"


def test_a_session_slides_and_is_not_written_at_every_page(client, db, settings):
    assert settings.SESSION_COOKIE_AGE == 2 * 60 * 60
    client.force_login(User.objects.create_user("applicant"))
    first = client.get("/my/")
    assert first.cookies["sessionid"]["max-age"] == settings.SESSION_COOKIE_AGE
    assert "sessionid" not in client.get("/my/").cookies
    session = client.session
    session["seen_at"] -= 61
    session.save()
    assert client.get("/my/").cookies["sessionid"]["max-age"] == settings.SESSION_COOKIE_AGE


def test_a_page_for_some_people_asks_at_the_same_door_and_no_other_takes_a_password(client, db):
    page = PolicyPageFactory(slug="private")
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    answer = client.get(page.url)
    assert answer.url == "/accounts/login/?next=/policies/private/"
    assert "/admin/login/?next=%2Fpolicies%2Fprivate%2F" in client.get(answer.url).content.decode()
    assert 'type="password"' not in client.get("/_util/login/").content.decode()


@pytest.mark.parametrize("path", ["/accounts/login/code/", "/accounts/login/welcome/"])
def test_a_step_without_the_one_before_leads_to_the_start(client, db, path):
    assert client.get(path).url == "/accounts/login/"
    assert client.post(path, {"code": "123456", "name": "示例明"}).url == "/accounts/login/"


def test_steps_need_the_csrf_token(db):
    strict = Client(enforce_csrf_checks=True)
    for path in ("/accounts/login/", "/accounts/logout/", "/accounts/login/code/", "/accounts/ways/join/"):
        assert strict.post(path).status_code == HTTPStatus.FORBIDDEN
