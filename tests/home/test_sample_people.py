"""The sample's accounts: known passwords for trying, none where the public comes."""

import io
import re

import pytest
from django.contrib.auth import authenticate
from django.core.management import call_command

from accounts.models import Consent, PrivacyNotice, User
from home.sample import cases, front, pages, people


@pytest.fixture
def load(db, monkeypatch):
    """Runs the command without its pages, which have a test of their own."""
    desks = []
    monkeypatch.setattr(pages, "load_pages", desks.append)
    monkeypatch.setattr(front, "load_front", desks.append)
    monkeypatch.setattr(cases, "load_cases", lambda users, seed: None)

    def run(**options) -> tuple[str, pages.Desk]:
        out = io.StringIO()
        call_command("load_sample_site", stdout=out, **options)
        return out.getvalue(), desks[-1]

    return run


def test_the_same_seed_gives_the_same_password():
    assert people.password_of(1) == people.password_of(1) != people.password_of(2)


def test_an_account_that_exists_keeps_its_password(load):
    load(seed=1)
    load(seed=2)
    assert authenticate(username="editor", password=people.password_of(1))
    assert not authenticate(username="editor", password=people.password_of(2))


def test_writer_and_signer_are_two_persons(load):
    _, desk = load()
    assert (desk.writer.username, desk.signer.username) == ("editor", "publisher")


def test_where_accounts_are_not_allowed_none_are_made_unless_asked_for(load, settings):
    settings.SAMPLE_ACCOUNTS = False
    told, desk = load()
    assert "没有建立示例账号" in told
    assert not User.objects.exists()
    assert desk == pages.Desk(writer=None, signer=None)
    told, _ = load(accounts=True)
    password = re.search(r"sample-(\w+)", told)
    assert len(password[1]) == 20
    assert authenticate(username="editor", password=password[0])


def test_the_sample_s_people_have_agreed_to_a_published_notice(load):
    load(seed=1)
    load(seed=1)
    notice = PrivacyNotice.objects.get()
    assert notice.published_by.username == "admin"
    assert Consent.objects.filter(notice=notice).count() == User.objects.count()


def test_without_accounts_the_notice_stays_a_draft(load, settings):
    settings.SAMPLE_ACCOUNTS = False
    load(seed=1)
    assert PrivacyNotice.objects.get().published_at is None
