"""Who has a section open is shown to colleagues for minutes; what should be looked at again blocks nothing."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from casework import presence
from casework.models import Case
from casework.sections import Section
from declarations.forms.projects import PROJECT
from tests.factories import declarations as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def two():
    cache.clear()
    first, firm = make.make_member()
    second, _ = make.make_member(firm)
    return make.begin("technology", first, firm), first, second


def client_of(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_colleagues_see_who_has_a_section_open(two):
    case, first, second = two
    section = f"/my/drafts/{case.pk}/sections/firm/"
    assert "正在填写" not in client_of(first).get(section).content.decode()
    shown = client_of(second).get(f"/my/drafts/{case.pk}/").content.decode()
    assert f"{first}正在填写这一部分" in shown
    assert f"{first}正在填写这一部分" in client_of(second).get(section).content.decode()
    assert client_of(first).post(f"{section}here/").json() == {"words": f"{second}正在填写这一部分"}
    client_of(second).post(section, {"firm-name": "示例", "seen_version": "0", "back": "1"})
    assert presence.others(case, ["firm", "project"], first) == {}


def test_whoever_gives_no_sign_is_gone_after_minutes(two, monkeypatch):
    case, first, second = two
    presence.enter(case, "firm", first)
    later = timezone.now() + presence.LASTS - timedelta(seconds=1)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert presence.others(case, ["firm"], second) == {"firm": [str(first)]}
    monkeypatch.setattr(timezone, "now", lambda: later + timedelta(seconds=1))
    assert presence.others(case, ["firm"], second) == {}


def test_strangers_say_and_learn_nothing(two):
    case, _, _ = two
    stranger, _ = make.make_member(make.Organisation.objects.create(name="示例别的公司", code=make.OTHER_CODE))
    assert client_of(stranger).post(f"/my/drafts/{case.pk}/sections/firm/here/").status_code == 404


@pytest.mark.parametrize(
    ("number", "warned"),
    [
        ("建字第320623202000006号", False),
        ("建字第32058320250012号", False),
        ("2019规自(朝)建字0012号", False),
        ("无", False),
        ("", False),
        ("建字第110105202300012GG0012345号", False),
        ("12号", True),
        ("随便写的", True),
    ],
)
def test_an_odd_planning_permit_is_pointed_out_and_taken(number, warned):
    """Domain facts §7: warn, never block; 无 is accepted."""
    section: Section = PROJECT
    typed = make.typed("project", make.PROJECT | {"planning_permit": number})
    assert section.is_complete(typed)
    assert [fault.field for fault in section.warnings(section.bound(typed))] == (["planning_permit"] if warned else [])


def test_the_warning_stands_at_the_field_and_before_handing_in(two):
    case, first, _ = two
    make.fill(case, project=make.PROJECT | {"planning_permit": "12号"})
    for path in ("sections/project/", "check/"):
        shown = client_of(first).get(f"/my/drafts/{case.pk}/{path}").content.decode()
        assert "请再看一眼（不影响提交）" in shown
    assert Case.objects.get(pk=case.pk).draft_sections.filter(name="project").exists()
