"""The reader's pages: the list of places, taking one, refusals that lose nothing, the record list, the calendar entry."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from icalendar import Calendar

from bookings import stored
from bookings.models import SeatClaim, SlotTemplate, WaitingEntry
from tests.factories import bookings as make
from tests.factories.bookings import MORNING, TUESDAY, WEDNESDAY, fresh, place
from workdays.models import Closure


@pytest.fixture
def officer(db):
    return make.make_officer()


@pytest.fixture
def at_morning(monkeypatch):
    """It is Monday morning, for everybody."""
    monkeypatch.setattr(timezone, "now", lambda: MORNING)


@pytest.fixture
def reader(db, at_morning):
    return make.make_reader(phone="17600004987")


@pytest.fixture
def page(reader) -> Client:
    client = Client()
    client.force_login(reader)
    return client


def shown(response) -> str:
    return response.content.decode()


def post(page, case, where="", **more):
    data = {"place": where, "seen_version": fresh(case).version} | more
    return page.post(f"/my/{case.number}/place/", data)


def test_the_list_shows_five_days_with_what_is_left(page, reader, officer):
    case = make.choosing(officer, reader)
    make.booked(officer, at=place(TUESDAY, 9))
    text = shown(page.get(f"/my/{case.number}/place/"))
    assert "11月23日 星期一，余 12 个时段" in text
    assert "11月24日 星期二，余 11 个时段" in text
    assert text.count("个时段（今天）</h2>") == 1
    assert text.count('class="place-day place-link"') == 4
    assert text.count('type="radio"') == 12
    tuesday = shown(page.get(f"/my/{case.number}/place/?day=2026-11-24"))
    assert "9:00-9:30（已约满）" in tuesday
    assert 'value="2026-11-24T09:00"' not in tuesday
    assert tuesday.count('type="radio"') == 11
    assert shown(page.get(f"/my/{case.number}/place/?day=nonsense")).count('type="radio"') == 12
    assert "可预约五个工作日内的工作日的时间段。如需取消预约，需提前一天操作。" in text
    assert "今天的时段约好以后，不能在网上取消或更改" in text


def test_taking_a_place_leads_to_its_confirmation(page, reader, officer):
    case = make.choosing(officer, reader)
    response = post(page, case, place(WEDNESDAY, 10).key)
    assert response.status_code == 302
    text = shown(page.get(response.url))
    assert "2026年11月25日 星期三" in text
    assert "10:00-10:30" in text
    assert "不动产权证" in text
    assert "示*" in text
    assert "176****4987" in text
    assert "加入日历" in text
    assert SeatClaim.objects.firm().get().case_id == case.pk


def test_a_place_that_others_took_is_refused_with_the_nearest(page, reader, officer):
    case = make.choosing(officer, reader)
    make.booked(officer, at=place(TUESDAY, 10))
    response = post(page, case, place(TUESDAY, 10).key)
    assert response.status_code == 409
    text = shown(response)
    assert "11月24日 10:00-10:30 刚刚被别人预约了" in text
    assert "离您选的时间最近的空余时段" in text
    assert text.index('value="2026-11-24T09:30"') < text.index("place-link"), "the nearest stand on top"
    assert fresh(case).status == "choosing"


@pytest.mark.parametrize(
    ("where", "status", "sentence"),
    [
        pytest.param("", 422, "请先选择一个时段", id="nothing"),
        pytest.param("2026-11-28T09:00", 422, "不开放", id="saturday"),
        pytest.param("2026-11-24T12:00", 422, "不开放", id="no-slot"),
        pytest.param("2026-11-24T09:00:00+08:00", 422, "不开放", id="forged"),
        pytest.param("';drop table", 422, "不开放", id="nonsense"),
        pytest.param("2026-11-20T09:00", 409, "已经开始或已过去", id="past"),
        pytest.param("2026-12-01T09:00", 409, "不开放预约", id="too-far"),
        pytest.param("2026-11-24T09:00\x00", 422, "不开放", id="nul"),
    ],
)
def test_what_is_no_place_is_answered_with_the_list(page, reader, officer, where, status, sentence):
    case = make.choosing(officer, reader)
    response = post(page, case, where)
    assert response.status_code == status
    assert sentence in shown(response)
    assert "place-link" in shown(response)
    assert not SeatClaim.objects.exists()


def test_other_peoples_bookings_are_not_there(page, officer):
    other = make.choosing(officer)
    for path in ("", "place/", "visit.ics", "slip.pdf"):
        assert page.get(f"/my/{other.number}/{path}").status_code == 404
    assert post(page, other, place().key).status_code == 404
    assert page.post(f"/my/{other.number}/line/", {"wait": "2026-11-24"}).status_code == 404


def test_an_old_page_takes_no_step(page, reader, officer):
    case = make.choosing(officer, reader)
    response = page.post(f"/my/{case.number}/place/", {"place": place().key, "seen_version": 1})
    assert response.status_code == 302
    assert "已经处理了这个办件" in shown(page.get(response.url))
    assert not SeatClaim.objects.exists()


def test_a_double_click_books_once(page, reader, officer):
    case = make.choosing(officer, reader)
    first = {"place": place().key, "seen_version": fresh(case).version}
    assert page.post(f"/my/{case.number}/place/", first).status_code == 302
    again = page.post(f"/my/{case.number}/place/", first)
    assert again.status_code == 302
    assert "您预约的就是这个时段" in shown(page.get(again.url))
    assert fresh(case).history.filter(action="change").count() == 0


def test_on_the_day_nothing_changes_and_the_number_to_call_is_there(page, reader, officer, monkeypatch):
    case = make.booked(officer, reader)
    monkeypatch.setattr(timezone, "now", lambda: make.moment(TUESDAY, 8))
    page.force_login(reader)
    assert "预约日期当天不能取消或改时段" in shown(page.get(f"/my/{case.number}/"))
    assert "当天不能取消" in shown(page.get(f"/my/{case.number}/place/", follow=True))
    response = page.post(f"/my/{case.number}/cancel/", {"seen_version": fresh(case).version, "opinion": ""})
    assert response.status_code == 422
    assert "当天不能取消" in shown(response)
    assert fresh(case).status == "booked"


def test_a_full_day_has_a_line(page, reader, officer):
    case = make.choosing(officer, reader)
    SlotTemplate.objects.filter(day=1).exclude(starts="09:00").delete()
    make.booked(officer)
    assert "11月24日 星期二，已约满" in shown(page.get(f"/my/{case.number}/place/"))
    response = page.post(f"/my/{case.number}/line/", {"wait": "2026-11-24"}, follow=True)
    assert "已登记候补" in shown(response)
    assert "1 人候补" in shown(response)
    assert WaitingEntry.objects.get(ended_at=None).case_id == case.pk
    page.post(f"/my/{case.number}/line/", {"leave": "2026-11-24"})
    assert not WaitingEntry.objects.filter(ended_at=None).exists()
    assert "不用候补" in shown(page.post(f"/my/{case.number}/line/", {"wait": "2026-11-25"}, follow=True))
    assert "没有看出是哪一天" in shown(page.post(f"/my/{case.number}/line/", {"wait": "x"}, follow=True))


def test_the_record_list_filters_by_state(page, reader, officer):
    make.booked(officer, reader)
    waiting = make.submitted(reader)
    text = shown(page.get("/my/bookings/"))
    assert "全部（2）" in text
    assert "已预约（1）" in text
    assert "2026年11月24日 星期二 9:00-9:30" in text
    assert "没有更多了" in text
    narrowed = shown(page.get("/my/bookings/?status=waiting"))
    assert waiting.number in narrowed
    assert narrowed.count("预约详情") == 1
    assert shown(page.get("/my/bookings/?status=nonsense")).count("预约详情") == 2


def test_lists_take_the_same_queries_for_one_and_many(page, reader, officer):
    case = make.booked(officer, reader)

    def counted(path: str) -> int:
        with CaptureQueriesContext(connection) as found:
            assert page.get(path).status_code == 200
        return len(found)

    counted("/my/bookings/")  # what is kept in the process is made
    one = counted("/my/bookings/"), counted(f"/my/{case.number}/place/")
    for hour in (10, 11, 14):
        make.booked(officer, reader, at=place(TUESDAY, hour))
    assert (counted("/my/bookings/"), counted(f"/my/{case.number}/place/")) == one


def entry(page, case):
    response = page.get(f"/my/{case.number}/visit.ics")
    return Calendar.from_ical(response.content) if response.status_code == 200 else None


def test_the_calendar_entry_is_superseded_and_taken_out(page, reader, officer):
    case = make.choosing(officer, reader)
    assert entry(page, case) is None, "only what is confirmed"
    post(page, case, place(WEDNESDAY, 9).key)
    first = entry(page, case)
    event = first.walk("VEVENT")[0]
    assert first["method"] == "PUBLISH"
    assert event["dtstart"].dt == make.moment(WEDNESDAY, 9)
    post(page, case, place(WEDNESDAY, 10).key)
    second = entry(page, case).walk("VEVENT")[0]
    assert second["uid"] == event["uid"]
    assert second["sequence"] > event["sequence"]
    page.post(f"/my/{case.number}/cancel/", {"seen_version": fresh(case).version, "opinion": ""})
    last = entry(page, case)
    assert last["method"] == "CANCEL"
    assert last.walk("VEVENT")[0]["status"] == "CANCELLED"
    assert last.walk("VEVENT")[0]["uid"] == event["uid"]
    assert last.walk("VEVENT")[0]["sequence"] > second["sequence"]


def test_nothing_found_can_be_applied_for_again(page, reader, officer):
    case = make.step(make.submitted(reader), "nothing", officer)
    assert "修改后重新申请" in shown(page.get(f"/my/{case.number}/"))
    response = page.post(f"/my/{case.number}/again/")
    assert response.status_code == 302
    draft = make.Booking.objects.get(status="draft")
    assert draft.draft_sections.get(name="project").typed["project-query"] == ["结构竣工图"]
    page.post(f"/my/{case.number}/again/")
    assert make.Booking.objects.filter(status="draft").count() == 1


def test_days_across_a_closure(page, reader, officer):
    case = make.choosing(officer, reader)
    start = make.moment(TUESDAY, 0)
    Closure.objects.create(starts_at=start, ends_at=start + timedelta(days=1), reason="库房检修")
    text = shown(page.get(f"/my/{case.number}/place/"))
    assert "11月24日" not in text
    assert "11月30日 星期一" in text, "five open days"
    assert date(2026, 11, 30).weekday() == 0


def test_what_is_stored_of_a_person_names_places_and_copies(reader, officer):
    case = make.booked(officer, reader)
    make.step(case, "arrive", officer, now=make.moment(TUESDAY, 9))
    make.step(case, "order_copies", officer, now=make.moment(TUESDAY, 10), data={"pages": 3, "promised_on": WEDNESDAY})
    (row,) = stored.bookings(reader)
    assert row["编号"] == case.number
    assert row["时段"][0]["到馆时间"] == make.moment(TUESDAY, 9)
    assert row["复制件"]["页数"] == 3
    assert list(stored.bookings(officer)) == []


def test_the_list_of_all_cases_leads_to_the_bookings(page):
    assert 'href="/my/bookings/">查档预约记录' in shown(page.get("/my/"))
