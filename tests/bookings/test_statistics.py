"""The numbers of a period: what they count, where the period ends, and what they cost."""

import csv
import io
from datetime import UTC, date, datetime

import pytest
from django.utils import timezone

from accounts.groups import StaffGroup
from bookings import bulk
from bookings.models import Purpose, ReaderCategory
from bookings.staff import charts
from bookings.staff.statistics import Period, Row, figures, period
from casework import services
from tests.factories import bookings as make
from tests.factories.bookings import MORNING, TUESDAY, WEDNESDAY, place
from workdays.models import HolidayAdjustment

URL, CSV = "/admin/bookings/statistics/", "/admin/bookings/statistics/csv/"
MONDAY = date(2026, 11, 23)
QUERIES = 15
NOVEMBER = Period(date(2026, 11, 1), date(2026, 11, 30))


@pytest.fixture
def officer(monkeypatch, db):
    monkeypatch.setattr(timezone, "now", lambda: MORNING)
    return make.make_officer()


@pytest.fixture
def staff(officer, client):
    client.force_login(officer)
    return client


def counts(rows) -> dict[str, int]:
    return {row.label: row.count for row in rows if row.count}


def page(answer) -> str:
    return answer.content.decode()


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("month", date(2026, 11, 1), date(2026, 11, 30)),
        ("last_month", date(2026, 10, 1), date(2026, 10, 31)),
        ("quarter", date(2026, 10, 1), date(2026, 12, 31)),
        ("last_quarter", date(2026, 7, 1), date(2026, 9, 30)),
        ("year", date(2026, 1, 1), date(2026, 12, 31)),
        ("last_year", date(2025, 1, 1), date(2025, 12, 31)),
    ],
)
def test_periods_have_names(name, first, last):
    assert period(name, MONDAY) == Period(first, last)


def test_months_of_a_year_and_of_a_period_that_begins_within_one():
    assert period("last_month", date(2028, 3, 31)) == Period(date(2028, 2, 1), date(2028, 2, 29))
    parts = list(Period(date(2026, 1, 15), date(2026, 4, 2)).parts())
    assert [label for label, _ in parts] == ["2026年1月", "2026年2月", "2026年3月", "2026年4月"]
    assert (parts[0][1].first, parts[-1][1].last) == (date(2026, 1, 15), date(2026, 4, 2))
    assert [label for label, _ in Period(MONDAY, TUESDAY).parts()] == ["11月23日", "11月24日"]


def test_everything_that_happened_is_counted_once(officer):
    dispute, other = Purpose.objects.get(code="dispute"), Purpose.objects.get(code="other")
    owner, army = ReaderCategory.objects.get(code="individual"), ReaderCategory.objects.get(code="military")
    came = make.booked(officer, at=place(TUESDAY, 9), purpose=dispute, category=owner)
    half_past = make.booked(officer, at=place(TUESDAY, 9, 30), purpose=other, category=army)
    away = make.booked(officer, at=place(WEDNESDAY, 14), purpose=dispute, category=owner)
    make.step(came, "arrive", officer, now=make.moment(TUESDAY, 9, 2))
    make.step(half_past, "arrive", officer, now=make.moment(TUESDAY, 9, 31))
    make.step(away, "missed", officer, now=make.moment(WEDNESDAY, 15))
    cancelled = make.booked(officer, at=place(WEDNESDAY, 9))
    make.step(cancelled, "cancel", cancelled.applicant)
    make.step(make.choosing(officer), "cancel_for", officer)
    make.make_draft()
    found = figures(NOVEMBER)
    assert (found.requests, found.visits, found.missed, found.cancellations) == (5, 2, 1, 2)
    assert counts(found.by_part) == {"11月23日": 5}
    assert counts(found.by_purpose) == {"诉讼、纠纷": 4, "其他": 1}
    assert counts(found.by_category) == {"军队、武警部队": 1, "个人业主": 4}
    assert found.by_hour == [Row("9:00-10:00", 2), Row("14:00-15:00", 0, 1)]
    assert found.by_weekday[1:3] == [Row("星期二", 2), Row("星期三", 0, 1)]
    assert counts(found.cancelled) == {"读者取消": 1, "馆员代为取消": 1}
    assert found.busiest == "9:00-10:00来的读者最多（2 人次，占 100%），一周中星期二最忙（2 人次）。"


def test_nothing_is_no_error(staff):
    shown = page(staff.get(URL))
    assert "这段时间还没有读者到馆" in shown
    assert "这段时间没有审核" in shown


@pytest.mark.parametrize(
    ("at", "inside"),
    [
        (datetime(2026, 10, 31, 15, 59, 59), False),
        (datetime(2026, 10, 31, 16, 0), True),
        (datetime(2026, 11, 30, 15, 59, 59), True),
        (datetime(2026, 11, 30, 16, 0), False),
    ],
)
def test_a_month_begins_and_ends_at_midnight_in_shanghai(officer, at, inside):
    """The moments are in UTC, eight hours behind."""
    make.submitted(now=at.replace(tzinfo=UTC))
    assert figures(NOVEMBER).requests == int(inside)
    days = figures(Period(date(2026, 11, 1), date(2026, 11, 1)))
    assert days.requests == int(at == datetime(2026, 10, 31, 16, 0))


def reviewed(officer, submitted: datetime, decided: datetime, action: str = "approve"):
    return make.step(make.submitted(now=submitted), action, officer, now=decided)


def test_review_is_measured_in_working_time(officer):
    """From Friday's last hour to Monday's first is two working hours; a weekend is none."""
    friday, monday = date(2026, 11, 20), MONDAY
    reviewed(officer, make.moment(friday, 16), make.moment(monday, 10))  # 2 hours
    reviewed(officer, make.moment(friday, 9), make.moment(friday, 11))  # 2 hours
    reviewed(officer, make.moment(friday, 9), make.moment(monday, 17), "nothing")  # 12 hours, two days
    review = figures(NOVEMBER).review
    assert (review.count, review.within, review.hours, review.promise) == (3, 2, 2.0, 1)
    assert review.share == 67


def test_a_holiday_is_no_time_of_review(officer):
    HolidayAdjustment.objects.create(date=TUESDAY, kind="off", name="示例节")
    reviewed(officer, make.moment(MONDAY, 16), make.moment(WEDNESDAY, 10))
    assert figures(NOVEMBER).review.hours == 2.0


def test_each_round_of_a_review_is_measured(officer):
    case = make.step(make.submitted(now=make.moment(MONDAY, 9)), "return", officer, now=make.moment(MONDAY, 10))
    found = make.fresh(case)
    again = make.moment(WEDNESDAY, 9)
    services.submit(found, "send", actor=found.applicant, seen_version=found.version, content=make.CONTENT, now=again)
    make.step(case, "approve", officer, now=make.moment(WEDNESDAY, 11))
    review = figures(NOVEMBER).review
    assert (review.count, review.hours) == (2, 1.5), "an hour, and two after the supplement"


def test_a_cancellation_by_staff_is_no_review(officer):
    make.step(make.submitted(), "cancel_for", officer)
    assert figures(NOVEMBER).review.count == 0


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ("period=own", "请填写从哪天到哪天"),
        ("period=own&first=2026-11-02&last=2026-11-01", "结束的日期要在开始的日期以后"),
        ("period=own&first=1999-01-01&last=2026-11-01", "一次最多统计五年"),
        ("period=century", "选择一个有效的选项"),
    ],
)
def test_a_period_that_cannot_be_is_said(staff, asked, sentence):
    answer = staff.get(f"{URL}?{asked}")
    assert answer.status_code == 422
    assert sentence in page(answer)
    assert staff.get(f"{CSV}?{asked}").status_code == 422


def test_own_dates_and_the_page(staff, officer):
    case = make.booked(officer)
    make.step(case, "arrive", officer, now=make.moment(TUESDAY, 9, 2))
    shown = page(staff.get(f"{URL}?period=own&first=2026-11-23&last=2026-11-24"))
    assert "2026-11-23 至 2026-11-24" in shown
    assert "<svg" in shown
    assert "style=" not in shown.split("<svg")[1].split("</svg>")[0]
    assert "一周中星期二最忙" in shown


def test_the_csv_says_what_the_page_says(staff, officer):
    Purpose.objects.filter(code="dispute").update(label="=1+1")
    make.submitted()
    answer = staff.get(CSV)
    text = b"".join(answer.streaming_content).decode()
    assert text.startswith("\ufeff")
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    assert rows[0][:2] == ["统计期间", "2026-11-01 至 2026-11-30"]
    assert ["申请", "合计", "1"] in rows
    assert ["申请（按查档目的）", "'=1+1", "1"] in rows, "no program takes it for a formula"


def test_bars_are_as_long_as_their_numbers():
    drawn = charts.chart("到馆", [Row("9:00-10:00", 30, 10), Row("10:00-11:00", 20), Row("11:00-12:00", 0)])
    widths = [(bar.width, bar.missed_width) for bar in drawn.bars]
    assert widths == [(141, 47), (94, 0), (0, 0)]
    assert drawn.bars[0].missed_x == drawn.bar_x + 141
    assert drawn.bars[0].text == "30（未到 10）"
    assert charts.chart("到馆", [Row("9:00-10:00", 0)]).bars == []


def test_queries_do_not_depend_on_how_much_there_is(officer, django_assert_num_queries):
    year = Period(date(2026, 1, 1), date(2026, 12, 31))
    make.submitted()
    figures(year)  # the row of settings is made
    with django_assert_num_queries(QUERIES):
        figures(year)
    list(bulk.past(90, now=MORNING))
    with django_assert_num_queries(QUERIES):
        assert figures(year).requests == 91


@pytest.mark.parametrize("group", StaffGroup.values)
def test_who_reviews_sees_the_figures(group, client, db):
    client.force_login(make.make_officer(StaffGroup(group)))
    may = group in (StaffGroup.BOOKING_OFFICERS, StaffGroup.ADMINISTRATORS)
    assert (client.get(URL).status_code == 200) == may
    assert (client.get(CSV).status_code == 200) == may
