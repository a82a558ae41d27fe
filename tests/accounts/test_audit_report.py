"""The auditors' page: what it says, how it is narrowed, and what leaves the house."""

import csv
import io
from http import HTTPStatus

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone

from accounts import audit_report
from accounts.groups import StaffGroup
from accounts.models import User
from audit import services
from audit.enums import Event
from audit.models import Entry

LIST, EXPORT = "report_audit", "export_audit"


@pytest.fixture
def auditor(client, staff) -> User:
    client.force_login(staff["auditors"])
    return staff["auditors"]


@pytest.fixture
def citizen(db) -> User:
    return User.objects.create_user("u-citizen", last_name="欧阳", first_name="示例")


def page(client, **query) -> str:
    answer = client.get(reverse(LIST), query)
    assert answer.status_code == HTTPStatus.OK
    return answer.content.decode()


def exported(client, **query) -> list[list[str]]:
    answer = client.get(reverse(EXPORT), query)
    text = b"".join(answer.streaming_content).decode()
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text[1:])))


def test_staff_are_named_and_citizens_masked(client, auditor, citizen):
    services.record(Event.SIGN_IN, actor=citizen, address="203.0.113.8", data={"ways": ["code"]})
    text = page(client)
    assert f"欧阳**（用户 {citizen.pk}）" in text
    assert "欧阳示例" not in text
    assert f"示例（用户 {auditor.pk}）" in text
    assert "方式 手机验证码" in text


def test_changes_of_rights_and_settings_are_in_words(client, auditor, citizen):
    editors = Group.objects.get(name=StaffGroup.EDITORS)
    citizen.groups.add(editors)
    citizen.is_active = False
    citizen.save()
    text = page(client, event=Event.GROUPS_CHANGED)
    assert "加入；编辑" in text
    assert "“有效”由 是 改为 否" in text


def test_it_is_narrowed_by_event_person_date_and_words(client, auditor, citizen):
    services.record(Event.REVEALED, actor=citizen, about="ZX2026112000001", reason="电话核实")
    services.record(Event.EXPORTED, actor=auditor, about="别的对象")
    assert "别的对象" not in page(client, event=Event.REVEALED)
    for who in ("u-citizen", "欧阳示例", str(citizen.pk)):
        text = page(client, actor=who)
        assert "ZX2026112000001" in text
        assert "别的对象" not in text
    assert "别的对象" not in page(client, q="ZX20261120")
    assert "ZX2026112000001" in page(client, q="电话核实")
    today = timezone.localdate()
    assert "ZX2026112000001" in page(client, at_from=today, at_to=today)
    assert "ZX2026112000001" not in page(client, at_to="2020-01-01")


@pytest.mark.parametrize(
    "query", [{"actor": "\x00"}, {"actor": "9" * 30}, {"q": "\x00"}, {"event": "x"}, {"p": "9999"}]
)
def test_strange_questions_break_nothing(client, auditor, query):
    page(client, **query)


def test_what_leaves_the_house_is_itself_an_entry(client, auditor):
    services.record(Event.REVEALED, actor=None, about="=HYPERLINK(1)", reason="+1")
    rows = exported(client, event=Event.REVEALED)
    assert rows[0] == ["序号", "时间", "事件", "操作人", "对象", "内容", "原因", "网络地址"]
    assert [(row[2], row[4], row[6]) for row in rows[1:]] == [("查看完整信息", "'=HYPERLINK(1)", "'+1")]
    entry = Entry.objects.first()
    assert (entry.event, entry.actor) == (Event.EXPORTED, auditor)
    assert entry.data == {"rows": 1, "filters": {"event": "revealed"}}


def test_only_who_may_export_gets_the_file(client, staff):
    client.force_login(staff["administrators"])
    before = Entry.objects.count()
    assert client.get(reverse(EXPORT)).status_code in (HTTPStatus.FOUND, HTTPStatus.FORBIDDEN)
    assert not Entry.objects.filter(event=Event.EXPORTED).exists()
    assert Entry.objects.count() == before


def test_it_costs_the_same_for_many_entries(client, auditor, citizen, django_assert_max_num_queries):
    client.get(reverse(LIST))
    for number in range(3):
        services.record(Event.SIGN_IN, actor=citizen, about=str(number))
    with django_assert_max_num_queries(20) as few:
        client.get(reverse(LIST))
    for number in range(40):
        person = User.objects.create_user(f"somebody-{number}")
        services.record(Event.SIGN_IN, actor=person)
    with django_assert_max_num_queries(len(few.captured_queries)):
        client.get(reverse(LIST))


def test_it_counts_only_so_far_and_says_so(client, auditor, monkeypatch):
    monkeypatch.setattr(audit_report, "COUNTED", 5)
    for _ in range(9):
        services.record(Event.SIGN_OUT, actor=None)
    assert "至少 5 条" in page(client)
