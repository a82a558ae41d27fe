import json
import re

import pytest
from django.core.exceptions import ImproperlyConfigured

from portal import environment

READ = re.compile(r'env\.(?:text|required|flag|number|words)\(\s*"([A-Z_]+)"')
ONLY_FOR_TRYING = {"DEBUG"}


def variables():
    """Every variable that the settings read."""
    files = (environment.ROOT / "site" / "portal" / "settings").glob("*.py")
    return {name for file in files for name in READ.findall(file.read_text())} - ONLY_FOR_TRYING


def test_every_variable_stands_in_the_example():
    example = (environment.ROOT / ".env.example").read_text()
    listed = set(re.findall(r"^#?([A-Z_]+)=", example, flags=re.MULTILINE))
    assert variables() - listed == set()


def test_every_variable_stands_in_the_readme():
    readme = (environment.ROOT / "README.md").read_text()
    assert [name for name in sorted(variables()) if f"`{name}`" not in readme] == []


def test_a_flag_is_one_of_few_words(monkeypatch):
    for word, value in {"1": True, "yes": True, "OFF": False, "0": False}.items():
        monkeypatch.setenv("X", word)
        assert environment.flag("X") is value
    monkeypatch.setenv("X", "")
    assert environment.flag("X", True) is True
    monkeypatch.setenv("X", "ja")
    with pytest.raises(ImproperlyConfigured, match="X 只能是 1 或 0"):
        environment.flag("X")


@pytest.mark.parametrize(
    ("url", "backend"),
    [
        ("redis://cache/1", "redis.RedisCache"),
        ("rediss://cache/1", "redis.RedisCache"),
        ("file:///var/cache", "filebased.FileBasedCache"),
        ("db://cache_table", "db.DatabaseCache"),
        ("locmem://", "locmem.LocMemCache"),
    ],
)
def test_caches(url, backend):
    assert environment.cache(url)["BACKEND"].endswith(backend)


def test_mail():
    settings = environment.email("smtp+ssl://user%40x:p%2Fw@mail.test")
    assert settings["EMAIL_PORT"] == 465
    assert (settings["EMAIL_HOST_USER"], settings["EMAIL_HOST_PASSWORD"]) == ("user@x", "p/w")
    assert (settings["EMAIL_USE_SSL"], settings["EMAIL_USE_TLS"]) == (True, False)
    assert environment.email("console://")["EMAIL_BACKEND"].endswith("console.EmailBackend")
    assert environment.email("file:///var/mails")["EMAIL_FILE_PATH"] == "/var/mails"


CITY = {"id": "city", "name": "示例", "issuer": "https://id.test", "client_id": "a", "client_secret": "b"}


def test_identity_providers():
    assert environment.identity_providers("", is_public=True) == []
    apps = environment.identity_providers(json.dumps([CITY, {**CITY, "id": "province"}]), is_public=True)
    assert [app["provider_id"] for app in apps] == ["city", "province"]
    assert apps[0]["settings"] == {"issuer": "https://id.test", "server_url": "https://id.test"}


def test_a_provider_may_vouch_for_organisations():
    vouching = {**CITY, "organisation_code": "org_code", "organisation_name": "org_name"}
    app = environment.identity_providers(json.dumps([vouching]), is_public=True)[0]
    assert app["settings"]["organisation"] == ("org_code", "org_name")
    with pytest.raises(ImproperlyConfigured, match="organisation_name"):
        environment.identity_providers(json.dumps([{**CITY, "organisation_code": "org_code"}]), is_public=True)


def test_an_issuer_without_encryption_is_for_trying_on_one_s_own_machine():
    local = json.dumps([{**CITY, "issuer": "http://127.0.0.1:8001/o"}])
    assert environment.identity_providers(local, is_public=False)
    for value, is_public in [(local, True), (json.dumps([{**CITY, "issuer": "http://id.test"}]), False)]:
        with pytest.raises(ImproperlyConfigured, match="https://"):
            environment.identity_providers(value, is_public=is_public)


@pytest.mark.parametrize(
    "value",
    [
        "{",
        "{}",
        "[1]",
        json.dumps([{**CITY, "id": "City!"}]),
        json.dumps([CITY, CITY]),
        json.dumps([{**CITY, "extra": "x"}]),
        json.dumps([{name: text for name, text in CITY.items() if name != "client_secret"}]),
        json.dumps([{**CITY, "client_id": 5}]),
    ],
)
def test_identity_providers_written_wrongly(value):
    with pytest.raises(ImproperlyConfigured, match="OIDC_PROVIDERS"):
        environment.identity_providers(value, is_public=False)


GATEWAY = {"key_id": "id", "key_secret": "secret", "sign_name": "示例", "app_id": "1400"}
HTTP = {"url": "https://sms.example.invalid/send", "success": "ok"}


@pytest.mark.parametrize(
    ("channel", "path"),
    [
        ("console", "notifications.channels.local.ConsoleSms"),
        ("file", "notifications.channels.local.FileSms"),
        ("http", "notifications.channels.http.HttpSms"),
        ("aliyun", "notifications.channels.aliyun.AliyunSms"),
        ("tencent", "notifications.channels.tencent.TencentSms"),
        ("city.gateway.Sms", "city.gateway.Sms"),
    ],
)
def test_channels_for_text_messages(channel, path):
    assert environment.sms(channel, GATEWAY, HTTP) == path


@pytest.mark.parametrize(
    ("channel", "gateway", "http", "named"),
    [
        ("aliyun", {**GATEWAY, "key_secret": ""}, HTTP, "SMS_KEY_SECRET"),
        ("tencent", {**GATEWAY, "app_id": ""}, HTTP, "SMS_APP_ID"),
        ("http", GATEWAY, {**HTTP, "success": ""}, "SMS_HTTP_SUCCESS"),
        ("pigeon", GATEWAY, HTTP, "pigeon"),
    ],
)
def test_a_channel_that_lacks_something_stops_the_start(channel, gateway, http, named):
    with pytest.raises(ImproperlyConfigured, match=named):
        environment.sms(channel, gateway, http)


def test_a_channel_whose_sdk_is_not_installed_stops_the_start(monkeypatch):
    monkeypatch.setattr(environment, "find_spec", lambda name: None)
    with pytest.raises(ImproperlyConfigured, match=r"requirements-sms\.txt"):
        environment.sms("aliyun", GATEWAY, HTTP)


def test_headers_are_json_and_an_error_repeats_no_secret():
    assert environment.headers('{"Authorization": "Bearer x"}') == {"Authorization": "Bearer x"}
    assert environment.headers("") == {}
    for wrong in ("Bearer s3cret", '["s3cret"]', '{"a": 1}'):
        with pytest.raises(ImproperlyConfigured) as error:
            environment.headers(wrong)
        assert "s3cret" not in str(error.value)
