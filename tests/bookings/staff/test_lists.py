"""Copies in hand, ready and to destroy, suspended readers, waiting lines: what stands there, and what is done there."""

import csv
import io
from datetime import date, datetime, time

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts import persons
from accounts.models import Suspension
from audit.enums import Event
from audit.models import Entry
from bookings.models import Booking, CopyOrder, ReadingDay, Reminder, SeatClaim, WaitingEntry
from bookings.services import copies, suspensions
from bookings.staff import lists
from casework.errors import NotNow, OpinionMissing, WrongPerson
from casework.services import SYSTEM
from tests.bookings.staff.conftest import MONDAY, TEN_PAST_TEN, reader, signed_in, text
from tests.factories import bookings as make
from tests.factories.bookings import TUESDAY, WEDNESDAY, fresh, moment, place

FRIDAY_BEFORE = moment(date(2026, 11, 20), 9)


def ordered(officer, who=None, *, hour=9, promised=WEDNESDAY, pages=12) -> Booking:
    """Copies were ordered on Monday."""
    case = make.booked(officer, who, at=place(MONDAY, hour), now=FRIDAY_BEFORE)
    make.step(case, "arrive", officer, now=moment(MONDAY, hour))
    data = {"pages": pages, "promised_on": promised}
    return make.step(case, "order_copies", officer, now=moment(MONDAY, hour, 20), data=data)


def ready(officer, who=None, **options) -> Booking:
    return make.step(ordered(officer, who, **options), "ready", officer, now=moment(MONDAY, 16))


def expired(officer, who=None, *, now: datetime | None = None, **options) -> Booking:
    return make.step(ready(officer, who, **options), "expire", SYSTEM, now=now or moment(TUESDAY, 0, 5))


def queued(case: Booking, day=WEDNESDAY, since=TEN_PAST_TEN) -> WaitingEntry:
    row, _ = ReadingDay.objects.get_or_create(date=day)
    return WaitingEntry.objects.create(day=row, case=case, since=since)


# --- what stands there ---


def test_copies_in_hand_come_in_the_order_of_their_promise_and_late_ones_say_so(staff, officer):
    soon = ordered(officer, reader(), hour=9, promised=WEDNESDAY)
    late = ordered(officer, hour=10, promised=MONDAY)
    ready(officer, hour=11)
    shown = text(staff.get("/admin/bookings/copies/"))
    assert shown.index(late.number) < shown.index(soon.number)
    assert shown.count("超过 1 天") == 1
    assert "共 2 件" in shown
    assert "欧阳**（尾号 4987）" in shown


def test_ready_copies_with_their_reminders(staff, officer):
    case = ready(officer)
    ready(officer, hour=10)
    for about in ("copies:1", "copies:3", "visit:2026-11-23T09:00"):
        Reminder.objects.create(case=case, about=about, sent_at=moment(TUESDAY, 9))
    shown = text(staff.get("/admin/bookings/ready/"))
    assert "2 次，最近 11-24" in shown
    assert shown.count("还没有") == 1
    assert "2027-05-23" in shown


def test_lines_and_holds(staff, officer):
    first, second = make.choosing(officer, reader()), make.choosing(officer)
    queued(second, since=moment(TUESDAY, 9))
    entry = queued(first, since=moment(MONDAY, 9))
    SeatClaim.objects.create(
        day=entry.day, slot=time(9), ends=time(9, 30), case=first, made_at=TEN_PAST_TEN, hold_until=moment(TUESDAY, 15)
    )
    shown = text(staff.get("/admin/bookings/waiting/"))
    assert "正在保留的时段（1）" in shown
    assert "11月25日 星期三 9:00-9:30" in shown
    assert [(each.entry.case_id, each.turn, bool(each.held)) for each in lists.turns(lists.waiting(officer))] == [
        (first.pk, 1, True),
        (second.pk, 2, False),
    ]


def test_suspended_readers(staff, officer):
    case = expired(officer, reader())
    persons.suspend(reader("李", "示例二", "13900001234"), "feedback", until=None, reason="别的事", by=None)
    shown = text(staff.get("/admin/bookings/suspended/"))
    assert "欧阳**（尾号 4987）" in shown
    assert f"委托制作的复制件超过 6 个月没有领取（{case.number}）" in shown
    assert "2026-12-24" in shown
    assert "别的事" not in shown


def test_empty_lists_say_so(staff):
    for path in ("copies", "ready", "destroy", "destroy/?done=1", "waiting", "suspended"):
        address = f"/admin/bookings/{path}" + ("" if "?" in path else "/")
        assert 'class="case-none"' in text(staff.get(address)), path


ROWS = {
    "copies": lambda officer, hour: ordered(officer, hour=hour),
    "ready": lambda officer, hour: ready(officer, hour=hour),
    "destroy": lambda officer, hour: expired(officer, hour=hour),
    "suspended": lambda officer, hour: expired(officer, hour=hour),
    "waiting": lambda officer, hour: queued(make.choosing(officer)),
}


@pytest.mark.parametrize("name", ROWS)
def test_constant_queries(staff, officer, name):
    def count() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert staff.get(f"/admin/bookings/{name}/").status_code == 200
        return len(asked)

    ROWS[name](officer, 9)
    count()
    one = count()
    for hour in (10, 14):
        ROWS[name](officer, hour)
    count()
    assert count() == one


def test_fifty_a_page(staff, officer, monkeypatch):
    monkeypatch.setattr(lists, "PER_PAGE", 1)
    first, second = ordered(officer), ordered(officer, hour=10)
    assert second.number not in text(staff.get("/admin/bookings/copies/"))
    shown = text(staff.get("/admin/bookings/copies/?p=2"))
    assert first.number not in shown
    assert second.number in shown
    assert staff.get("/admin/bookings/copies/?p=x").status_code == 200


# --- out of the house ---


def test_a_list_leaves_masked_and_recorded(staff, officer):
    case = ordered(officer, reader("=", "cmd"), promised=MONDAY)
    answer = staff.post("/admin/bookings/csv/copies/")
    rows = list(csv.DictReader(io.StringIO(text(answer).removeprefix("\ufeff"))))
    assert [row["编号"] for row in rows] == [case.number]
    assert rows[0]["申请人"].startswith("'="), "no formula"
    assert rows[0]["手机"] == "176****4987"
    assert rows[0]["超过天数"] == "1"
    entry = Entry.objects.filter(event=Event.EXPORTED).get()
    assert entry.actor == officer
    assert entry.data == {"format": "csv", "unmasked": False, "count": 1}
    assert staff.get("/admin/bookings/csv/copies/").status_code == 405
    assert staff.post("/admin/bookings/csv/nothing/").status_code == 404


@pytest.mark.parametrize("name", lists.SHEETS)
def test_every_sheet_has_its_rows(staff, officer, name):
    ordered(officer), ready(officer, hour=10), queued(make.choosing(officer))
    gone, _ = expired(officer, hour=11), expired(officer, hour=14)
    copies.destroy([gone.copies.pk], by=officer)
    assert len(text(staff.post(f"/admin/bookings/csv/{name}/")).strip().splitlines()) == 2


def test_a_list_that_one_may_not_see_does_not_leave(people):
    assert signed_in(people["copy_desk"]).post("/admin/bookings/csv/waiting/").status_code == 302
    assert not Entry.objects.filter(event=Event.EXPORTED).exists()


# --- destruction ---


def test_destruction_is_confirmed_and_kept_once(officer, people):
    first, second, other = (expired(officer, hour=hour) for hour in (9, 10, 11))
    client = signed_in(people["copy_desk"])
    orders = [first.copies.pk, second.copies.pk]
    asked = text(client.post("/admin/bookings/destroy/", {"order": orders}))
    assert "确认这 2 件已经销毁" in asked
    assert not CopyOrder.objects.filter(destroyed_at__isnull=False).exists(), "nothing before it is confirmed"
    answer = client.post("/admin/bookings/destroy/", {"order": orders, "confirm": "1"}, follow=True)
    assert f"已登记销毁 2 件：{first.number}、{second.number}。" in text(answer)
    order = CopyOrder.objects.get(case=first)
    assert (order.destroyed_at, order.destroyed_by) == (TEN_PAST_TEN, people["copy_desk"])
    entries = Entry.objects.filter(event=Event.COPIES_DESTROYED).order_by("position")
    assert [entry.about for entry in entries] == [f"{first.number} 复制件 12 页", f"{second.number} 复制件 12 页"]
    again = client.post("/admin/bookings/destroy/", {"order": orders, "confirm": "1"}, follow=True)
    assert "有 2 件没有登记" in text(again)
    assert Entry.objects.filter(event=Event.COPIES_DESTROYED).count() == 2
    assert other.number in text(client.get("/admin/bookings/destroy/"))
    assert other.number not in text(client.get("/admin/bookings/destroy/?done=1"))


def test_only_what_ran_out_is_destroyed(staff, officer):
    waiting, collected = ready(officer), ready(officer, hour=10)
    make.step(collected, "collect", officer, now=moment(TUESDAY, 9))
    answer = staff.post(
        "/admin/bookings/destroy/",
        {"order": [waiting.copies.pk, collected.copies.pk, "x", "-1", "9" * 30, "\x00"], "confirm": "1"},
        follow=True,
    )
    assert "没有登记" in text(answer)
    assert not CopyOrder.objects.filter(destroyed_at__isnull=False).exists()
    assert "请先勾选" in text(staff.post("/admin/bookings/destroy/", follow=True))


@pytest.mark.parametrize("group", ["booking_officers", "front_desk"])
def test_others_see_the_list_and_destroy_nothing(people, officer, group):
    case = expired(officer)
    client = signed_in(people[group])
    shown = text(client.get("/admin/bookings/destroy/"))
    assert case.number in shown
    assert 'type="checkbox"' not in shown
    client.post("/admin/bookings/destroy/", {"order": [case.copies.pk], "confirm": "1"})
    assert CopyOrder.objects.get().destroyed_at is None
    with pytest.raises(WrongPerson):
        copies.destroy([case.copies.pk], by=people[group])


# --- suspension ---


def test_a_suspension_is_lifted_for_a_reason(people, officer):
    case = expired(officer, reader())
    suspension = Suspension.objects.get()
    client = signed_in(people["booking_officers"])
    address = f"/admin/bookings/suspended/{suspension.pk}/lift/"
    for reason in ("", "   ", "好", "住院，证件 110101199003074514"):
        answer = client.post(address, {"reason": reason})
        assert answer.status_code == 422, reason
        assert persons.suspension_of(case.applicant, "booking")
    answer = client.post(address, {"reason": "住院期间无法领取，已提供证明"}, follow=True)
    assert "欧阳**（尾号 4987） 可以重新申请查档预约了。" in text(answer)
    assert persons.suspension_of(case.applicant, "booking") is None
    entry = Entry.objects.filter(event=Event.SUSPENDED).order_by("-position").first()
    assert (entry.actor, entry.reason) == (people["booking_officers"], "住院期间无法领取，已提供证明")
    assert client.get(address).status_code == 404


def test_what_the_service_refuses(people, officer):
    expired(officer)
    suspension = Suspension.objects.get()
    with pytest.raises(WrongPerson):
        suspensions.lift(suspension, by=people["front_desk"], reason="理由充分")
    with pytest.raises(OpinionMissing):
        suspensions.lift(suspension, by=people["booking_officers"], reason=" ")
    suspensions.lift(suspension, by=people["booking_officers"], reason="理由充分")
    with pytest.raises(NotNow):
        suspensions.lift(suspension, by=people["booking_officers"], reason="理由充分")
    other = persons.suspend(reader(), "feedback", until=None, reason="别的事", by=None)
    with pytest.raises(NotNow):
        suspensions.lift(other, by=people["booking_officers"], reason="理由充分")


# --- who ---


def test_lists_ask_who_looks(people):
    for read in (lists.copies_in_hand, lists.ready_copies, lists.copies_to_destroy, lists.destroyed_copies):
        assert list(read(people["copy_desk"])) == []
        with pytest.raises(PermissionDenied):
            read(people["editors"])
    for read in (lists.waiting, lists.holds):
        with pytest.raises(PermissionDenied):
            read(people["copy_desk"])
    with pytest.raises(PermissionDenied):
        lists.suspended(people["front_desk"])


def test_a_step_from_a_list_opens_its_own_page(people, officer):
    case = ordered(officer)
    shown = text(signed_in(people["copy_desk"]).get("/admin/bookings/copies/"))
    assert f"/admin/cases/step/{case.pk}/ready/" in shown
    assert f"/admin/cases/step/{case.pk}/ready/" not in text(
        signed_in(people["front_desk"]).get("/admin/bookings/copies/")
    )
    assert fresh(case).status == "booked"
