"""Races for places of the reading room: first the race as careless code has it, then that it is gone."""

from collections import Counter

import pytest
from django.db import connection
from django.utils import timezone

from bookings import bulk, queries
from bookings.models import Booking, ReadingDay, SeatClaim, WaitingEntry
from bookings.rules import Place
from casework import history
from casework.models import Case, StatusChange
from notifications.enums import Channel
from notifications.models import Message
from tests.concurrency.crowd import at_once

CROWD = 32
PLACES = 60
TAKEN = "被别人预约了"


@pytest.fixture
def free(initial_data) -> list[Place]:
    """The places of the next working days, those of today left out: readers may change these."""
    today = timezone.localdate()
    return [each.place for day in queries.free_days() if day.day > today for each in day.places if each.free]


@pytest.fixture
def unguarded(initial_data):
    """The table of claims without its rule that a seat has one reader."""
    rule = next(each for each in SeatClaim._meta.constraints if each.name == "seat_claim_one_reader")
    with connection.schema_editor() as editor:
        editor.remove_constraint(SeatClaim, rule)
    yield
    SeatClaim.objects.all().delete()
    with connection.schema_editor() as editor:
        editor.add_constraint(SeatClaim, rule)


def take(case: Case, place: Place, act: str = "take") -> dict:
    """A job of the crowd: the reader takes the place."""
    return {"act": act, "case": case.pk, "user": case.applicant_id, "place": place.key}


def race(jobs: list[dict]) -> list:
    return at_once(connection, "booking_acts.each_its_own", jobs)


def standing() -> dict[int, str]:
    """Who has which place now, each seat once and nobody two."""
    claims = list(SeatClaim.objects.standing().select_related("day"))
    seats = Counter((each.day_id, each.slot, each.seat) for each in claims)
    assert set(seats.values()) <= {1}, "two readers have one seat"
    assert len({each.case_id for each in claims}) == len(claims), "one reader has two places"
    return {each.case_id: queries.place_of(each).key for each in claims}


def agree(cases: list[Booking]) -> None:
    """Claims and statuses say the same, and the history of every case is whole."""
    firm = set(SeatClaim.objects.firm().values_list("case_id", flat=True))
    booked = set(Case.objects.filter(kind="booking", status="booked").values_list("pk", flat=True))
    assert firm == booked
    proofs = history.prove([case.pk for case in cases])
    assert {proof.verdict for proof in proofs} == {history.Verdict.SOUND}


def test_without_lock_and_rule_many_readers_get_the_last_place(free, unguarded):
    """The race itself."""
    ReadingDay.objects.get_or_create(date=free[0].day)
    cases = bulk.choosing(bulk.readers(8))
    jobs = [{"case": case.pk, "place": free[0].key} for case in cases]
    assert at_once(connection, "booking_acts.take_carelessly", jobs) == ["booked"] * 8
    assert SeatClaim.objects.standing().count() == 8


def test_of_many_who_want_the_last_place_one_gets_it_and_the_others_are_told(free):
    cases = bulk.choosing(bulk.readers(16))
    results = race([take(case, free[0]) for case in cases])
    assert results.count("booked") == 1
    assert all(TAKEN in each for each in results if each != "booked"), results
    winner = cases[results.index("booked")]
    assert standing() == {winner.pk: free[0].key}
    agree(cases)


def test_many_processes_fight_for_all_places(initial_data):
    """32 readers with four bookings each, 128 for 60 places: every place is given once, and nobody fails otherwise."""
    queries.timetable()
    people = bulk.readers(CROWD)
    cases = [bulk.choosing(people) for _ in range(4)]
    places = {each.place.key for day in queries.free_days() for each in day.places if each.free}
    jobs = [
        {"cases": [of[number].pk for of in cases], "user": reader.pk, "seed": number}
        for number, reader in enumerate(people)
    ]
    results = [row for rows in at_once(connection, "booking_acts.take_any", jobs) for row in rows]

    won = {case: place for case, place, _ in results if place}
    assert standing() == won, "whoever was told that a place is theirs has it, and nobody else"
    assert set(won.values()) == places
    assert len(places) >= PLACES - 12, "today may be over, or nearly"
    assert sum(refusals for _, _, refusals in results) > 0, "they did fight"
    agree([case for of in cases for case in of])


def test_who_swaps_and_who_books_never_share_a_place_and_nobody_loses_theirs(free):
    """Readers of two days change to each other's day while others book: only what is free changes hands."""
    first, second = free[0].day, free[-1].day
    wanted = [place for place in free if place.day in (first, second)]
    here, there = [place for place in wanted if place.day == first][:4], [p for p in wanted if p.day == second][:4]
    movers = bulk.booked(bulk.readers(8), [(place, 1) for place in [*here, *there]])
    newcomers = bulk.choosing(bulk.readers(8, "newcomer"))
    free_one = next(place for place in wanted if place not in [*here, *there])
    targets = [*there[:3], free_one, *here[:3], free_one]
    jobs = [take(case, place, "change") for case, place in zip(movers, targets, strict=True)]
    jobs += [take(case, place) for case, place in zip(newcomers, [*here, *there], strict=True)]
    before = standing()
    results = race(jobs)

    after = standing()
    assert all(each == "booked" or TAKEN in each for each in results), results
    for job, result in zip(jobs, results, strict=True):
        kept = before.get(job["case"])
        assert after.get(job["case"]) == (job["place"] if result == "booked" else kept)
    assert "booked" in results[:8], "one of the two who want the free place gets it"
    agree([*movers, *newcomers])


def test_a_place_that_is_offered_to_the_line_is_held_for_its_first_and_for_nobody_else(free):
    day = free[-1].day
    of_day = [place for place in free if place.day == day]
    holders = bulk.booked(bulk.readers(len(of_day) - 1), [(place, 1) for place in of_day[1:]])
    line = bulk.choosing(bulk.readers(2, "waiting"))
    row = ReadingDay.objects.get(date=day)
    for case in line:
        WaitingEntry.objects.create(day=row, case=case, since=timezone.now())
    others = bulk.choosing(bulk.readers(6, "other"))
    results = race([{"act": "serve"}] * 2 + [take(case, of_day[0]) for case in others])

    assert sorted(results[:2]) == [0, 1], "the place is offered once"
    assert all(TAKEN in each for each in results[2:]), results
    held = SeatClaim.objects.holds().get()
    assert (held.case_id, queries.place_of(held)) == (line[0].pk, of_day[0])
    assert Message.objects.filter(key="booking_offered", channel=Channel.SITE).count() == 1
    agree([*holders, *line, *others])


def test_a_hold_is_confirmed_or_over_and_never_both(free):
    """The first in line confirms while the time of holding ends and somebody else wants the place."""
    day = free[-1].day
    of_day = [place for place in free if place.day == day]
    (first,) = bulk.choosing(bulk.readers(1, "first"))
    others = bulk.choosing(bulk.readers(4, "other"))
    row, _ = ReadingDay.objects.get_or_create(date=day)
    until = timezone.now() + timezone.timedelta(minutes=5)
    place = of_day[0]
    SeatClaim.objects.create(
        day=row, slot=place.starts, ends=place.ends, case=first, made_at=timezone.now(), hold_until=until
    )
    later = (until + timezone.timedelta(minutes=1)).isoformat()
    jobs = [take(first, place), *[{"act": "end_holds", "at": later}] * 2, *[take(case, place) for case in others]]
    confirmed, *ended = race(jobs)[:3]

    told = Message.objects.filter(key="booking_hold_over", channel=Channel.SITE).count()
    assert sum(ended) == told
    if told:
        assert first.pk not in standing() or confirmed == "booked", "a place given back may be taken once more"
    else:
        assert (confirmed, standing()) == ("booked", {first.pk: place.key})
    agree([first, *others])


def test_nobody_ends_in_a_place_of_a_day_that_is_closed_while_they_book_it(free):
    day = free[-1].day
    of_day = [place for place in free if place.day == day]
    cases = bulk.choosing(bulk.readers(len(of_day) * 2))
    jobs = [take(case, of_day[number % len(of_day)]) for number, case in enumerate(cases)]
    middle = len(jobs) // 2
    results = race([*jobs[:middle], {"act": "close", "day": day.isoformat()}, *jobs[middle:]])

    assert results.pop(middle) == "closed"
    places = standing()
    assert not [case for case, place in places.items() if place.startswith(day.isoformat())]
    closed = "现在不开放预约"
    assert all(each == "booked" or TAKEN in each or closed in each for each in results), results
    moved = {case.pk for case, result in zip(cases, results, strict=True) if result == "booked"}
    displaced = StatusChange.objects.filter(action="displace").values_list("case_id", flat=True)
    assert set(displaced) == moved, "who had a place for a moment is moved"
    told = Message.objects.filter(key="booking_displaced", channel=Channel.SITE).values_list("case_id", flat=True)
    assert sorted(told) == sorted(moved)
    assert set(places) <= moved, "places are held for those who lost one"
    agree(cases)


def test_two_days_closed_at_once_leave_nobody_in_either(free):
    """Each closing would move readers to the day that the other closes, where half of the places are free."""
    days = sorted({place.day for place in free})[-2:]
    seats = [(place, 1) for day in days for place in [each for each in free if each.day == day][::2]]
    cases = bulk.booked(bulk.readers(len(seats)), seats)
    results = race([{"act": "close", "day": day.isoformat()} for day in days])

    assert results == ["closed", "closed"]
    closed = tuple(day.isoformat() for day in days)
    assert not [place for place in standing().values() if place.startswith(closed)]
    displaced = StatusChange.objects.filter(action="displace").values_list("case_id", flat=True)
    assert set(displaced) == {case.pk for case in cases}
    agree(cases)
