"""Staff: password and second factor, and that nobody runs in circles between the two sign-in pages."""

from http import HTTPStatus

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.core.management import CommandError, call_command

from accounts.encryption import decrypt
from accounts.groups import StaffGroup
from accounts.models import User
from audit.models import Entry

PASSWORD = "correct-horse-battery"
SECRET = "JBSWY3DPEHPK3PXP"  # pragma: allowlist secret


@pytest.fixture
def required(settings):
    settings.STAFF_SECOND_FACTOR = True
    cache.clear()  # limits and used codes of the test before


@pytest.fixture
def editor(db) -> User:
    user = User.objects.create_user("editor", password=PASSWORD, last_name="示例")
    user.groups.add(Group.objects.get(name=StaffGroup.EDITORS))
    return user


@pytest.fixture
def with_factor(editor) -> User:
    TOTP.activate(editor, SECRET)
    RecoveryCodes.activate(editor)
    return editor


def code_of(secret=SECRET) -> str:
    """What the authenticator shows now."""
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def sign_in(client, username="editor", password=PASSWORD, to="/admin/"):
    return client.post("/admin/login/", {"username": username, "password": password, "next": to})


@pytest.mark.django_db(transaction=True)
def test_whoever_enters_the_admin_sets_up_a_second_factor_first(client, initial_data, required):
    User.objects.create_user("editor", password=PASSWORD).groups.add(Group.objects.get(name=StaffGroup.EDITORS))
    assert sign_in(client).url == "/admin/"
    answer = client.get("/admin/pages/")
    assert answer.url == "/accounts/second-factor/totp/activate/?next=%2Fadmin%2Fpages%2F"
    page = client.get(answer.url)
    assert page.status_code == HTTPStatus.OK
    assert "data:image/svg+xml;base64" in page.content.decode()
    secret = page.context["form"].secret
    wrong = client.post("/accounts/second-factor/totp/activate/", {"code": "000000"})
    assert wrong.status_code == HTTPStatus.OK
    assert "验证码不对" in wrong.content.decode()
    done = client.post("/accounts/second-factor/totp/activate/", {"code": code_of(secret)})
    assert done.url == "/accounts/second-factor/recovery-codes/"
    codes = client.get(done.url)
    assert len(codes.context["unused_codes"]) == 10
    assert client.get("/admin/").status_code == HTTPStatus.OK
    assert Entry.objects.filter(event="second_factor", data__what="added").count() == 2


def test_with_a_second_factor_nothing_is_open_before_it(client, with_factor, required):
    answer = sign_in(client, to="/admin/pages/")
    assert answer.url == "/accounts/second-factor/authenticate/"
    assert "_auth_user_id" not in client.session
    assert client.get("/admin/").url == "/admin/login/?next=/admin/"
    assert client.get("/my/").url.startswith("/accounts/login/")
    wrong = client.post(answer.url, {"code": "000000"})
    assert "验证码不对" in wrong.content.decode()
    assert Entry.objects.filter(event="sign_in_failed", data__way="second_factor").exists()
    assert client.post(answer.url, {"code": code_of()}).url == "/admin/pages/"
    assert client.get("/admin/").status_code == HTTPStatus.OK
    assert Entry.objects.get(event="sign_in").data == {"ways": ["password", "mfa"]}


def test_a_second_factor_is_asked_for_even_where_it_is_not_required(client, with_factor):
    cache.clear()
    assert sign_in(client).url == "/accounts/second-factor/authenticate/"
    client.force_login(with_factor)
    assert client.get("/admin/").url.startswith("/accounts/second-factor/reauthenticate/")


def test_a_code_of_the_authenticator_is_good_once(client, with_factor, required):
    code = code_of()
    sign_in(client)
    client.post("/accounts/second-factor/authenticate/", {"code": code})
    other = type(client)()
    sign_in(other)
    assert "验证码不对" in other.post("/accounts/second-factor/authenticate/", {"code": code}).content.decode()


def test_a_recovery_code_takes_its_place_once(client, with_factor, required):
    code = Authenticator.objects.get(user=with_factor, type="recovery_codes").wrap().get_unused_codes()[0]
    for expected in ("/admin/", None):
        browser = type(client)()
        sign_in(browser)
        answer = browser.post("/accounts/second-factor/authenticate/", {"code": code})
        assert getattr(answer, "url", None) == expected


def test_too_many_wrong_codes_make_one_wait(client, with_factor, required):
    sign_in(client)
    for _ in range(10):
        answer = client.post("/accounts/second-factor/authenticate/", {"code": "000000"})
    assert "请过几分钟再试" in answer.content.decode()
    assert "_auth_user_id" not in client.session
    assert (
        "请过几分钟再试" in client.post("/accounts/second-factor/authenticate/", {"code": code_of()}).content.decode()
    )


def test_who_came_by_another_way_proves_it_at_the_door(client, with_factor, required):
    client.force_login(with_factor)
    answer = client.get("/admin/reports/site-history/")
    assert answer.url.startswith("/accounts/second-factor/reauthenticate/?next=")
    assert client.get(answer.url).status_code == HTTPStatus.OK
    assert client.post(answer.url, {"code": code_of()}).url == "/admin/reports/site-history/"
    assert client.get("/admin/").status_code == HTTPStatus.OK


def test_who_knows_only_the_password_cannot_take_the_factor_away(client, with_factor, required):
    client.force_login(with_factor)
    for path in ("totp/deactivate/", "recovery-codes/generate/"):
        answer = client.post(f"/accounts/second-factor/{path}")
        assert answer.url.startswith("/accounts/second-factor/reauthenticate/")
    answer = client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert answer.url.startswith("/accounts/second-factor/reauthenticate/")
    assert Authenticator.objects.filter(user=with_factor).count() == 2


def test_the_password_is_asked_again_before_a_factor_is_set_up_by_who_came_otherwise(client, editor, required):
    client.force_login(editor)
    answer = client.get("/admin/", follow=True)
    assert answer.redirect_chain[-1][0].startswith("/accounts/reauthenticate/")
    wrong = client.post(answer.redirect_chain[-1][0], {"password": "wrong"})
    assert "密码不对" in wrong.content.decode()
    right = client.post(answer.redirect_chain[-1][0], {"password": PASSWORD}, follow=True)
    assert right.status_code == HTTPStatus.OK
    assert "设置两步验证" in right.content.decode()


@pytest.mark.parametrize("is_required", [True, False])
@pytest.mark.parametrize("who", ["nobody", "stranger", "editor", "factor"])
@pytest.mark.parametrize(
    "path", ["/admin/", "/admin/login/", "/accounts/login/", "/my/", "/accounts/", "/accounts/second-factor/"]
)
def test_nobody_runs_in_circles(client, settings, editor, who, path, is_required):
    settings.STAFF_SECOND_FACTOR = is_required
    if who == "factor":
        TOTP.activate(editor, SECRET)
    if who == "stranger":
        client.force_login(User.objects.create_user("stranger"))
    elif who != "nobody":
        client.force_login(editor)
    answer = client.get(path, follow=True)
    assert answer.status_code in (HTTPStatus.OK, HTTPStatus.FORBIDDEN)
    assert len(answer.redirect_chain) <= 3


def test_the_secret_is_encrypted(with_factor):
    kept = Authenticator.objects.get(user=with_factor, type="totp").data["secret"]
    assert SECRET not in kept
    assert decrypt(kept) == SECRET


def test_an_applicant_is_not_asked_for_a_second_factor(client, db, required):
    client.force_login(User.objects.create_user("applicant"))
    assert client.get("/my/").status_code == HTTPStatus.OK
    assert client.get("/accounts/").status_code == HTTPStatus.OK
    assert client.get("/admin/").status_code == HTTPStatus.FORBIDDEN


def test_a_superuser_takes_a_lost_factor_away_with_a_reason(client, with_factor):
    root = User.objects.create_superuser("root")
    client.force_login(root)
    path = f"/admin/users/{with_factor.pk}/second-factor/"
    assert path in client.get("/admin/users/").content.decode()
    assert client.get(path).status_code == HTTPStatus.OK
    assert client.post(path, {"reason": ""}).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert Authenticator.objects.filter(user=with_factor).exists()
    assert client.post(path, {"reason": "手机丢失，已核对"}).status_code == HTTPStatus.FOUND
    assert not Authenticator.objects.filter(user=with_factor).exists()
    entry = Entry.objects.get(event="second_factor")
    assert (entry.actor, entry.reason, entry.data["reset"]) == (root, "手机丢失，已核对", True)


def test_the_last_administrator_is_let_in_from_the_server(client, with_factor, capsys):
    call_command("reset_second_factor", "editor", "--reason", "最后一位管理员的手机丢失")
    assert "下次登录时重新设置" in capsys.readouterr().out
    assert sign_in(client).url == "/admin/"
    assert Entry.objects.get(event="second_factor").actor is None
    with pytest.raises(CommandError, match="没有登录名为“nobody”的账号"):
        call_command("reset_second_factor", "nobody", "--reason", "x")


def test_password_failures_and_pauses_are_written_down_without_what_was_typed(client, editor, settings):
    settings.AXES_ENABLED = True
    for _ in range(5):
        sign_in(client, password="a mistyped secret")
    sign_in(client, username="my-password-in-the-wrong-field", password="x")
    failed = Entry.objects.filter(event="sign_in_failed")
    assert {entry.about for entry in failed} == {f"用户 {editor.pk}", ""}
    assert Entry.objects.get(event="sign_in_locked").about == f"用户 {editor.pk}"
    assert "mistyped" not in "".join(str(entry.data) + entry.about for entry in failed)
    assert "wrong-field" not in "".join(str(entry.data) + entry.about for entry in failed)
