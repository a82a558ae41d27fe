"""The vectors of the notices of 2024 to 2026, and what holds for any calendar."""

from datetime import date, datetime, time, timedelta

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workdays.calendar import BusinessClock, WorkCalendar, add_months, statutory_days
from workdays.setup import seed_rows

ROWS = {row.date: row.works for row in seed_rows()}
CALENDAR = WorkCalendar(ROWS, frozenset(range(2004, 2027)))
CLOCK = BusinessClock(CALENDAR)


def days(start: str, text: str) -> list[date]:
    """'01-04,05,08' after 2026-01-02 -> dates; a month once named holds for those that follow."""
    day, found = date.fromisoformat(start), []
    year, month = day.year, day.month
    for part in text.split(","):
        pieces = [int(piece) for piece in part.split("-")]
        if len(pieces) == 3:
            year, month = pieces[0], pieces[1]
        elif len(pieces) == 2:
            month = pieces[0]
        found.append(date(year, month, pieces[-1]))
    return found


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        ("2024-01-02", "01-02,03,04,05,08"),
        ("2026-01-02", "01-04,05,06,07,08"),
        ("2026-02-13", "02-13,14,24,25,26"),
        ("2026-02-28", "02-28,03-02,03,04,05"),
        ("2026-09-20", "09-20,21,22,23,24"),
        ("2026-09-30", "09-30,10-08,09,10,12"),
        ("2025-09-28", "09-28,29,30,10-09,10"),
        ("2026-12-25", "12-25,28,29,30,31"),
        ("2026-12-28", "12-28,29,30,31,2027-01-04"),
    ],
)
def test_five_working_days_including_today(start, expected):
    assert CALENDAR.window(date.fromisoformat(start), 5) == days(start, expected)


@pytest.mark.parametrize(
    ("start", "expected"), [("2026-04-30", "05-06,07,08,09,11"), ("2026-09-18", "09-20,21,22,23,24")]
)
def test_five_working_days_not_counting_today(start, expected):
    assert CALENDAR.window(date.fromisoformat(start), 5, include_start=False) == days(start, expected)


@pytest.mark.parametrize(("year", "count"), [(2024, 251), (2025, 248), (2026, 248)])
def test_working_days_of_a_year(year, count):
    first = date(year, 1, 1)
    assert (
        sum(CALENDAR.is_workday(first + timedelta(days=n)) for n in range((date(year + 1, 1, 1) - first).days)) == count
    )


@pytest.mark.parametrize("day", ["2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"])
def test_make_up_days_of_2026_are_weekend_days_on_which_people_work(day):
    assert date.fromisoformat(day).weekday() >= 5
    assert CALENDAR.is_workday(date.fromisoformat(day))


@pytest.mark.parametrize(
    ("off", "work"),
    [
        (
            "2025-01-01 2025-01-28/2025-02-04 2025-04-04/2025-04-06 2025-05-01/2025-05-05 2025-05-31/2025-06-02 2025-10-01/2025-10-08",
            "2025-01-26 2025-02-08 2025-04-27 2025-09-28 2025-10-11",
        ),
        (
            "2026-01-01/2026-01-03 2026-02-15/2026-02-23 2026-04-04/2026-04-06 2026-05-01/2026-05-05 2026-06-19/2026-06-21 2026-09-25/2026-09-27 2026-10-01/2026-10-07",
            "2026-01-04 2026-02-14 2026-02-28 2026-05-09 2026-09-20 2026-10-10",
        ),
    ],
)
def test_the_notices_of_2025_and_2026_day_by_day(off, work):
    free = set()
    for span in off.split():
        first, _, last = span.partition("/")
        day = date.fromisoformat(first)
        while day <= date.fromisoformat(last or first):
            free.add(day)
            day += timedelta(days=1)
    made_up = {date.fromisoformat(day) for day in work.split()}
    for number in range(365):
        day = date(min(free).year, 1, 1) + timedelta(days=number)
        assert CALENDAR.is_workday(day) is (day in made_up or (day.weekday() < 5 and day not in free)), day


def test_the_seed_is_what_holidays_knows_of_2004_to_2026():
    """chinesecalendar differs from it on 2005-12-31 alone, and there the seed follows holidays."""
    known = holidays.country_holidays("CN", years=range(2004, 2027), language="zh_CN")
    day = date(2004, 1, 1)
    while day.year < 2027:
        works = day in known.weekend_workdays or (day.weekday() < 5 and day not in known)
        assert CALENDAR.is_workday(day) is works, day
        day += timedelta(days=1)
    assert CALENDAR.is_workday(date(2005, 12, 31))


def test_a_year_without_notice_follows_weekday_and_law_and_says_so():
    assert not CALENDAR.is_announced(date(2027, 1, 4))
    assert not CALENDAR.is_workday(date(2027, 1, 1))
    assert not CALENDAR.is_workday(date(2027, 10, 1))
    assert CALENDAR.is_workday(date(2027, 10, 4)), "a day in lieu is for the notice to give"
    assert date(2027, 2, 6) in statutory_days(2027)


@pytest.mark.parametrize(
    ("start", "months", "expected"),
    [
        ("2026-08-31", 6, "2027-02-28"),
        ("2027-08-31", 6, "2028-02-29"),
        ("2028-02-29", 12, "2029-02-28"),
        ("2026-12-31", 1, "2027-01-31"),
        ("2026-01-31", 1, "2026-02-28"),
        ("2026-05-15", 6, "2026-11-15"),
        ("2026-03-31", -1, "2026-02-28"),
    ],
)
def test_months_are_clamped_to_their_last_day(start, months, expected):
    assert add_months(date.fromisoformat(start), months) == date.fromisoformat(expected)


@pytest.mark.parametrize(
    ("start", "count", "expected"), [("2026-10-01", 0, "2026-10-08"), ("2026-09-30", 1, "2026-10-08")]
)
def test_add_workdays(start, count, expected):
    assert CALENDAR.add_workdays(date.fromisoformat(start), count) == date.fromisoformat(expected)


def test_add_workdays_refuses_to_go_back():
    with pytest.raises(ValueError, match="negative"):
        CALENDAR.add_workdays(date(2026, 1, 5), -1)


@pytest.mark.parametrize(
    ("start", "hours", "expected"),
    [
        (datetime(2026, 11, 20, 9, 0), 2.5, datetime(2026, 11, 20, 11, 30)),
        (datetime(2026, 11, 20, 11, 0), 1, datetime(2026, 11, 20, 14, 0)),
        (datetime(2026, 11, 20, 16, 30), 4, datetime(2026, 11, 23, 14, 30)),
        (datetime(2026, 9, 30, 16, 0), 4, datetime(2026, 10, 8, 14, 0)),
        (datetime(2026, 11, 21, 3, 0), 1, datetime(2026, 11, 23, 10, 0)),
    ],
)
def test_the_clock_runs_only_while_the_office_works(start, hours, expected):
    assert CLOCK.add(start, timedelta(hours=hours)) == expected
    assert CLOCK.between(start, expected) == timedelta(hours=hours)


def test_the_clock_stands_still_on_a_day_the_archive_is_closed():
    closed = BusinessClock(WorkCalendar(ROWS, frozenset([2026]), frozenset([date(2026, 11, 23)])))
    assert closed.add(datetime(2026, 11, 20, 16, 0), timedelta(hours=2)) == datetime(2026, 11, 24, 10, 0)


DAYS = st.dates(date(2004, 1, 1), date(2035, 12, 31))


@given(DAYS, st.integers(1, 30))
def test_a_window_holds_that_many_ascending_working_days(day, length):
    window = CALENDAR.window(day, length)
    assert len(window) == length
    assert window == sorted(set(window))
    assert all(CALENDAR.is_workday(each) and each >= day for each in window)


@given(st.datetimes(datetime(2025, 1, 1), datetime(2027, 12, 31)), st.timedeltas(timedelta(0), timedelta(hours=60)))
def test_adding_and_measuring_agree(start, working):
    end = CLOCK.add(start, working)
    assert CLOCK.between(start, end) == working
    assert working == timedelta(0) or any(opens <= end.time() <= closes for opens, closes in CLOCK.hours)
    assert time(0) <= end.time()
