"""The rules of places as tables: which days, which slots, what can be chosen when (seats and holds: test_seats)."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookings.rules import MAKE_UP, Place, may_give_up
from tests.bookings.tables import CALENDAR, RULES, TWELVE, at, closed, dates, place
from workdays.calendar import add_months


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        ("2024-01-02", "2024-01-02,03,04,05,08"),
        ("2026-01-02", "01-04,05,06,07,08"),  # on a day off; Sunday 01-04 is worked
        ("2026-02-13", "02-13,14,24,25,26"),  # over spring festival
        ("2026-02-28", "02-28,03-02,03,04,05"),  # a worked Saturday
        ("2026-09-20", "09-20,21,22,23,24"),  # a worked Sunday
        ("2026-09-30", "09-30,10-08,09,10,12"),
        ("2025-09-28", "09-28,29,30,10-09,10"),
        ("2026-12-25", "12-25,28,29,30,31"),
        ("2026-12-28", "12-28,29,30,31,2027-01-04"),  # 2027 is not announced: New Year's Day by law, then a weekend
        ("2027-01-01", "2027-01-04,05,06,07,08"),
        ("2024-02-28", "2024-02-28,29,03-01,04,05"),  # a leap day
        ("2028-02-28", "2028-02-28,29,03-01,02,03"),
    ],
)
def test_the_window_counts_today(start, expected):
    assert RULES.days(date.fromisoformat(start)) == dates(start, expected)


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        ("2026-04-30", "05-06,07,08,09,11"),
        ("2026-09-18", "09-20,21,22,23,24"),
        ("2026-09-19", "09-20,21,22,23,24"),  # a Saturday: there is no today to leave out
        ("2026-12-31", "2027-01-04,05,06,07,08"),
    ],
)
def test_the_window_without_today(start, expected):
    assert replace(RULES, include_today=False).days(date.fromisoformat(start)) == dates(start, expected)


@pytest.mark.parametrize("length", [1, 2, 10, 30])
def test_the_window_is_as_long_as_the_setting_says(length):
    found = replace(RULES, window_days=length).days(date(2026, 9, 17))
    assert len(found) == length
    assert found == sorted(set(found))
    assert all(CALENDAR.is_workday(day) for day in found)


def test_a_closed_day_is_no_day_of_the_window_and_the_next_takes_its_place():
    rules = closed(RULES, days=("2026-11-24", "2026-11-26"))
    assert rules.days(date(2026, 11, 23)) == dates("2026-11-23", "23,25,27,30,12-01")


def test_a_room_closed_for_longer_than_a_year_offers_nothing():
    shut = frozenset(date(2026, 11, 23) + timedelta(days=number) for number in range(500))
    rules = replace(RULES, calendar=replace(CALENDAR, closed=shut))
    assert rules.days(date(2026, 11, 23)) == []
    assert rules.free_days(at("2026-11-23T08:00"), []) == []


def test_the_end_of_a_year_without_a_notice_for_the_next_works_and_says_so():
    found = RULES.free_days(at("2026-12-28T08:00"), [])
    assert [(day.day, day.is_certain) for day in found] == [
        *((date(2026, 12, number), True) for number in (28, 29, 30, 31)),
        (date(2027, 1, 4), False),
    ]
    announced = replace(CALENDAR, announced=CALENDAR.announced | {2027})
    assert all(day.is_certain for day in replace(RULES, calendar=announced).free_days(at("2026-12-28T08:00"), []))


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        ("2026-08-31", 6, "2027-02-28"),
        ("2027-08-31", 6, "2028-02-29"),
        ("2028-02-29", 12, "2029-02-28"),
        ("2028-02-29", 6, "2028-08-29"),
        ("2026-11-25", 6, "2027-05-25"),
        ("2026-12-31", 1, "2027-01-31"),
        ("2027-01-31", 1, "2027-02-28"),
        ("2026-07-01", 6, "2027-01-01"),  # not moved for a holiday
    ],
)
def test_six_months_and_one_month(day, months, expected):
    assert add_months(date.fromisoformat(day), months) == date.fromisoformat(expected)


# --- slots --------------------------------------------------------------------------------------------------------------


def test_there_are_twelve_half_hours():
    assert [str(Place(date(2026, 11, 23), each.starts, each.ends).hours) for each in TWELVE] == [
        "9:00-9:30",
        "9:30-10:00",
        "10:00-10:30",
        "10:30-11:00",
        "11:00-11:30",
        "13:30-14:00",
        "14:00-14:30",
        "14:30-15:00",
        "15:00-15:30",
        "15:30-16:00",
        "16:00-16:30",
        "16:30-17:00",
    ]


@pytest.mark.parametrize(
    ("day", "count"),
    [
        ("2026-11-23", 12),
        ("2026-11-28", 0),  # Saturday
        ("2026-10-05", 0),  # a Monday off
        ("2026-10-10", 2),  # a worked Saturday
        ("2026-09-20", 2),  # a worked Sunday
        ("2027-05-08", 0),  # a Saturday of a year nobody has announced
    ],
)
def test_make_up_days_have_slots_of_their_own(day, count):
    rules = replace(RULES, slots={**RULES.slots, MAKE_UP: TWELVE[:2]})
    assert len(rules.slots_of(date.fromisoformat(day))) == count


def test_each_weekday_has_its_own_slots_and_one_without_any_stays_in_the_window():
    rules = replace(RULES, slots={0: TWELVE, 1: TWELVE[:1], 3: ()})
    found = {day.day.day: len(day.places) for day in rules.free_days(at("2026-11-23T08:00"), [])}
    assert found == {23: 12, 24: 1, 25: 0, 26: 0, 27: 0}
    assert not any(day.is_full for day in rules.free_days(at("2026-11-23T08:00"), [])), "no slots are not full slots"


@pytest.mark.parametrize(
    ("start", "end", "left"),
    [
        ("2026-11-24T00:00", "2026-11-24T12:00", 7),
        ("2026-11-24T12:00", "2026-11-25T00:00", 5),
        ("2026-11-24T09:30", "2026-11-24T10:00", 11),  # touches its neighbours, covers neither
        ("2026-11-24T09:29", "2026-11-24T10:01", 9),
        ("2026-11-24T11:30", "2026-11-24T13:30", 12),  # at noon
        ("2026-11-23T16:30", "2026-11-24T09:00", 12),  # ends when it opens
        ("2026-11-23T12:00", "2026-11-25T10:00", 0),
    ],
)
def test_slots_in_closed_hours_are_not_there(start, end, left):
    rules = closed(RULES, (start, end))
    assert len(rules.slots_of(date(2026, 11, 24))) == left


def test_a_place_is_known_by_its_beginning():
    assert RULES.place(date(2026, 11, 24), time(9)) == place("2026-11-24T09:00")
    assert RULES.place(date(2026, 11, 24), time(9, 1)) is None
    assert RULES.place(date(2026, 11, 28), time(9)) is None
    assert place("2026-11-24T09:00").key == "2026-11-24T09:00"


# --- the moment ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("where", "now", "expected"),
    [
        ("2026-11-23T09:00", "2026-11-23T08:59:59.999999", True),
        ("2026-11-23T09:00", "2026-11-23T09:00:00", False),  # it begins at this second
        ("2026-11-23T09:30", "2026-11-23T09:00:00", True),
        ("2026-11-23T16:30", "2026-11-23T16:29:59", True),
        ("2026-11-23T16:30", "2026-11-23T17:00:00", False),
        ("2026-11-20T09:00", "2026-11-23T08:00:00", False),  # past
        ("2026-11-27T09:00", "2026-11-23T08:00:00", True),  # the fifth day
        ("2026-11-30T09:00", "2026-11-23T23:59:59", False),  # the sixth, a second before midnight
        ("2026-11-30T09:00", "2026-11-24T00:00:00", True),  # and at midnight
        ("2026-10-10T09:00", "2026-10-01T00:00:00", True),  # a worked Saturday, from within the holiday
        ("2026-10-03T09:00", "2026-09-30T08:00:00", False),
        ("2027-01-04T09:00", "2026-12-28T00:00:00", True),
        ("2026-11-24T12:00", "2026-11-23T08:00:00", False),  # no such slot
    ],
)
def test_which_places_are_open_when(where, now, expected):
    assert RULES.is_open_for(place(where), at(now)) is expected


def test_a_place_of_another_length_is_not_open():
    assert not RULES.is_open_for(place("2026-11-24T09:00", minutes=45), at("2026-11-23T08:00"))


@pytest.mark.parametrize(
    ("include", "allow", "days", "today"),
    [
        (True, True, "11-23,24,25,26,27", 8),
        (True, False, "11-23,24,25,26,27", 0),
        (False, True, "11-24,25,26,27,30", None),
        (False, False, "11-24,25,26,27,30", None),
    ],
)
def test_today_by_the_two_settings(include, allow, days, today):
    rules, now = replace(RULES, include_today=include, allow_today=allow), at("2026-11-23T10:30")
    found = rules.free_days(now, [])
    assert [day.day for day in found] == dates("2026-11-23", days)
    by_day = {day.day: len(day.places) for day in found}
    assert by_day.get(date(2026, 11, 23)) == today
    assert rules.is_open_for(place("2026-11-23T11:00"), now) is (include and allow)


@given(st.datetimes(datetime(2026, 1, 1), datetime(2027, 3, 1)))
def test_what_the_list_shows_is_what_can_be_chosen(now):
    shown = {each.place for day in RULES.free_days(now, []) for each in day.places}
    around = [now.date() + timedelta(days=number) for number in range(-1, 14)]
    every = {Place(day, each.starts, each.ends) for day in around for each in TWELVE}
    assert shown >= {each for each in every if RULES.is_open_for(each, now)}
    assert all(RULES.is_open_for(each, now) for each in shown)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-11-23T23:59:59.999999", True),
        ("2026-11-24T00:00:00", False),
        ("2026-11-24T08:00:00", False),
        ("2026-11-20T12:00:00", True),
        ("2026-11-25T00:00:00", False),
    ],
)
def test_one_gives_up_until_midnight_before_the_day(now, expected):
    assert may_give_up(place("2026-11-24T09:00"), at(now)) is expected
