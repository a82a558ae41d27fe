"""Signing in with a real browser: at a real identity provider, by text message without script, by keyboard alone."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.contrib.auth.models import Group
from django.test import Client

from accounts import notices
from accounts.groups import StaffGroup
from accounts.models import PrivacyNotice, User
from accounts.signin import people
from content.display import ELDER, STANDARD
from notifications import sending
from notifications.models import Message
from portal import environment
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.test_every_page import SMALL_TARGETS, SMALL_TYPE, violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NUMBER = "13800000101"


@pytest.fixture(scope="module")
def identity(live_server, tmp_path_factory):
    """The provider of `make identity` in a process of its own; its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    data = tmp_path_factory.mktemp("identity")
    chosen = {"IDENTITY_PORT": str(port), "SITE": live_server.url, "DATA_DIR": str(data)}
    command = [sys.executable, str(environment.ROOT / "scripts" / "identity" / "start.py")]
    with open(data / "log", "w") as log:
        process = subprocess.Popen(command, env={**os.environ, **chosen}, stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(f"{address}/o/.well-known/openid-configuration", process)
        yield address
    finally:
        process.terminate()
        process.wait(10)


def wait_for(url: str, process: subprocess.Popen) -> None:
    for _ in range(240):
        assert process.poll() is None, "the provider did not start"
        try:
            urllib.request.urlopen(url, timeout=2).close()  # noqa: S310  our own process
        except (urllib.error.URLError, OSError):
            time.sleep(0.5)
        else:
            return
    pytest.fail("the provider does not answer")


@pytest.fixture
def with_identity(identity, settings) -> str:
    """The site knows the provider; its address."""
    entry = {"id": "sample", "name": "示例统一身份", "issuer": f"{identity}/o", "client_id": "sample-portal"}
    value = json.dumps([{**entry, "client_secret": "only-for-trying-never-for-the-public"}])
    known = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]
    apps = environment.identity_providers(value, is_public=False)
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {**known, "APPS": apps}}
    return identity


@pytest.fixture
def notice(initial_data) -> PrivacyNotice:
    return notices.publish(PrivacyNotice.objects.get(), user=User.objects.create_superuser("root"))


@pytest.fixture
def text_message(settings, tmp_path):
    """text_message(): sends what waits in the outbox through the file channel and returns the last code."""
    settings.SMS_FILE = tmp_path / "sms.jsonl"
    settings.MESSAGE_CHANNELS = {**settings.MESSAGE_CHANNELS, "sms": "notifications.channels.local.FileSms"}

    def read() -> str:
        for message in Message.objects.filter(state="queued"):
            sending.send(message.pk)
        last = json.loads(settings.SMS_FILE.read_text().splitlines()[-1])
        return next(word for word in last["text"].replace("，", " ").split() if word.isdecimal() and len(word) == 6)

    return read


def test_signing_in_at_a_real_provider_and_coming_back_to_the_page_one_wanted(visitor, notice, with_identity):
    reader = visitor(also=(with_identity,))
    page = reader.open("/my/messages/")
    page.get_by_role("link", name="用示例统一身份登录").click()
    page.get_by_role("button", name="欧阳示例").click()
    page.get_by_role("button", name="我已阅读并同意").click()
    page.wait_for_url("**/my/messages/")
    user = User.objects.get(certified_by="sample")
    assert (user.last_name, user.first_name, user.phone) == ("欧阳", "示例", "13800000102")
    assert set(user.socialaccount_set.get().extra_data) == {"iss", "sub"}
    page.get_by_role("link", name="我的账户").click()
    page.get_by_role("button", name="退出登录").click()
    page.get_by_role("link", name="登录", exact=True).wait_for()
    assert not any(cookie["name"] == "sessionid" for cookie in reader.context.cookies(reader.address))


def test_signing_in_by_text_message_on_a_phone_without_script(visitor, notice, text_message):
    reader = visitor(viewport=PHONE, has_touch=True, is_mobile=True, java_script_enabled=False)
    page = reader.open("/my/")
    page.get_by_role("textbox", name="手机号").fill(NUMBER)
    page.get_by_role("button", name="看不清图片？改用文字题").click()
    assert page.get_by_role("textbox", name="手机号").input_value() == NUMBER
    page.get_by_label("等于几").fill("PASSED")
    page.get_by_role("button", name="获取短信验证码").click()
    page.get_by_text("已经发往 138****0101").wait_for()
    page.get_by_label("短信验证码").fill(text_message())
    page.get_by_role("button", name="继续").click()
    page.get_by_label("姓名").fill("示例明")
    page.get_by_label("我已阅读并同意").check()
    page.get_by_role("button", name="同意并开通").click()
    page.get_by_role("heading", name="我的办件").wait_for()
    assert User.objects.get(last_name="示").phone == NUMBER


def test_signing_in_by_keyboard_alone(visitor, notice, text_message):
    people.enrol_by_phone(NUMBER, name="示例明", notice=notice)
    page = visitor().open("/accounts/login/")
    reach(page, "input[name=phone]")
    page.keyboard.type(NUMBER)
    reach(page, "input[name=captcha_1]")
    page.keyboard.type("PASSED")
    page.keyboard.press("Enter")
    page.wait_for_url("**/accounts/login/code/")
    reach(page, "input[name=code]")
    page.keyboard.type(text_message())
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="我的办件").wait_for()


def reach(page, selector: str) -> None:
    """Presses Tab until the element has the focus."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    pytest.fail(f"no Tab leads to {selector}")


def test_joining_two_ways_of_signing_in(visitor, notice, with_identity, text_message):
    people.enrol_by_phone(NUMBER, name="示例明", notice=notice)
    page = visitor(also=(with_identity,)).open("/accounts/login/")
    page.get_by_role("link", name="用示例统一身份登录").click()
    page.get_by_role("button", name="示例明").click()
    page.get_by_role("button", name="我已阅读并同意").click()
    page.get_by_role("link", name="我的账户").click()
    page.get_by_role("link", name="登录方式").click()
    page.get_by_text("已经用来登录另一个账号").wait_for()
    page.get_by_role("link", name="用短信验证手机号").click()
    page.get_by_role("textbox", name="手机号").fill(NUMBER)
    page.get_by_label("图片中的字符").fill("PASSED")
    page.get_by_role("button", name="获取短信验证码").click()
    page.get_by_label("短信验证码").fill(text_message())
    page.get_by_role("button", name="继续").click()
    page.get_by_role("button", name="确认合并").click()
    page.get_by_text("两个账号已经合并").wait_for()
    assert User.objects.filter(is_active=True, person_keys__isnull=False).distinct().count() == 1


def test_staff_set_up_and_use_the_second_factor(visitor, initial_data, settings):
    settings.STAFF_SECOND_FACTOR = True
    User.objects.create_user("editor", password="correct-horse-battery").groups.add(
        Group.objects.get(name=StaffGroup.EDITORS)
    )
    page = visitor(is_staff=True).open("/admin/")
    page.locator("input[name=username]").fill("editor")
    page.locator("input[name=password]").fill("correct-horse-battery")
    page.locator("button[type=submit]").first.click()
    page.get_by_role("heading", name="设置两步验证").wait_for()
    secret = page.locator(".code").inner_text()
    counter = next(iter(yield_hotp_counters_from_time()))
    page.get_by_label("认证器显示的 6 位验证码").fill(format_hotp_value(hotp_value(secret, counter)))
    page.get_by_role("button", name="开启两步验证").click()
    assert page.locator("li.code").count() == 10
    page.get_by_role("link", name="已经保存，进入管理后台").click()
    page.wait_for_url("**/admin/")


def signed_in(reader, user: User) -> None:
    """The reader is this person, by a session made here."""
    client = Client()
    client.force_login(user)
    reader.context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": reader.address}]
    )


@pytest.mark.parametrize(("mode", "viewport"), [(STANDARD, DESKTOP), (STANDARD, PHONE), (ELDER, PHONE)])
def test_axe_finds_nothing_and_nothing_sticks_out(visitor, notice, with_identity, text_message, mode, viewport):
    user = people.enrol_by_phone(NUMBER, name="示例明", notice=None)
    found = {}

    def look(page, name):
        found[name] = violations(page)
        if page.evaluate("document.documentElement.scrollWidth") > viewport["width"]:
            found[name].append("wider than the window")
        if mode == ELDER:
            found[name] += page.evaluate(SMALL_TYPE, 22) + page.evaluate(SMALL_TARGETS, 60)

    reader = visitor(viewport=viewport, also=(with_identity,))
    if mode == ELDER:
        reader.read_as_elder()
    page = reader.open("/accounts/login/")
    look(page, "login")
    page.get_by_role("button", name="获取短信验证码").click()
    look(page, "login with errors")
    reader.faults[:] = [fault for fault in reader.faults if "status of 422" not in fault]  # the browser tells of it
    page.get_by_role("textbox", name="手机号").fill("13800000199")
    page.get_by_label("图片中的字符").fill("PASSED")
    page.get_by_role("button", name="获取短信验证码").click()
    look(page, "code")
    page.get_by_label("短信验证码").fill(text_message())
    page.get_by_role("button", name="继续").click()
    look(page, "welcome")
    signed_in(reader, user)
    look(reader.open("/my/"), "notice")
    page.get_by_role("button", name="我已阅读并同意").click()
    for path in (
        "/accounts/",
        "/accounts/ways/",
        "/accounts/ways/phone/",
        "/accounts/profile/",
        "/accounts/profile/name/",
        "/accounts/profile/close/",
        "/accounts/privacy/",
        "/accounts/second-factor/",
    ):
        look(reader.open(path), path)
    look(reader.open("/accounts/second-factor/totp/activate/"), "second factor")
    assert {name: each for name, each in found.items() if each} == {}
