"""Unified identity: who somebody is taken for, what is kept, and every lie a provider's answer could tell."""

import json

import jwt
import pytest
from allauth.mfa.totp.internal.auth import TOTP
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.core import serializers

from accounts import persons
from accounts.encryption import keyed_hash
from accounts.models import KeyKind, Membership, PersonKey, Role, User
from accounts.signin import people
from audit.models import Entry
from tests.accounts.signin.conftest import PHONE
from tests.accounts.signin.provider import OTHER_KEY, configured
from tests.accounts.signin.test_staff import SECRET, code_of

SAMPLE = {
    "sub": "person-1",
    "name": "示例明",
    "phone_number": "+8613800000001",
    "email": "sample@example.org",
    "email_verified": True,
    "gender": "female",
    "address": {"formatted": "示例路一号"},
    "id_card": "示例证件号",
}


def test_the_first_time_makes_an_account_with_the_provider_s_name_and_number(client, provider):
    answer = provider.sign_in(client, query="?next=/my/messages/")
    assert (answer.status_code, answer.url) == (302, "/my/messages/")
    user = User.objects.get()
    assert (user.last_name, user.first_name, user.phone) == ("示", "例明", PHONE)
    assert user.is_certified
    assert user.certified_by == "city"
    assert not user.has_usable_password()
    assert client.session["_auth_user_id"] == str(user.pk)
    assert Entry.objects.get(event="sign_in").data == {"ways": ["socialaccount"]}


def test_of_the_claims_only_sub_name_and_phone_are_kept(client, provider):
    provider.claims = dict(SAMPLE)
    provider.sign_in(client)
    account = SocialAccount.objects.get()
    assert account.extra_data == {"iss": provider.issuer, "sub": "person-1"}
    assert not SocialToken.objects.exists()
    user = account.user
    assert user.email == ""
    everything = serializers.serialize("json", [user, account, *PersonKey.objects.all(), *Entry.objects.all()])
    everything += json.dumps(dict(client.session), ensure_ascii=False)
    for said in ("sample@example.org", "female", "示例路一号", "示例证件号", "13800000001", "access"):
        assert said not in everything


def test_the_same_issuer_and_sub_is_the_same_person_and_is_brought_up_to_date(client, provider):
    provider.sign_in(client)
    provider.claims = {"sub": "person-1", "name": "欧阳新名", "phone_number": "13800000009"}
    provider.sign_in(type(client)())
    user = User.objects.get()
    assert (user.get_full_name(), user.last_name, user.phone) == ("欧阳新名", "欧阳", "13800000009")
    digests = persons.digests_of(user)
    assert {keyed_hash(PHONE), keyed_hash("13800000009")} < digests


def test_another_sub_is_another_person_whatever_else_is_equal(client, provider):
    provider.claims = dict(SAMPLE)
    provider.sign_in(client)
    provider.claims = {**SAMPLE, "sub": "person-2"}
    provider.sign_in(type(client)())
    assert User.objects.count() == 2


def test_the_same_sub_at_another_issuer_is_another_person(client, provider, settings):
    provider.sign_in(client)
    provider.also(settings, configured("province", "https://other.example.invalid", "示例省统一身份"))
    provider.issuer = "https://other.example.invalid"
    provider.sign_in(type(client)(), "province")
    assert User.objects.count() == 2


def test_the_same_issuer_under_a_new_name_in_the_settings_is_the_same_person(client, provider, settings):
    provider.sign_in(client)
    provider.also(settings, configured("renamed"))
    provider.sign_in(type(client)(), "renamed")
    assert User.objects.count() == 1
    assert SocialAccount.objects.get().provider == "renamed"


def test_an_equal_email_of_staff_is_no_way_in(client, provider):
    boss = User.objects.create_superuser("boss", "sample@example.org", "a-long-password")
    provider.claims = dict(SAMPLE)
    provider.sign_in(client)
    assert client.session["_auth_user_id"] != str(boss.pk)


def test_an_equal_phone_is_no_way_in_and_joining_is_offered(client, provider):
    owner = people.enrol_by_phone(PHONE, name="示例明", notice=None)
    provider.sign_in(client)
    assert client.session["_auth_user_id"] != str(owner.pk)
    assert "另一个账号" in client.get("/accounts/ways/").content.decode()
    assert persons.holder(KeyKind.PHONE, keyed_hash(PHONE)) == owner


def test_a_number_that_only_a_provider_names_signs_nobody_in(client, provider, prove):
    provider.sign_in(client)
    assert prove(PHONE, browser=type(client)()).url == "/accounts/login/welcome/"


@pytest.mark.parametrize(
    "claims", [{"sub": "p"}, {"sub": "p", "name": None, "phone_number": None}, {"sub": "p", "phone_number": "12345"}]
)
def test_a_provider_that_says_little_is_enough(client, provider, claims):
    provider.claims = claims
    assert provider.sign_in(client).url == "/my/"
    assert User.objects.get().phone == ""


def test_state_nonce_and_pkce_are_sent_and_new_each_time(client, provider):
    seen = []
    for _ in range(2):
        provider.sign_in(type(client)())
        seen.append(provider.asked)
    for name in ("state", "nonce", "code_challenge"):
        assert seen[0][name]
        assert seen[0][name] != seen[1][name]
    assert seen[0]["code_challenge_method"] == "S256"
    assert set(seen[0]["scope"].split()) == {"openid", "profile", "phone"}
    assert seen[0]["redirect_uri"] == "http://testserver/accounts/oidc/city/login/callback/"


@pytest.mark.parametrize("answer", [{"state": "invented"}, {"state": ""}, {"code": "", "error": "server_error"}])
def test_an_answer_to_no_question_is_refused(client, provider, answer):
    refused = (
        provider.sign_in(client, **answer)
        if "error" not in answer
        else provider.sign_in(client, error="server_error", code="")
    )
    assert refused.status_code == 400
    assert "没有登录成功" in refused.content.decode()
    assert not User.objects.exists()
    assert Entry.objects.get(event="sign_in_failed").data["way"] == "oidc"


def test_an_answer_is_taken_once(client, provider):
    provider.sign_in(client)
    client.post("/accounts/logout/")
    again = client.get("/accounts/oidc/city/login/callback/", {"code": "a-code", "state": provider.asked["state"]})
    assert again.status_code == 400


def test_somebody_elses_answer_is_not_taken(client, provider):
    """The classic login CSRF: the attacker's own answer is put into the victim's browser."""
    started = client.get("/accounts/oidc/city/login/")
    state = started.url.partition("state=")[2].partition("&")[0]
    victim = type(client)()
    assert victim.get("/accounts/oidc/city/login/callback/", {"code": "a-code", "state": state}).status_code == 400


FORGED = {
    "another nonce": {"nonce": "replayed"},
    "no nonce": {"nonce": None},
    "another issuer": {"iss": "https://evil.invalid"},
    "another audience": {"aud": "somebody-else"},
    "several audiences, made for another": {"aud": ["portal", "other"], "azp": "other"},
    "past its end": {"exp": 1},
}


@pytest.mark.parametrize("forged", FORGED.values(), ids=FORGED.keys())
def test_a_token_that_does_not_hold_is_refused(client, provider, forged):
    provider.forged = forged
    assert provider.sign_in(client).status_code == 400
    assert not User.objects.exists()


def test_a_token_signed_with_another_key_is_refused(client, provider):
    provider.key = OTHER_KEY
    assert provider.sign_in(client).status_code == 400


@pytest.mark.parametrize(
    "header", [{"alg": "none"}, {"alg": "HS256", "kid": "one"}, {"alg": "RS256", "kid": "unknown"}]
)
def test_a_token_in_another_way_of_signing_is_refused(client, provider, monkeypatch, header):
    said = {"iss": provider.issuer, "aud": "portal", "exp": 9_999_999_999, "sub": "person-1"}
    key = {"none": None, "HS256": "a" * 32, "RS256": OTHER_KEY}[header["alg"]]
    headers = {name: value for name, value in header.items() if name != "alg"}
    token = jwt.encode({**said, "nonce": "x"}, key, algorithm=header["alg"], headers=headers)
    monkeypatch.setattr(provider, "_token", lambda: token)
    assert provider.sign_in(client).status_code == 400
    assert not User.objects.exists()


def test_userinfo_about_another_person_is_refused(client, provider):
    provider.userinfo = {**SAMPLE, "sub": "person-2"}
    assert provider.sign_in(client).status_code == 400


def test_a_discovery_document_that_names_another_issuer_is_refused(client, provider):
    provider.discovery = {"issuer": "https://evil.invalid"}
    assert client.get("/accounts/oidc/city/login/").status_code == 400


def test_a_provider_that_does_not_answer_is_told_in_words(client, provider):
    provider.is_down = True
    answer = client.get("/accounts/oidc/city/login/")
    assert answer.status_code == 400
    assert "换一种方式登录" in answer.content.decode()


def test_cancelling_is_no_error(client, provider):
    answer = provider.sign_in(client, error="access_denied", code="")
    assert answer.status_code == 200
    assert "您取消了登录" in answer.content.decode()
    assert not Entry.objects.filter(event="sign_in_failed").exists()


def test_an_unknown_provider_is_not_found(client, provider):
    assert client.get("/accounts/oidc/nowhere/login/").status_code == 404
    assert client.get("/accounts/oidc/nowhere/login/callback/").status_code == 404


def test_a_stopped_account_stays_stopped(client, provider):
    provider.sign_in(client)
    User.objects.update(is_active=False)
    answer = provider.sign_in(type(client)())
    assert answer.status_code == 403
    assert User.objects.count() == 1


@pytest.mark.parametrize("address", ["https://evil.invalid/", "//evil.invalid/", "/\\evil.invalid"])
def test_nobody_is_led_away_from_the_site(client, provider, address):
    assert provider.sign_in(client, query=f"?next={address}").url == "/my/"


def test_nothing_more_can_be_asked_for_through_the_address(client, provider):
    provider.sign_in(client, query="?scope=admin&auth_params=prompt%3Dnone")
    assert set(provider.asked["scope"].split()) == {"openid", "profile", "phone"}
    assert "prompt" not in provider.asked


def test_the_sign_in_page_names_every_provider(client, provider, settings):
    provider.also(settings, configured("province", "https://other.example.invalid", "示例省统一身份"))
    page = client.get("/accounts/login/?next=/my/").content.decode()
    assert "/accounts/oidc/city/login/?next=%2Fmy%2F" in page
    assert "用示例省统一身份登录" in page


def test_who_has_a_second_factor_proves_it_after_the_provider_too(client, provider, settings):
    provider.also(settings, configured("province", "https://other.example.invalid", "示例省统一身份"))
    provider.sign_in(client)
    user = User.objects.get()
    TOTP.activate(user, SECRET)
    browser = type(client)()
    answer = provider.sign_in(browser, query="?next=/my/messages/")
    assert answer.url == "/accounts/second-factor/authenticate/"
    assert "_auth_user_id" not in browser.session
    assert browser.post(answer.url, {"code": code_of()}).url == "/my/messages/"
    assert browser.session["_auth_user_id"] == str(user.pk)


VOUCHED = {"org_code": "91110000600037341L", "org_name": "示例建设公司"}


@pytest.fixture
def vouching(provider, settings):
    app = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]
    app["settings"]["organisation"] = ("org_code", "org_name")
    return provider


def test_a_provider_that_vouches_for_an_organisation_makes_a_member(client, vouching):
    vouching.claims = {**SAMPLE, **VOUCHED}
    vouching.sign_in(client)
    member = Membership.objects.get()
    assert (member.organisation.code, member.organisation.name) == tuple(VOUCHED.values())
    assert member.role == Role.ADMINISTRATOR
    client.logout()
    vouching.sign_in(client)
    assert Membership.objects.count() == 1


@pytest.mark.parametrize("said", [{}, {"org_code": "91110000600037341X", "org_name": "示例"}, {"org_code": None}])
def test_a_provider_that_names_no_organisation_or_a_wrong_one_signs_in_all_the_same(client, vouching, said):
    vouching.claims = {**SAMPLE, **said}
    assert vouching.sign_in(client).status_code == 302
    assert User.objects.count() == 1
    assert not Membership.objects.exists()


def test_a_provider_that_is_not_asked_to_vouch_makes_no_member(client, provider):
    provider.claims = {**SAMPLE, **VOUCHED}
    provider.sign_in(client)
    assert not Membership.objects.exists()
