"""People at the door: codes read on their way to the telephone, and an identity provider without a network."""

from datetime import timedelta

import pytest

from accounts.models import SignInCode
from accounts.signals import code_wanted
from tests.accounts.signin.provider import FakeProvider

PHONE = "13800000001"
CAPTCHA = {"captcha_0": "PASSED", "captcha_1": "PASSED"}


@pytest.fixture
def sent(db):
    """Every code that leaves the house, (number, code), the newest last."""
    codes = []

    def hear(sender, phone, code, **kwargs):
        codes.append((phone, code))

    code_wanted.connect(hear)
    yield codes
    code_wanted.disconnect(hear)


@pytest.fixture
def ask(client, sent):
    """ask(number): fills in the sign-in page and returns the answer."""

    def ask_for(phone=PHONE, path="/accounts/login/", browser=client, **more):
        return browser.post(path, {"phone": phone, **CAPTCHA, **more})

    return ask_for


@pytest.fixture
def prove(client, ask, sent):
    """prove(number): asks for a code and types it in; returns the answer."""

    def prove_it(phone=PHONE, path="/accounts/login/", browser=client, **more):
        make_older(minutes=2)
        answer = ask(phone, path, browser, **more)
        assert answer.status_code == 302, answer.content.decode()
        return browser.post("/accounts/login/code/", {"code": sent[-1][1]})

    return prove_it


@pytest.fixture
def provider(settings, monkeypatch, db):
    """An identity provider, reached without a network."""
    return FakeProvider.installed(settings, monkeypatch)


def make_older(**time) -> None:
    """Lets time pass for every code that was sent."""
    for code in SignInCode.objects.all():
        code.sent_at -= timedelta(**time)
        code.expires_at -= timedelta(**time)
        code.save()
