"""Choosing, changing and giving back a place, one reader after the other (races: tests/concurrency)."""

from datetime import date, time

import pytest

from accounts.models import Suspension
from bookings.errors import PlaceClosed, PlaceOver, PlaceTaken
from bookings.models import CopyOrder, SeatClaim, Visit
from bookings.own import describe
from bookings.rules import Place, Timetable
from bookings.services import places
from casework.errors import NotNow
from casework.services import SYSTEM
from tests.factories import bookings as make
from tests.factories.bookings import MORNING, TUESDAY, WEDNESDAY, fresh, moment, place


@pytest.fixture
def officer(db):
    return make.make_officer()


def book(case, where, action="book", *, now=MORNING):
    return places.book(case, where, action, actor=case.applicant, seen_version=fresh(case).version, now=now)


def standing() -> list[tuple]:
    return list(SeatClaim.objects.standing().values_list("day__date", "slot", "seat", "case"))


def test_a_chosen_place_is_the_readers_alone(officer):
    first, second = make.choosing(officer), make.choosing(officer)
    assert book(first, place()).status == "booked"
    assert standing() == [(TUESDAY, time(9), 1, first.pk)]
    with pytest.raises(PlaceTaken):
        book(second, place())
    assert fresh(second).status == "choosing"
    assert fresh(second).history.count() == 2, "nothing half done is left"


def test_a_change_swaps_in_one_step(officer):
    case = make.booked(officer)
    book(case, place(WEDNESDAY, 14), "change")
    assert standing() == [(WEDNESDAY, time(14), 1, case.pk)]
    assert fresh(case).status == "booked"
    other = make.choosing(officer)
    assert book(other, place()).status == "booked", "the first place is free again"


def test_a_refused_change_leaves_the_old_place(officer):
    mine, other = make.booked(officer), make.booked(officer, at=place(TUESDAY, 10))
    with pytest.raises(PlaceTaken):
        book(mine, place(TUESDAY, 10), "change")
    assert sorted(standing()) == [(TUESDAY, time(9), 1, mine.pk), (TUESDAY, time(10), 1, other.pk)]


@pytest.mark.parametrize(
    ("where", "now", "error"),
    [
        pytest.param(place(date(2026, 11, 23)), moment(date(2026, 11, 23), 9, 0), PlaceOver, id="begins-now"),
        pytest.param(place(date(2026, 11, 20)), MORNING, PlaceOver, id="past"),
        pytest.param(place(date(2026, 11, 28)), MORNING, PlaceClosed, id="saturday"),
        pytest.param(place(date(2026, 11, 30)), MORNING, PlaceClosed, id="sixth-day"),
        pytest.param(Place(TUESDAY, time(12), time(12, 30)), MORNING, PlaceClosed, id="no-such-slot"),
        pytest.param(Place(TUESDAY, time(9), time(9, 45)), MORNING, PlaceClosed, id="other-end"),
    ],
)
def test_places_that_cannot_be_chosen(officer, where, now, error):
    case = make.choosing(officer)
    with pytest.raises(error):
        book(case, where, now=now)
    assert standing() == []


def test_the_reader_cancels_until_midnight_and_not_on_the_day(officer):
    case = make.booked(officer)
    last = moment(date(2026, 11, 23), 23, 59)
    with pytest.raises(NotNow, match="当天不能取消"):
        make.step(case, "cancel", case.applicant, now=moment(TUESDAY, 0, 0))
    assert make.step(case, "cancel", case.applicant, now=last).status == "cancelled"
    assert standing() == []


def test_the_whole_way_to_collected_copies(officer):
    case = make.booked(officer)
    with pytest.raises(NotNow):
        make.step(case, "arrive", officer, now=moment(date(2026, 11, 23), 10))
    make.step(case, "arrive", officer, now=moment(TUESDAY, 9, 5))
    assert describe(fresh(case)) == "已预约（已到馆）"
    data = {"pages": 12, "promised_on": WEDNESDAY}
    make.step(case, "order_copies", officer, now=moment(TUESDAY, 9, 30), data=data)
    assert describe(fresh(case)) == "已预约（已到馆，复制件制作中，约定 11月25日 前完成）"
    assert fresh(case).due_at == moment(WEDNESDAY, 17)
    with pytest.raises(NotNow, match="已经到馆"):
        make.step(case, "cancel", case.applicant, now=moment(TUESDAY, 10))
    make.step(case, "ready", officer, now=moment(WEDNESDAY, 15))
    assert fresh(case).status == "collecting"
    assert fresh(case).due_at is None
    assert CopyOrder.objects.get().keep_until == date(2027, 5, 25)
    make.step(case, "collect", officer, now=moment(date(2026, 12, 1), 10))
    assert fresh(case).status == "closed"
    assert Visit.objects.get().arrived_at == moment(TUESDAY, 9, 5)


def test_copies_nobody_collects_suspend_for_a_month(officer):
    case = make.booked(officer)
    make.step(case, "arrive", officer, now=moment(TUESDAY, 9, 5))
    make.step(case, "order_copies", officer, now=moment(TUESDAY, 10), data={"pages": 1, "promised_on": WEDNESDAY})
    make.step(case, "ready", officer, now=moment(WEDNESDAY, 15))
    make.step(case, "expire", SYSTEM, now=moment(date(2027, 5, 26), 0, 1))
    assert fresh(case).status == "expired"
    assert Suspension.objects.get().until == moment(date(2027, 6, 26), 0)


def test_who_does_not_come_chooses_once_more(officer):
    case = make.booked(officer)
    with pytest.raises(NotNow, match="时段结束以后"):
        make.step(case, "missed", officer, now=moment(TUESDAY, 9, 20))
    make.step(case, "missed", officer, now=moment(TUESDAY, 9, 30))
    assert fresh(case).status == "choosing"
    assert standing() == []
    book(fresh(case), place(WEDNESDAY, 9), now=moment(TUESDAY, 12))
    make.step(case, "missed_again", officer, now=moment(WEDNESDAY, 17))
    assert fresh(case).status == "cancelled"


def test_what_only_the_database_refuses_is_told_like_any_taken_place(officer, monkeypatch):
    make.booked(officer)
    second = make.choosing(officer)
    monkeypatch.setattr(Timetable, "seat", lambda self, wanted, taken: 1)
    with pytest.raises(PlaceTaken):
        book(second, place())
    assert fresh(second).status == "choosing"
    assert fresh(second).history.count() == 2
