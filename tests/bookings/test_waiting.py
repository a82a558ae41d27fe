"""Standing in line for a full day: who may, whose turn it is, how long a place is held, what ends it (候补)."""

from datetime import date, time, timedelta

import pytest
from django.utils import timezone

from bookings.errors import PlaceRefused, PlaceTaken
from bookings.models import BookingSettings, SeatClaim, SlotTemplate, WaitingEntry
from bookings.queries import free_days, place_of
from bookings.services import places, waiting
from casework import timed
from casework.errors import WrongPerson, WrongStatus
from tests.factories import bookings as make
from tests.factories.bookings import MORNING, TUESDAY, WEDNESDAY, fresh, moment, place
from workdays.models import Closure
from workdays.services import changing

NINE, TWO = place(TUESDAY, 9), place(TUESDAY, 14)
MONDAY = date(2026, 11, 23)


@pytest.fixture
def officer(db, monkeypatch):
    """And two slots a day, so that a day is soon full. It is Monday, eight o'clock."""
    monkeypatch.setattr(timezone, "now", lambda: MORNING)
    SlotTemplate.objects.exclude(starts__in=[time(9), time(14)]).delete()
    return make.make_officer()


@pytest.fixture
def full(officer) -> list:
    """Tuesday is full: the bookings of nine and of two o'clock."""
    return [make.booked(officer, at=each) for each in (NINE, TWO)]


def stand(officer, *, since=MORNING, day=TUESDAY, reader=None):
    """An approved reader who stands in line."""
    case = make.choosing(officer, reader)
    waiting.wait(case, day, user=case.applicant, now=since)
    return case


def give_back(case, now=MORNING):
    make.step(case, "cancel", case.applicant, now=now)


def held(case):
    return SeatClaim.objects.holds().filter(case=case).select_related("day").first()


def in_line(case) -> bool:
    return WaitingEntry.objects.filter(case=case, ended_at=None).exists()


def told(case) -> list[str]:
    return list(
        case.messages.filter(key__in=(waiting.OFFERED, waiting.HOLD_OVER)).order_by("pk").values_list("key", flat=True)
    )


def book(case, where, now=MORNING, action="book", actor=None):
    return places.book(case, where, action, actor=actor or case.applicant, seen_version=fresh(case).version, now=now)


def test_one_stands_in_line_for_a_full_day_once(officer, full):
    case = stand(officer)
    waiting.wait(case, TUESDAY, user=case.applicant, now=MORNING + timedelta(hours=1))
    assert list(WaitingEntry.objects.values_list("case", "since")) == [(case.pk, MORNING)]
    assert next(day for day in free_days(MORNING) if day.day == TUESDAY).waiting == 1


@pytest.mark.parametrize(
    "day",
    [
        pytest.param(WEDNESDAY, id="not-full"),
        pytest.param(date(2026, 11, 28), id="saturday"),
        pytest.param(date(2026, 11, 30), id="after-the-window"),
        pytest.param(date(2026, 11, 20), id="past"),
    ],
)
def test_there_is_no_line_for_other_days(officer, full, day):
    case = make.choosing(officer)
    with pytest.raises(PlaceRefused, match="不用候补"):
        waiting.wait(case, day, user=case.applicant, now=MORNING)
    assert not in_line(case)


def test_there_is_no_line_for_a_day_whose_slots_are_over(officer):
    make.booked(officer, at=place(MONDAY, 14))
    case = make.choosing(officer)
    with pytest.raises(PlaceRefused):
        waiting.wait(case, MONDAY, user=case.applicant, now=moment(MONDAY, 14))


def test_only_the_reader_and_only_while_choosing(officer, full):
    case = make.choosing(officer)
    for act in (waiting.wait, waiting.leave):
        with pytest.raises(WrongPerson):
            act(case, TUESDAY, user=make.make_reader(), now=MORNING)
        with pytest.raises(WrongStatus):
            act(full[0], TUESDAY, user=full[0].applicant, now=MORNING)
    assert not WaitingEntry.objects.exists()


def test_the_longest_waiting_gets_the_place_for_four_working_hours_and_is_told(officer, full):
    second = stand(officer, since=MORNING + timedelta(minutes=2))
    first = stand(officer, since=MORNING + timedelta(minutes=1))
    assert waiting.serve_lines(MORNING) == 0, "nothing is free"
    give_back(full[1])
    assert waiting.serve_lines(moment(MONDAY, 10)) == 1
    assert place_of(held(first)) == TWO
    assert held(first).hold_until == moment(MONDAY, 16)
    assert held(second) is None
    assert (told(first), told(second)) == (["booking_offered"], [])
    assert "11月23日 16:00" in first.messages.get(key="booking_offered").body
    assert waiting.serve_lines(moment(MONDAY, 10, 1)) == 0, "once"
    assert told(first) == ["booking_offered"]


def test_a_hold_ends_two_hours_before_the_slot_at_the_latest(officer, full):
    case = stand(officer)
    give_back(full[0])
    waiting.serve_lines(moment(MONDAY, 16))
    assert held(case).hold_until == moment(TUESDAY, 7)


def test_what_begins_too_soon_is_not_offered(officer, full):
    case = stand(officer)
    make.step(full[0], "cancel_for", officer, now=moment(TUESDAY, 6, 30))
    assert waiting.serve_lines(moment(TUESDAY, 7)) == 0
    make.step(full[1], "cancel_for", officer, now=moment(TUESDAY, 7, 1))
    assert waiting.serve_lines(moment(TUESDAY, 7, 2)) == 1
    assert place_of(held(case)) == TWO, "the later one can be held, until noon"
    assert held(case).hold_until == moment(TUESDAY, 12)


def test_two_places_go_to_the_first_two(officer, full):
    line = [stand(officer, since=MORNING + timedelta(minutes=number)) for number in range(3)]
    for case in full:
        give_back(case)
    assert waiting.serve_lines(MORNING) == 2
    assert [held(case) and place_of(held(case)) for case in line] == [NINE, TWO, None]


def test_nobody_jumps_the_line(officer, full):
    case, other = stand(officer), make.choosing(officer)
    give_back(full[0])
    for action, actor in (("book", other.applicant), ("book_for", officer)):
        with pytest.raises(PlaceTaken):
            book(other, NINE, action=action, actor=actor)
    with pytest.raises(PlaceTaken):
        book(make.booked(officer, at=place(WEDNESDAY)), NINE, action="change")
    assert not next(day for day in free_days(MORNING) if day.day == TUESDAY).left, "nor is it shown as free"
    assert book(case, NINE).status == "booked", "the first in line need not wait for the offer"


def test_what_is_held_is_nobody_elses(officer, full):
    case, other = stand(officer), make.choosing(officer)
    give_back(full[0])
    waiting.serve_lines(MORNING)
    with pytest.raises(PlaceTaken):
        book(other, NINE)
    assert book(case, NINE).status == "booked"
    claim = SeatClaim.objects.standing().get(case=case)
    assert claim.hold_until is None
    assert not in_line(case)


def test_what_is_held_may_be_left_for_another_place(officer, full):
    case = stand(officer)
    give_back(full[0])
    waiting.serve_lines(MORNING)
    book(case, place(WEDNESDAY))
    assert list(SeatClaim.objects.standing().filter(case=case).values_list("day__date", flat=True)) == [WEDNESDAY]
    assert not in_line(case)
    assert book(make.choosing(officer), NINE).status == "booked", "and the place is free for all"


def test_when_the_time_is_over_the_next_has_the_turn(officer, full):
    first = stand(officer, since=MORNING)
    second = stand(officer, since=MORNING + timedelta(minutes=1))
    give_back(full[0])
    waiting.serve_lines(MORNING)
    until = held(first).hold_until
    assert waiting.end_holds(until - timedelta(seconds=1)) == 0
    assert waiting.end_holds(until) == 1
    assert waiting.serve_lines(until) == 1
    assert (held(first), in_line(first)) == (None, False)
    assert place_of(held(second)) == NINE
    assert told(first) == ["booking_offered", "booking_hold_over"]
    assert "11月24日 星期二" in first.messages.get(key="booking_hold_over").body.replace("2026年", "")
    assert waiting.end_holds(until) == 0
    assert fresh(first).status == "choosing"


def test_a_hold_that_is_over_gives_no_right(officer, full):
    """The job comes round every minute; until then nobody else may be passed over."""
    first, second = stand(officer), stand(officer, since=MORNING + timedelta(minutes=1))
    give_back(full[0])
    waiting.serve_lines(MORNING)
    with pytest.raises(PlaceTaken):
        book(first, NINE, now=held(first).hold_until)
    assert in_line(second)


def test_leaving_gives_back_what_is_held(officer, full):
    first, second = stand(officer), stand(officer, since=MORNING + timedelta(minutes=1))
    give_back(full[0])
    waiting.serve_lines(MORNING)
    waiting.leave(first, TUESDAY, user=first.applicant, now=MORNING)
    assert (held(first), in_line(first)) == (None, False)
    waiting.serve_lines(MORNING)
    assert place_of(held(second)) == NINE


def test_leaving_one_line_keeps_what_another_gave(officer, full):
    wednesday = [make.booked(officer, at=place(WEDNESDAY, hour)) for hour in (9, 14)]
    case = stand(officer)
    waiting.wait(case, WEDNESDAY, user=case.applicant, now=MORNING)
    give_back(wednesday[0])
    waiting.serve_lines(MORNING)
    waiting.leave(case, TUESDAY, user=case.applicant, now=MORNING)
    assert held(case).day.date == WEDNESDAY
    assert in_line(case)


def test_who_has_a_place_held_keeps_the_turn_for_another_day(officer, full):
    wednesday = [make.booked(officer, at=place(WEDNESDAY, hour)) for hour in (9, 14)]
    first = stand(officer)
    waiting.wait(first, WEDNESDAY, user=first.applicant, now=MORNING)
    second = stand(officer, since=MORNING + timedelta(minutes=1))
    give_back(wednesday[0])
    waiting.serve_lines(MORNING)
    assert held(first).day.date == WEDNESDAY
    give_back(full[0])
    waiting.serve_lines(MORNING)
    assert place_of(held(second)) == NINE, "one place a reader"
    book(second, NINE)
    until = held(first).hold_until
    give_back(full[1], now=until - timedelta(minutes=1))
    waiting.end_holds(until)
    waiting.serve_lines(until)
    assert place_of(held(first)) == TWO, "the line of Tuesday is still theirs"


def test_a_booking_ends_all_lines(officer, full):
    for hour in (9, 14):
        make.booked(officer, at=place(WEDNESDAY, hour))
    case = stand(officer)
    waiting.wait(case, WEDNESDAY, user=case.applicant, now=MORNING)
    book(case, place(date(2026, 11, 26)))
    assert not in_line(case)


@pytest.mark.parametrize("action", ["cancel", "cancel_for"])
def test_a_cancellation_ends_line_and_hold(officer, full, action):
    case = stand(officer)
    give_back(full[0])
    waiting.serve_lines(MORNING)
    make.step(case, action, case.applicant if action == "cancel" else officer)
    assert (held(case), in_line(case)) == (None, False)


def test_who_lets_the_choice_lapse_stands_in_no_line(officer, full):
    case = stand(officer)
    timed.run_timed(fresh(case).choose_by)
    assert fresh(case).status == "cancelled"
    assert not in_line(case)


def test_a_line_ends_with_its_day(officer, full):
    case = stand(officer)
    waiting.serve_lines(moment(TUESDAY, 23, 59))
    assert in_line(case)
    waiting.serve_lines(moment(WEDNESDAY, 0))
    assert not in_line(case)


def test_closing_the_day_ends_its_line_and_takes_what_is_held(officer, full):
    first, second = stand(officer), stand(officer, since=MORNING + timedelta(minutes=1))
    give_back(full[0])
    waiting.serve_lines(MORNING)
    with changing(user=officer):
        Closure.objects.create(starts_at=moment(TUESDAY, 0), ends_at=moment(WEDNESDAY, 0), reason="示例检修")
    assert held(first).day.date == WEDNESDAY, "another place is held instead"
    assert first.messages.filter(key="booking_displaced").exists()
    waiting.serve_lines(MORNING)
    assert not in_line(second)
    assert SeatClaim.objects.standing().filter(day__date=TUESDAY).count() == 0


def test_the_hours_of_a_hold_are_a_setting(officer, full):
    numbers = BookingSettings.load()
    numbers.hold_hours, numbers.hold_ends_before_hours = 1, 0
    numbers.save()
    case = stand(officer)
    give_back(full[0])
    waiting.serve_lines(moment(MONDAY, 9))
    assert held(case).hold_until == moment(MONDAY, 10)


def test_one_who_cannot_be_told_breaks_nothing(officer, full, monkeypatch):
    """Each day is served in a transaction of its own."""
    case = stand(officer)
    give_back(full[0])
    real = waiting.notifications.tell_about
    monkeypatch.setattr(waiting.notifications, "tell_about", lambda *args: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        waiting.serve_lines(MORNING)
    assert held(case) is None, "no hold without a message"
    monkeypatch.setattr(waiting.notifications, "tell_about", real)
    assert waiting.serve_lines(MORNING) == 1


def test_who_waited_in_vain_is_told(full, officer):
    case = make.choosing(officer)
    waiting.wait(case, TUESDAY, user=case.applicant, now=MORNING)
    for minute in (1, 2):
        waiting.serve_lines(moment(WEDNESDAY, 0, minute))
    assert not WaitingEntry.objects.filter(ended_at=None).exists()
    (told,) = case.messages.filter(key="booking_line_over", channel="site")
    assert told.title == "11月24日的候补已经结束"


def test_who_has_a_place_held_elsewhere_keeps_the_turn_and_keeps_nobody_out(full, officer):
    waits, other = make.choosing(officer), make.choosing(officer)
    waiting.wait(waits, TUESDAY, user=waits.applicant, now=MORNING)
    make.step(full[0], "cancel", full[0].applicant)
    with pytest.raises(PlaceTaken):
        places.book(other, NINE, "book", actor=other.applicant, seen_version=fresh(other).version, now=MORNING)
    waiting.serve_lines(MORNING)
    assert place_of(fresh(waits).claims.standing().get()) == NINE
    make.booked(officer, at=place(WEDNESDAY, 9))
    make.booked(officer, at=place(WEDNESDAY, 14))
    waiting.wait(waits, WEDNESDAY, user=waits.applicant, now=MORNING)
    gone = SeatClaim.objects.standing().get(day__date=WEDNESDAY, slot=time(14)).case
    make.step(gone, "cancel", gone.applicant)
    taken = places.book(
        other, place(WEDNESDAY, 14), "book", actor=other.applicant, seen_version=fresh(other).version, now=MORNING
    )
    assert taken.status == "booked"
    assert WaitingEntry.objects.filter(case=waits, day__date=WEDNESDAY, ended_at=None).exists()
