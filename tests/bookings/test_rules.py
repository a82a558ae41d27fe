"""The rules of places as tables: which days, which slots, what is free, how long it is held, where readers are moved."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookings.rules import (
    MAKE_UP,
    FreeDay,
    FreePlace,
    Place,
    Slot,
    Taken,
    Timetable,
    hold_until,
    may_give_up,
    move,
    nearest,
)
from bookings.setup import DAYS, HALF_HOURS
from workdays.calendar import BusinessClock, WorkCalendar, add_months
from workdays.setup import seed_rows

CALENDAR = WorkCalendar({row.date: row.works for row in seed_rows()}, frozenset(range(2004, 2027)))


def slot(hour: int, minute: int = 0, *, minutes: int = 30, capacity: int = 1) -> Slot:
    starts = datetime(2000, 1, 1, hour, minute)
    return Slot(starts.time(), (starts + timedelta(minutes=minutes)).time(), capacity)


TWELVE = tuple(slot(*each) for each in HALF_HOURS)
RULES = Timetable(CALENDAR, dict.fromkeys(DAYS, TWELVE))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def place(text: str, minutes: int = 30) -> Place:
    starts = at(text)
    return Place(starts.date(), starts.time(), (starts + timedelta(minutes=minutes)).time())


def dates(start: str, text: str) -> list[date]:
    """'01-04,05' after 2026-01-02 -> dates; a month or year once named holds for those that follow."""
    named, found = start.split("-"), []
    for part in text.split(","):
        pieces = part.split("-")
        named = [*named[: 3 - len(pieces)], *pieces]
        found.append(date(*map(int, named)))
    return found


def closed(rules: Timetable, *spans: tuple[str, str], days: tuple[str, ...] = ()) -> Timetable:
    """The rules with closed hours and closed days."""
    hours = frozenset((at(start), at(end)) for start, end in spans)
    shut = frozenset(date.fromisoformat(day) for day in days)
    return replace(rules, calendar=replace(rules.calendar, closures=hours, closed=shut))


# --- days ---------------------------------------------------------------------------------------------------------------


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


# --- seats --------------------------------------------------------------------------------------------------------------

NINE = place("2026-11-24T09:00")


def roomy(capacity: int) -> Timetable:
    return replace(RULES, slots=dict.fromkeys(DAYS, tuple(replace(each, capacity=capacity) for each in TWELVE)))


@pytest.mark.parametrize(
    ("capacity", "seats", "wanted"),
    [
        (1, [], 1),
        (1, [1], None),
        (3, [1], 2),
        (3, [1, 3], 2),
        (3, [2, 3], 1),
        (3, [1, 2, 3], None),
        (2, [1, 2, 3], None),  # fewer places than before: nobody new
        (2, [5], 1),
    ],
)
def test_the_lowest_free_seat(capacity, seats, wanted):
    taken = [Taken(NINE, seat) for seat in seats]
    assert roomy(capacity).seat(NINE, taken) == wanted


def test_claims_of_other_days_and_hours_take_nothing():
    taken = [
        Taken(place("2026-11-25T09:00"), 1),
        Taken(place("2026-11-24T09:30"), 1),
        Taken(place("2026-11-24T08:30"), 1),
    ]
    assert RULES.seat(NINE, taken) == 1


@pytest.mark.parametrize(
    ("claim", "wanted"),
    [
        (place("2026-11-24T08:45"), None),  # an older timetable: 8:45-9:15
        (place("2026-11-24T09:15"), None),
        (place("2026-11-24T08:00", minutes=120), None),
        (place("2026-11-24T08:30"), 1),  # ends when it begins
        (place("2026-11-24T09:30"), 1),
    ],
)
def test_claims_of_an_older_timetable_count_where_they_overlap(claim, wanted):
    assert RULES.seat(NINE, [Taken(claim, 1)]) == wanted
    assert (roomy(2).seat(NINE, [Taken(claim, 1)]) == 2) is (wanted is None)


def test_no_seat_where_there_is_no_slot():
    assert RULES.seat(place("2026-11-24T12:00"), []) is None
    assert RULES.seat(place("2026-11-28T09:00"), []) is None


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(1, 4)), max_size=12), st.integers(1, 4))
def test_a_seat_that_is_given_is_nobodys(claims, capacity):
    rules, taken = roomy(capacity), []
    for quarter, seat in claims:
        where = place(f"2026-11-24T{8 + quarter // 4:02d}:{15 * (quarter % 4):02d}")
        taken.append(Taken(where, seat))
    found = rules.seat(NINE, taken)
    overlapping = [each for each in taken if each.place.starts < NINE.ends and NINE.starts < each.place.ends]
    assert (found is None) is (len(overlapping) >= capacity)
    assert found not in {each.seat for each in overlapping}


def test_the_list_counts_what_is_left():
    taken = [Taken(NINE, 1), Taken(place("2026-11-24T09:30"), 1)]
    monday, tuesday = RULES.free_days(at("2026-11-23T10:00"), taken)[:2]
    assert (monday.left, len(monday.places)) == (9, 9)
    assert (tuesday.left, len(tuesday.places)) == (10, 12)
    assert tuesday.places[0] == FreePlace(NINE, 0), "what others have is shown as taken"
    tuesday = roomy(2).free_days(at("2026-11-23T10:00"), taken)[1]
    assert (tuesday.left, tuesday.places[0].free) == (12, 1)


def test_a_day_is_full_when_all_is_taken_or_others_stand_in_line():
    all_taken = [Taken(Place(date(2026, 11, 24), each.starts, each.ends), 1) for each in TWELVE]
    now = at("2026-11-23T08:00")
    assert [day.is_full for day in RULES.free_days(now, all_taken)[:3]] == [False, True, False]
    assert RULES.free_days(now, all_taken[1:])[1].is_full is False
    in_line = RULES.free_days(now, all_taken[1:], lines={date(2026, 11, 24): 1})[1]
    assert (in_line.is_full, in_line.left) == (True, 0)
    assert not RULES.free_days(at("2026-11-23T17:00"), [])[0].is_full, "a day that is over is not full"


# --- near by ------------------------------------------------------------------------------------------------------------


def free_day(day: str, *hours: str, waiting: int = 0) -> FreeDay:
    return FreeDay(
        date.fromisoformat(day), tuple(FreePlace(place(f"{day}T{each}"), 1) for each in hours), True, waiting
    )


def test_the_nearest_places_and_of_two_as_near_the_earlier():
    days = [
        free_day("2026-11-23", "16:30"),
        free_day("2026-11-24", "09:30", "10:30", "14:00"),
        free_day("2026-11-25", "10:00"),
    ]
    found = nearest(days, place("2026-11-24T10:00"), 3)
    assert [each.key for each in found] == ["2026-11-24T09:30", "2026-11-24T10:30", "2026-11-24T14:00"]
    assert len(nearest(days, NINE, 99)) == 5


def test_places_that_others_have_or_wait_for_are_not_near():
    full = FreeDay(date(2026, 11, 24), (FreePlace(NINE, 0),))
    assert nearest([full, free_day("2026-11-25", "09:00", waiting=1)], NINE, 3) == []


NOW = at("2026-11-23T10:00")


def test_readers_are_moved_to_the_nearest_free_place_in_their_order():
    rules = closed(RULES, days=("2026-11-24",))
    moved = [NINE, NINE, place("2026-11-24T16:30")]
    assert [each[0].key for each in move(moved, rules, NOW, [])] == [
        "2026-11-25T09:00",
        "2026-11-25T09:30",
        "2026-11-25T10:00",
    ], "Monday is today: nobody is moved to a place of the same day"


def test_nobody_is_moved_to_today():
    rules = closed(RULES, days=("2026-11-25",))
    found = move([place("2026-11-25T09:00")], rules, NOW, [])
    assert found == [(place("2026-11-24T16:30"), 1)]


def test_who_is_moved_takes_nobodys_seat():
    rules = replace(closed(roomy(2), days=("2026-11-24",)), window_days=2)
    taken = [Taken(Place(date(2026, 11, 25), each.starts, each.ends), 2) for each in TWELVE]
    found = move([NINE] * 14, rules, NOW, taken)
    assert [each for each in found if each] == [(each.place, 1) for each in taken]
    assert found[12:] == [None, None], "there is nothing left for the last"
    assert taken == [Taken(Place(date(2026, 11, 25), each.starts, each.ends), 2) for each in TWELVE], "left as it was"


# --- holds --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("where", "now", "expected"),
    [
        ("2026-11-24T16:30", "2026-11-23T09:00", "2026-11-23T15:00"),  # four working hours, noon left out
        ("2026-11-24T16:30", "2026-11-23T15:00", "2026-11-24T11:00"),  # over night
        (
            "2026-11-24T16:30",
            "2026-11-23T20:00",
            "2026-11-24T14:30",
        ),  # in the evening no hour counts; 15:00 would be too late
        ("2026-11-24T09:00", "2026-11-23T15:00", "2026-11-24T07:00"),  # at the latest two hours before
        ("2026-11-24T10:00", "2026-11-24T08:00", None),  # two hours before is now
        ("2026-11-24T10:00", "2026-11-24T07:59", "2026-11-24T08:00"),
        ("2026-11-24T10:00", "2026-11-24T09:00", None),
        ("2026-11-30T16:30", "2026-11-27T15:00", "2026-11-30T11:00"),  # over a weekend
        ("2026-11-30T09:00", "2026-11-27T16:00", "2026-11-30T07:00"),
        ("2027-01-05T16:30", "2026-12-31T15:00", "2027-01-04T11:00"),  # over New Year, which the law alone tells
        ("2026-10-10T16:30", "2026-10-09T16:00", "2026-10-10T14:00"),  # a worked Saturday
        ("2026-10-09T16:30", "2026-09-30T16:00", "2026-10-08T14:00"),  # over the holiday
    ],
)
def test_how_long_a_place_is_held(where, now, expected):
    found = hold_until(place(where), at(now), BusinessClock(CALENDAR), hours=4, ends_before=2)
    assert found == (at(expected) if expected else None)


def test_a_hold_may_last_until_the_slot_begins():
    found = hold_until(
        place("2026-11-24T09:00"), at("2026-11-24T08:59"), BusinessClock(CALENDAR), hours=4, ends_before=0
    )
    assert found == at("2026-11-24T09:00")
    assert hold_until(NINE, at("2026-11-24T09:00"), BusinessClock(CALENDAR), hours=4, ends_before=0) is None


def test_closed_days_do_not_count_for_a_hold():
    shut = replace(CALENDAR, closed=frozenset({date(2026, 11, 24)}))
    found = hold_until(place("2026-11-26T16:30"), at("2026-11-23T15:00"), BusinessClock(shut), hours=4, ends_before=2)
    assert found == at("2026-11-25T11:00")
