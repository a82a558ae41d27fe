"""The rules of places as tables: whose seat it is, what is near, where readers are moved, how long a place is held."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookings.rules import FreeDay, FreePlace, Place, Taken, Timetable, hold_until, move, nearest
from bookings.setup import DAYS
from tests.bookings.tables import CALENDAR, RULES, TWELVE, at, closed, place
from workdays.calendar import BusinessClock

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
