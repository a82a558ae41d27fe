"""Closing in one act: what was shown is what happens, nobody stays in a closed place, all are told."""

from datetime import date, datetime, time

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.groups import StaffGroup
from bookings.models import Booking, SeatClaim, SlotTemplate, WaitingEntry
from bookings.queries import fresh_timetable, place_of
from bookings.services import closing, displacement, places, waiting
from casework.models import StatusChange
from content.models import SiteAlert
from notifications.models import Message
from tests.factories import bookings as make
from tests.factories.bookings import MORNING, TUESDAY, WEDNESDAY, fresh, place
from workdays import services as workdays
from workdays import touching
from workdays.models import Closure, HolidayAdjustment

URL = "/admin/bookings/closing/"
DAY = {"first_day": "2026-11-24", "reason": "库房检修", "show_alert": "on"}


@pytest.fixture
def now(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: MORNING)
    cache.clear()


@pytest.fixture
def officer(now, db):
    return make.make_officer()


@pytest.fixture
def staff(officer, client):
    client.force_login(officer)
    return client


def closure(first: date = TUESDAY, last: date | None = None, **columns) -> Closure:
    ends = make.moment(last or first, 0) + (make.moment(TUESDAY, 0) - make.moment(date(2026, 11, 23), 0))
    return Closure(**{"starts_at": make.moment(first, 0), "ends_at": ends, "reason": "库房检修"} | columns)


def page(answer) -> str:
    return answer.content.decode()


def seal(text: str) -> str:
    return text.split('name="seal" value="')[1].split('"')[0]


def standing(case: Booking):
    claim = SeatClaim.objects.standing().filter(case=case).select_related("day").first()
    return claim and place_of(claim)


def nobody_in_a_closed_place() -> bool:
    rules = fresh_timetable()
    claims = SeatClaim.objects.standing().filter(visit=None).select_related("day")
    return all(displacement._stays(rules, place_of(each)) for each in claims)


def test_a_day_is_closed_as_it_was_shown(staff, officer):
    cases = [make.booked(officer, at=place(TUESDAY, 9)), make.booked(officer, at=place(TUESDAY, 10))]
    stays = make.booked(officer, at=place(WEDNESDAY, 9))
    shown = page(staff.post(URL, DAY))
    assert "11月24日（星期二）全天" in shown
    assert "12 个时段（共 12 个名额）不再开放" in shown
    assert "2 位读者要改期" in shown
    assert all(case.number in shown for case in cases)
    assert stays.number not in shown
    assert "示**" in shown or "示*" in shown
    assert "例读者" not in shown, "names are masked"
    assert "保留 11月25日 星期三 9:30-10:00" in shown, "the nearest free place"
    assert not Closure.objects.exists()
    assert standing(cases[0]) == place(TUESDAY, 9), "nothing has happened yet"

    planned = [move.to for move in closing.preview(closure()).moves]
    answer = staff.post(URL, DAY | {"confirm": "1", "seal": seal(shown)})
    assert (answer.status_code, answer.url) == (302, URL)
    assert [standing(case) for case in cases] == planned
    assert standing(stays) == place(WEDNESDAY, 9)
    assert nobody_in_a_closed_place()
    for case in cases:
        assert fresh(case).status == "choosing"
        assert SeatClaim.objects.holds().filter(case=case).exists(), "they confirm it"
        assert StatusChange.objects.filter(case=case).last().opinion == "库房检修，原来预约的时段不再开放。"
        told = Message.objects.get(case=case, key="booking_displaced", channel="site")
        assert "库房检修" in told.body
        assert "为您保留了11月" in told.body
    row = Closure.objects.get()
    assert row.alert.text.startswith("因库房检修，11月24日（星期二）全天闭馆")
    assert row.alert.ends_at == row.ends_at
    assert "因库房检修，11月24日（星期二）全天闭馆" in page(staff.get("/"))


def test_who_waits_for_a_closed_day_is_listed_too(staff, officer):
    SlotTemplate.objects.filter(day=1).exclude(starts=time(9)).delete()
    make.booked(officer)
    waits = make.choosing(officer)
    waiting.wait(fresh(waits), TUESDAY, user=waits.applicant, now=MORNING)
    shown = page(staff.post(URL, DAY))
    assert "候补到此为止：1 件" in shown
    assert waits.number in shown
    staff.post(URL, DAY | {"confirm": "1", "seal": seal(shown)})
    waiting.serve_lines(MORNING)
    assert not WaitingEntry.objects.filter(ended_at=None).exists()


def test_hours_are_closed_and_the_rest_of_the_day_stays(staff, officer):
    hit, early = make.booked(officer, at=place(TUESDAY, 14)), make.booked(officer, at=place(TUESDAY, 13, 30))
    posted = DAY | {"starts": "14:00", "ends": "15:10"}
    shown = page(staff.post(URL, posted))
    assert "3 个时段（共 3 个名额）不再开放" in shown, "one begins within the hours and ends after them"
    assert "11月24日（星期二）14:00-15:10" in shown
    staff.post(URL, posted | {"confirm": "1", "seal": seal(shown)})
    assert standing(early) == place(TUESDAY, 13, 30)
    assert standing(hit) == place(TUESDAY, 15, 30), "the nearest free place that is left on the same day"
    assert nobody_in_a_closed_place()


def test_who_books_between_the_preview_and_the_act_is_seen_first(staff, officer):
    shown = page(staff.post(URL, DAY))
    late = make.booked(officer, at=place(TUESDAY, 11))
    answer = staff.post(URL, DAY | {"confirm": "1", "seal": seal(shown)})
    assert answer.status_code == 409
    assert "还没有闭馆" in page(answer)
    assert late.number in page(answer)
    assert not Closure.objects.exists()
    assert not SiteAlert.objects.exists()
    assert standing(late) == place(TUESDAY, 11)
    assert staff.post(URL, DAY | {"confirm": "1", "seal": seal(page(answer))}).status_code == 302
    assert nobody_in_a_closed_place()


def test_an_act_that_breaks_leaves_nothing(staff, officer, monkeypatch):
    case = make.booked(officer)
    monkeypatch.setattr(displacement, "apply_transition", lambda *args, **kwargs: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        closing.close(closure(), user=officer, seen=closing.preview(closure()).seal, alert="闭馆")
    assert not Closure.objects.exists()
    assert not SiteAlert.objects.exists()
    assert standing(case) == place()


def test_due_times_follow_and_are_shown(staff, officer):
    waiting = make.submitted(now=make.moment(date(2026, 11, 23), 16))
    due = fresh(waiting).due_at
    shown = page(staff.post(URL, DAY))
    assert "在办办件的应办结时间会改变：1 件" in shown
    staff.post(URL, DAY | {"confirm": "1", "seal": seal(shown)})
    assert fresh(waiting).due_at > due


def test_without_the_tick_the_site_says_nothing_and_own_words_are_kept(staff):
    quiet = {"first_day": "2026-11-24", "reason": "库房检修"}
    shown = page(staff.post(URL, quiet))
    assert "不在网站上显示提醒" in shown
    staff.post(URL, quiet | {"confirm": "1", "seal": seal(shown)})
    assert not SiteAlert.objects.exists()
    own = DAY | {"first_day": "2026-11-25", "alert": "周三不开门。"}
    staff.post(URL, own | {"confirm": "1", "seal": seal(page(staff.post(URL, own)))})
    assert SiteAlert.objects.get().text == "周三不开门。"


@pytest.mark.parametrize(
    ("posted", "sentence"),
    [
        pytest.param({"first_day": "2026-11-20"}, "已经过去", id="past"),
        pytest.param({"first_day": "2026-11-20", "last_day": "2026-11-24"}, "开始的日期已经过去", id="began"),
        pytest.param({"last_day": "2026-11-23"}, "结束时间要晚于开始时间", id="backwards"),
        pytest.param({"starts": "11:00", "ends": "09:00"}, "结束时间要晚于开始时间", id="hours-backwards"),
        pytest.param({"last_day": "2028-11-24"}, "一次最多闭馆", id="years"),
        pytest.param({"first_day": "2026-12-03"}, "与已有的闭馆安排“盘点”", id="overlaps"),
        pytest.param({"reason": ""}, "请填写原因", id="no-reason"),
        pytest.param({"first_day": "2026-13-40"}, "日期看不懂", id="no-date"),
    ],
)
def test_what_cannot_be_closed_is_said(staff, posted, sentence):
    closure(date(2026, 12, 3), reason="盘点").save()
    answer = staff.post(URL, DAY | posted | {"confirm": "1", "seal": ""})
    assert answer.status_code == 422
    assert sentence in page(answer)
    assert Closure.objects.count() == 1


def test_today_can_be_closed_while_it_runs(staff, officer):
    shown = page(staff.post(URL, DAY | {"first_day": "2026-11-23"}))
    assert "12 个时段" in shown
    assert staff.post(URL, DAY | {"first_day": "2026-11-23", "confirm": "1", "seal": seal(shown)}).status_code == 302


def test_readers_for_whom_nothing_is_left_are_asked_to_choose(officer):
    SlotTemplate.objects.exclude(day=1).delete()
    SlotTemplate.objects.exclude(starts=time(9)).delete()
    case = make.booked(officer)
    found = closing.preview(closure())
    assert [move.to for move in found.moves] == [None]
    closing.close(closure(), user=officer, seen=found.seal)
    assert standing(case) is None
    assert "请登录网站重新选择时段" in Message.objects.get(case=case, key="booking_displaced", channel="site").body


def test_each_reader_is_told_the_reason_that_took_the_place(officer):
    first, second = make.booked(officer, at=place(TUESDAY, 9)), make.booked(officer, at=place(WEDNESDAY, 9))
    with workdays.changing(user=officer):
        closure(TUESDAY, reason="库房检修").save()
        closure(WEDNESDAY, reason="设备维护").save()
    assert StatusChange.objects.filter(case=first).last().opinion.startswith("库房检修，")
    assert StatusChange.objects.filter(case=second).last().opinion.startswith("设备维护，")


def test_what_is_offered_is_what_is_held(officer, monkeypatch):
    """A place for which the time for an answer would be over at once is not offered, in the preview as in the act."""
    rules = displacement.booking_settings()
    rules.hold_ends_before_hours = 24
    rules.save()
    late = make.moment(date(2026, 11, 23), 22)
    case = make.booked(officer, at=place(TUESDAY, 9))
    hours = closure(starts_at=make.moment(TUESDAY, 9), ends_at=make.moment(TUESDAY, 9, 30))
    monkeypatch.setattr(timezone, "now", lambda: late)
    found = closing.preview(hours)
    assert found.moves[0].to == place(WEDNESDAY, 9), "the nearest that can be held for a while"
    closing.close(hours, user=officer, seen=found.seal)
    assert standing(case) == found.moves[0].to


def test_a_lost_place_beyond_the_list_changes_the_seal(officer, monkeypatch):
    monkeypatch.setattr(touching, "SHOWN", 1)
    make.booked(officer, at=place(TUESDAY, 9))
    case = make.booked(officer, at=place(TUESDAY, 10))
    before = closing.preview(closure()).seal
    places.book(
        fresh(case), place(TUESDAY, 11), "change", actor=case.applicant, seen_version=fresh(case).version, now=MORNING
    )
    assert closing.preview(closure()).seal != before


@pytest.mark.parametrize("group", StaffGroup.values)
def test_booking_officers_and_administrators_close(group, client, db):
    client.force_login(make.make_officer(StaffGroup(group)))
    may = group in (StaffGroup.BOOKING_OFFICERS, StaffGroup.ADMINISTRATORS)
    assert (client.get(URL).status_code == 200) == may
    client.post(URL, DAY | {"first_day": f"{timezone.localdate():%Y-%m-%d}", "confirm": "1", "seal": ""})
    assert Closure.objects.exists() == may


# --- the calendar's own pages


@pytest.fixture
def admin(now, admin_client):
    return admin_client


def confirmed(text: str) -> str:
    return text.split('name="confirmed" value="')[1].split('"')[0]


def test_a_closure_row_lists_the_readers_and_moves_them(admin, officer):
    case = make.booked(officer)
    posted = {"starts_at": "2026-11-24 00:00", "ends_at": "2026-11-25 00:00", "reason": "库房检修"}
    shown = page(admin.post("/admin/closure/new/", posted))
    assert "预约的读者要改期：1 件" in shown
    assert case.number in shown
    assert standing(case) == place()
    assert admin.post("/admin/closure/new/", posted | {"confirmed": confirmed(shown)}).status_code == 302
    assert fresh(case).status == "choosing"
    assert nobody_in_a_closed_place()


def test_a_closure_that_grows_lists_the_readers_and_its_alert_grows_too(admin, officer):
    case = make.booked(officer, at=place(WEDNESDAY, 9))
    made = closing.close(closure(), user=officer, seen=closing.preview(closure()).seal, alert="周二闭馆。")
    posted = {"starts_at": "2026-11-24 00:00", "ends_at": "2026-11-26 00:00", "reason": "库房检修"}
    url = f"/admin/closure/edit/{made.pk}/"
    shown = page(admin.post(url, posted))
    assert "预约的读者要改期：1 件" in shown
    assert admin.post(url, posted | {"confirmed": confirmed(shown)}).status_code == 302
    assert StatusChange.objects.filter(case=case).last().opinion.startswith("库房检修，")
    assert SiteAlert.objects.get().ends_at == make.moment(date(2026, 11, 26), 0)


def test_opening_again_displaces_nobody_and_takes_the_alert_away(admin, officer):
    made = closing.close(closure(), user=officer, seen=closing.preview(closure()).seal, alert="周二闭馆。")
    case = make.booked(officer, at=place(WEDNESDAY, 9))
    url = f"/admin/closure/delete/{made.pk}/"
    shown = page(admin.get(url))
    assert "要改期" not in shown
    assert admin.post(url, {"confirmed": confirmed(shown)}).status_code == 302
    assert not Closure.objects.exists()
    assert not SiteAlert.objects.exists()
    assert standing(case) == place(WEDNESDAY, 9)
    assert fresh_timetable().place(TUESDAY, time(9))


def test_a_holiday_row_lists_the_readers_and_says_why(admin, officer):
    case = make.booked(officer)
    posted = {"date": "2026-11-24", "kind": "off", "name": "示例节", "source": ""}
    shown = page(admin.post("/admin/holidayadjustment/new/", posted))
    assert case.number in shown
    admin.post("/admin/holidayadjustment/new/", posted | {"confirmed": confirmed(shown)})
    assert StatusChange.objects.filter(case=case).last().opinion.startswith("节假日安排有变动，")
    assert nobody_in_a_closed_place()


def test_deleting_a_make_up_day_lists_the_readers(admin, officer):
    saturday = date(2026, 11, 28)
    row = HolidayAdjustment.objects.create(date=saturday, kind="work", name="示例节")
    case = make.booked(officer, at=place(saturday, 9), now=make.moment(TUESDAY, 8))
    url = f"/admin/holidayadjustment/delete/{row.pk}/"
    shown = page(admin.get(url))
    assert case.number in shown
    assert "还没有删除" in page(admin.post(url))
    assert standing(case) == place(saturday, 9)
    admin.post(url, {"confirmed": confirmed(shown)})
    assert nobody_in_a_closed_place()


def test_loading_a_notice_lists_the_readers(monkeypatch, client, admin_user):
    """On a Thursday before a year whose notice makes the first Monday a day off."""
    moment = datetime(2026, 12, 31, 8, 0, tzinfo=timezone.get_default_timezone())
    monkeypatch.setattr(timezone, "now", lambda: moment)
    client.force_login(admin_user)
    monday = date(2027, 1, 4)
    case = make.booked(make.make_officer(), at=place(monday, 9), now=moment)
    text = "日期,安排,名称\n2027-01-01,放假,元旦\n2027-01-04,放假,元旦\n"
    posted = {"year": 2027, "source": "国办发明电〔2026〕9号", "text": text}
    shown = page(client.post("/admin/workdays/load/", posted))
    assert case.number in shown
    client.post("/admin/workdays/load/", posted | {"confirm": "1", "seal": seal(shown)})
    assert fresh(case).status == "choosing"
    assert nobody_in_a_closed_place()


def test_the_preview_costs_the_same_for_many_readers(staff, officer):
    make.booked(officer)
    staff.post(URL, DAY)
    with CaptureQueriesContext(connection) as one:
        staff.post(URL, DAY)
    for hour in (10, 11, 14, 15, 16):
        make.booked(officer, at=place(TUESDAY, hour))
    with CaptureQueriesContext(connection) as many:
        assert "6 位读者要改期" in page(staff.post(URL, DAY))
    assert len(many) == len(one)
