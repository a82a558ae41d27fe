"""What a change of the calendar touches is listed before it is made, on upload and on every edit, and then follows."""

from datetime import UTC, date, datetime

import pytest
from django.utils import timezone
from wagtail.models import ModelLogEntry

from casework import due_times, kinds
from casework.models import Case, StatusChange
from tests.casework.conftest import KIND, at_status, make_draft, make_user
from workdays import services, touching
from workdays.models import Closure, HolidayAdjustment

NOW = datetime(2026, 12, 31, 10, 0, tzinfo=timezone.get_default_timezone())  # a Thursday; New Year's Day is off
DUE = datetime(2027, 1, 6, 11, 0, tzinfo=timezone.get_default_timezone())
LATER = datetime(2027, 1, 7, 11, 0, tzinfo=timezone.get_default_timezone())
NOTICE = "日期,安排,名称\n2027-01-01,放假,元旦\n2027-01-04,放假,元旦\n"
DAY = {"date": "2027-01-04", "kind": "off", "name": "元旦", "source": ""}


@pytest.fixture
def due(monkeypatch, people) -> list[Case]:
    """One case that is due on 6 January, one that was due yesterday, one whose clock stands."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    cases = [
        at_status(make_draft(people["applicant"]), people, status) for status in ("waiting", "waiting", "returned")
    ]
    Case.objects.filter(pk=cases[0].pk).update(due_at=DUE)
    Case.objects.filter(pk=cases[1].pk).update(due_at=datetime(2026, 12, 30, tzinfo=UTC))
    return cases


@pytest.fixture
def people(db, django_user_model, monkeypatch) -> dict:
    monkeypatch.setitem(kinds._kinds, "engine", KIND)
    return {
        "applicant": make_user(django_user_model, "applicant"),
        "reviewer": make_user(django_user_model, "reviewer", "home.change_feedback"),
    }


def due_at(case: Case) -> datetime:
    return Case.objects.get(pk=case.pk).due_at


def shown(response) -> str:
    return response.content.decode()


def test_the_upload_lists_the_due_times_it_moves_and_then_moves_them(due, admin_client, admin_user):
    before = StatusChange.objects.count()
    posted = {"year": 2027, "source": "国办发明电〔2026〕9号", "text": NOTICE}
    preview = shown(admin_client.post("/admin/workdays/load/", posted))
    assert "在办办件的应办结时间会改变：1 件" in preview
    assert due[0].number in preview
    assert "2027-01-06 11:00" in preview
    assert "2027-01-07 11:00" in preview
    assert due_at(due[0]) == DUE, "nothing has moved yet"
    again = shown(admin_client.post("/admin/workdays/load/", posted | {"confirm": "1", "seal": "something else"}))
    assert "还没有载入" in again, "what was confirmed is not what was shown"
    assert due_at(due[0]) == DUE
    posted |= {"confirm": "1", "seal": again.split('name="seal" value="')[1].split('"')[0]}
    assert admin_client.post("/admin/workdays/load/", posted).status_code == 302
    assert due_at(due[0]) == LATER
    assert due_at(due[1]) < NOW
    assert due_at(due[2]) is None
    entry = ModelLogEntry.objects.get(action="casework.due")
    assert (entry.user, entry.object_id) == (admin_user, str(due[0].pk))
    assert entry.message == "应办结时间随工作日安排改变：2027-01-06 11:00 → 2027-01-07 11:00"
    assert StatusChange.objects.count() == before, "history is for steps"
    assert Case.objects.get(pk=due[0].pk).version == due[0].version


def confirmed(page: str) -> str:
    return page.split('name="confirmed" value="')[1].split('"')[0]


def test_a_day_is_saved_only_after_what_it_touches_was_seen(due, admin_client):
    url = "/admin/holidayadjustment/new/"
    first = shown(admin_client.post(url, DAY))
    assert "会改变：1 件" in first
    assert "还没有保存" in first
    assert not HolidayAdjustment.objects.filter(date="2027-01-04").exists()
    other_day = shown(admin_client.post(url, DAY | {"date": "2027-01-05", "confirmed": "x" + confirmed(first)}))
    assert "会改变：1 件" in other_day, "what was confirmed is not what was shown"
    assert admin_client.post(url, DAY | {"confirmed": confirmed(first)}).status_code == 302
    assert due_at(due[0]) == LATER

    row = HolidayAdjustment.objects.get(date="2027-01-04")
    back = {**DAY, "kind": "work"}
    edit = f"/admin/holidayadjustment/edit/{row.pk}/"
    page = shown(admin_client.post(edit, back))
    assert "2027-01-06 11:00" in page
    assert admin_client.post(edit, back | {"confirmed": confirmed(page)}).status_code == 302
    assert due_at(due[0]) == DUE


def test_a_day_that_touches_nothing_is_saved_at_once(due, admin_client):
    assert admin_client.post("/admin/holidayadjustment/new/", DAY | {"date": "2027-03-01"}).status_code == 302
    assert due_at(due[0]) == DUE


def test_deleting_a_day_shows_and_moves_too(due, admin_client):
    admin = "/admin/holidayadjustment/"
    page = shown(admin_client.post(f"{admin}new/", DAY))
    admin_client.post(f"{admin}new/", DAY | {"confirmed": confirmed(page)})
    row = HolidayAdjustment.objects.get(date="2027-01-04")
    page = shown(admin_client.get(f"{admin}delete/{row.pk}/"))
    assert "会改变：1 件" in page
    assert "还没有删除" in shown(admin_client.post(f"{admin}delete/{row.pk}/", {"confirmed": "something else"}))
    assert due_at(due[0]) == LATER
    assert admin_client.post(f"{admin}delete/{row.pk}/", {"confirmed": confirmed(page)}).status_code == 302
    assert due_at(due[0]) == DUE


def test_a_closure_moves_due_times(due, admin_client):
    posted = {"starts_at": "2027-01-05 00:00", "ends_at": "2027-01-06 00:00", "reason": "库房检修"}
    page = shown(admin_client.post("/admin/closure/new/", posted))
    assert "会改变：1 件" in page
    assert admin_client.post("/admin/closure/new/", posted | {"confirmed": confirmed(page)}).status_code == 302
    assert Closure.objects.exists()
    assert due_at(due[0]) == LATER


def test_the_list_is_cut_after_the_first_and_says_so(due, people, monkeypatch, admin_client):
    monkeypatch.setattr(touching, "SHOWN", 2)
    for _ in range(3):
        case = at_status(make_draft(people["applicant"]), people, "waiting")
        Case.objects.filter(pk=case.pk).update(due_at=DUE)
    page = shown(admin_client.post("/admin/holidayadjustment/new/", DAY))
    assert "会改变：4 件" in page
    assert "只列出前 2 件" in page


def test_a_step_taken_meanwhile_is_not_undone(due, monkeypatch):
    calendar = services.work_calendar()
    after = services.calendar_with(HolidayAdjustment(**DAY | {"date": date(2027, 1, 4)}))
    found = list(due_times._moved(calendar, after, NOW))
    Case.objects.filter(pk=due[0].pk).update(due_at=None)
    monkeypatch.setattr(due_times, "_moved", lambda *args: found)
    due_times.follow(calendar, after, None)
    assert due_at(due[0]) is None


def test_other_rooms_can_register_theirs(db, monkeypatch):
    followed = []
    monkeypatch.setattr(touching, "_registered", [])
    item = touching.Item("Y1", DUE, LATER)
    touching.register(
        lambda before, after: touching.Touched("预约", 1, [item]),
        follow=lambda before, after, user: followed.append(user),
    )
    touching.register(lambda before, after: touching.Touched("没有", 0, []))
    days = services.read_notice(NOTICE.encode(), 2027)
    calendar = services.work_calendar()
    found = touching.preview(calendar, services.calendar_with_notice(2027, days))
    assert [touched.label for touched in found] == ["预约"]
    assert touching.preview(calendar, calendar) == []
    services.load_notice(2027, days, source="x", user=None)
    assert followed == [None]
