"""Signing in to the admin: who gets in, who is told why not, and who is made to wait."""

import re
from datetime import timedelta
from http import HTTPStatus

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.models import Group
from django.core import mail

from accounts.groups import StaffGroup
from accounts.models import User

PASSWORD = "correct-horse-battery"


@pytest.fixture
def editor(db):
    user = User.objects.create_user("editor", "editor@example.org", PASSWORD)
    user.groups.add(Group.objects.get(name=StaffGroup.EDITORS))
    return user


@pytest.fixture
def stranger(db):
    """Somebody with an account and nothing to do in the admin."""
    return User.objects.create_user("stranger", "stranger@example.org", PASSWORD)


@pytest.fixture
def throttled(settings):
    settings.AXES_ENABLED = True
    return settings


def sign_in(client, username, password, **extra):
    return client.post("/admin/login/", {"username": username, "password": password, "next": "/admin/"}, **extra)


def test_staff_sign_in(client, editor):
    answer = sign_in(client, "editor", PASSWORD)
    assert answer.status_code == HTTPStatus.FOUND
    assert answer.url == "/admin/"
    assert client.get("/admin/").status_code == HTTPStatus.OK


@pytest.mark.parametrize(
    "path", ["/admin/", "/admin/pages/", "/admin/images/", "/admin/account/", "/admin/no-such-page/"]
)
def test_a_stranger_is_told_instead_of_sent_in_circles(client, stranger, path):
    client.force_login(stranger)
    answer = client.get(path)
    assert answer.status_code == HTTPStatus.FORBIDDEN
    assert "没有进入管理后台的权限" in answer.text
    assert "stranger" in answer.text


def test_a_stranger_can_sign_out_and_sign_in_as_somebody_else(client, stranger, editor):
    client.force_login(stranger)
    assert client.get("/admin/login/").status_code == HTTPStatus.OK
    assert client.post("/admin/logout/").status_code == HTTPStatus.FOUND
    assert sign_in(client, "editor", PASSWORD).status_code == HTTPStatus.FOUND
    assert client.get("/admin/").status_code == HTTPStatus.OK


def test_a_stranger_who_signs_in_at_the_admin_ends_at_the_explanation(client, stranger):
    answer = client.post(
        "/admin/login/", {"username": "stranger", "password": PASSWORD, "next": "/admin/"}, follow=True
    )
    assert answer.status_code == HTTPStatus.FORBIDDEN
    assert len(answer.redirect_chain) == 1


def test_who_is_not_signed_in_is_asked_to(client, db):
    answer = client.get("/admin/pages/")
    assert answer.status_code == HTTPStatus.FOUND
    assert answer.url == "/admin/login/?next=/admin/pages/"


def test_the_answer_is_the_same_whether_an_account_exists_or_not(client, editor, throttled):
    User.objects.create_user("gone", "gone@example.org", PASSWORD, is_active=False)
    wrong, unknown, inactive = (
        sign_in(client, name, password).context["form"].non_field_errors()
        for name, password in [("editor", "wrong"), ("nobody", "wrong"), ("gone", PASSWORD)]
    )
    assert wrong == unknown == inactive
    assert wrong


@pytest.mark.parametrize("name", ["editor", "nobody"])
def test_five_wrong_passwords_make_one_wait(client, editor, throttled, name):
    answers = [sign_in(client, name, f"wrong {attempt}") for attempt in range(5)]
    assert [answer.status_code for answer in answers] == [HTTPStatus.OK] * 4 + [HTTPStatus.TOO_MANY_REQUESTS]
    assert "请 15 分钟后再试" in answers[-1].text
    assert answers[-1]["Retry-After"] == "900"
    assert sign_in(client, name, PASSWORD).status_code == HTTPStatus.TOO_MANY_REQUESTS


def test_a_colleague_is_not_locked_out_by_somebody_elses_attempts(client, editor, throttled):
    for attempt in range(6):
        sign_in(client, "editor", f"wrong {attempt}", REMOTE_ADDR="192.0.2.1")
    assert sign_in(client, "editor", PASSWORD, REMOTE_ADDR="192.0.2.2").status_code == HTTPStatus.FOUND


def test_changing_the_browser_does_not_help(client, editor, throttled):
    for attempt in range(6):
        answer = sign_in(client, "editor", f"wrong {attempt}", HTTP_USER_AGENT=f"browser {attempt}")
    assert answer.status_code == HTTPStatus.TOO_MANY_REQUESTS


def test_the_wait_ends_and_a_success_wipes_the_count(client, editor, throttled):
    for attempt in range(5):
        sign_in(client, "editor", f"wrong {attempt}")
    earlier = AccessAttempt.objects.get().attempt_time - timedelta(minutes=16)
    AccessAttempt.objects.update(attempt_time=earlier)
    assert sign_in(client, "editor", PASSWORD).status_code == HTTPStatus.FOUND
    assert not AccessAttempt.objects.exists()


def test_no_password_is_kept(client, editor, throttled):
    sign_in(client, "editor", "a secret that was mistyped")
    attempt = AccessAttempt.objects.get()
    assert "secret" not in attempt.post_data + attempt.get_data


def test_a_forgotten_password_without_mail(client, db, settings):
    settings.WAGTAIL_PASSWORD_RESET_ENABLED = False
    page = client.get("/admin/login/").text
    assert "请联系本单位的系统管理员" in page
    assert "password_reset" not in page
    assert client.get("/admin/password_reset/").status_code == HTTPStatus.NOT_FOUND


def test_a_forgotten_password_with_mail(client, editor, settings):
    settings.WAGTAIL_PASSWORD_RESET_ENABLED = True
    assert "/admin/password_reset/" in client.get("/admin/login/").text
    known, unknown = (
        client.post("/admin/password_reset/", {"email": f"{name}@example.org"}, follow=True)
        for name in ("editor", "nobody")
    )
    assert known.redirect_chain == unknown.redirect_chain
    assert without_token(known.text) == without_token(unknown.text)
    assert [message.to for message in mail.outbox] == [["editor@example.org"]]
    link = re.search(r"https?://[^/]+(/admin/password_reset/confirm/\S+)", mail.outbox[0].body)[1]
    form = client.get(link, follow=True)
    new = {"new_password1": "another-long-secret", "new_password2": "another-long-secret"}
    client.post(form.redirect_chain[-1][0], new)
    editor.refresh_from_db()
    assert editor.check_password("another-long-secret")


def without_token(html: str) -> str:
    return re.sub(r'CSRF_TOKEN": "\w+"', "", html)
