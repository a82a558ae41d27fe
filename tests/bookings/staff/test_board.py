"""The board: who comes when, what became of it, what is free or closed, and what waits for a mark."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bookings.models import ReadingDay, SeatClaim, SlotTemplate, WaitingEntry
from bookings.staff.board import State, board, day_asked
from tests.bookings.staff.conftest import MONDAY, TEN_PAST_TEN, THURSDAY, reader, text
from tests.factories import bookings as make
from tests.factories.bookings import MORNING, TUESDAY, WEDNESDAY, moment, place
from workdays.models import Closure, HolidayAdjustment

FRIDAY_BEFORE = moment(date(2026, 11, 20), 9)


def states(user, day=TUESDAY, **options) -> list[tuple[str, str]]:
    found = board(user, day, now=TEN_PAST_TEN, **options)
    return [(seat.place.hours, seat.state) for day in found.days for seat in day.seats]


def arrived(officer, at, now) -> make.Booking:
    return make.step(make.booked(officer, at=at), "arrive", officer, now=now)


def test_every_state_of_a_visit(officer):
    done = arrived(officer, place(hour=9), moment(TUESDAY, 8, 58))
    make.step(done, "finish", officer, now=moment(TUESDAY, 9, 40))
    copied = arrived(officer, place(hour=9, minute=30), moment(TUESDAY, 9, 31))
    order = {"pages": 12, "promised_on": WEDNESDAY}
    make.step(copied, "order_copies", officer, now=moment(TUESDAY, 9, 50), data=order)
    arrived(officer, place(hour=10), moment(TUESDAY, 10, 5))
    make.booked(officer, at=place(hour=10, minute=30))
    assert states(officer) == [
        ("9:00-9:30", State.DONE),
        ("9:30-10:00", State.COPYING),
        ("10:00-10:30", State.HERE),
        ("10:30-11:00", State.COMING),
    ]
    make.step(copied, "ready", officer, now=moment(TUESDAY, 10, 8))
    assert states(officer)[1] == ("9:30-10:00", State.READY)


def test_who_did_not_come_stays_on_the_board_and_the_seat_is_free(officer):
    case = make.booked(officer)
    make.step(case, "missed", officer, now=moment(TUESDAY, 9, 45))
    span = board(officer, TUESDAY, now=TEN_PAST_TEN).days[0].spans[0]
    assert [seat.state for seat in span.seats] == [State.MISSED]
    assert span.free == 1
    assert span.key == "", "its time is over"


def test_a_cancelled_place_is_free_and_gone_from_the_board(officer):
    case = make.booked(officer, at=place(hour=14))
    make.step(case, "cancel", case.applicant)
    day = board(officer, TUESDAY, now=TEN_PAST_TEN).days[0]
    assert day.seats == []
    assert next(span for span in day.spans if span.hours == "14:00-14:30").key == "2026-11-24T14:00"


def test_names_are_masked_and_facts_stand_beside_them(staff, officer):
    make.booked(officer, reader(), at=place(hour=10, minute=30))
    shown = text(staff.get("/admin/bookings/board/"))
    assert "欧阳**（尾号 4987）" in shown
    assert "欧阳示例" not in shown
    assert "17612344987" not in shown
    assert "个人业主　诉讼、纠纷" in shown
    assert "预约 1 人，已到 0 人" in shown


def test_what_may_be_marked_when(officer, people):
    make.booked(officer, at=place(hour=9))
    make.booked(officer, at=place(hour=10))
    make.booked(officer, at=place(WEDNESDAY, 9))

    def acts(user, day=TUESDAY):
        return [seat.acts for seat in board(user, day, now=TEN_PAST_TEN).days[0].seats]

    assert acts(people["front_desk"]) == [("arrive", "missed"), ("arrive",)], "nobody has missed a slot that goes on"
    assert acts(people["front_desk"], WEDNESDAY) == [()]
    assert acts(people["copy_desk"]) == [(), ()]


def test_who_missed_once_too_often(officer):
    case = make.booked(officer)
    type(case).objects.filter(pk=case.pk).update(missed=1)
    assert board(officer, TUESDAY, now=TEN_PAST_TEN).days[0].seats[0].acts == ("arrive", "missed_again")


def test_visits_nobody_marked_stand_on_top_whatever_day_is_shown(staff, officer):
    make.booked(officer, reader(), at=place(MONDAY, 14), now=FRIDAY_BEFORE)
    for address in ("", "?day=2026-11-25", "?week=1"):
        shown = text(staff.get(f"/admin/bookings/board/{address}"))
        assert "以前的预约还没有登记到馆（1）" in shown, address
        assert shown.index("11月23日 14:00-14:30") < shown.index(
            'class="room-week' if "week" in address else 'class="room-day"'
        )
    assert "以前的预约" not in text(staff.get("/admin/bookings/board/print/"))


def test_closed_hours_and_days_say_why(staff, officer):
    Closure.objects.create(starts_at=moment(TUESDAY, 15), ends_at=moment(TUESDAY, 16), reason="示例检修")
    Closure.objects.create(starts_at=moment(THURSDAY, 0), ends_at=moment(date(2026, 11, 27), 0), reason="示例盘点")
    HolidayAdjustment.objects.create(date=date(2026, 11, 27), kind="off", name="示例节")
    HolidayAdjustment.objects.create(date=date(2026, 11, 28), kind="work", name="示例节")
    week = board(officer, TUESDAY, week=True, now=TEN_PAST_TEN).days
    assert [day.day.day for day in week] == [23, 24, 25, 26, 27, 28], "people work on that Saturday"
    assert [day.closed for day in week] == ["", "", "", "示例盘点", "示例节", ""]
    closed = {span.hours: span.closed for span in week[1].spans if span.closed}
    assert closed == {"15:00-15:30": "示例检修", "15:30-16:00": "示例检修"}
    assert len(week[5].spans) == 12, "the slots of a make-up day"
    shown = text(staff.get("/admin/bookings/board/"))
    assert shown.count("不开放：示例检修") == 2
    assert "这一天闭馆：示例盘点。" in text(staff.get("/admin/bookings/board/?day=2026-11-26"))
    assert "这一天闭馆：周末。" in text(staff.get("/admin/bookings/board/?day=2026-11-29"))


def test_free_seats_lead_to_the_desk_until_the_slot_is_over(staff, officer):
    SlotTemplate.objects.update(capacity=2)
    make.booked(officer, at=place(hour=10))
    shown = text(staff.get("/admin/bookings/board/"))
    assert "?place=2026-11-24T10:00" in shown, "a walk-in takes a slot that has begun"
    assert "?place=2026-11-24T09:30" not in shown
    assert "?place=2026-12-08" not in text(staff.get("/admin/bookings/board/?day=2026-12-08")), "beyond the window"


def test_held_places_and_waiting_lines(staff, officer):
    case = make.choosing(officer, reader())
    row = ReadingDay.objects.create(date=TUESDAY)
    slot = place(hour=14)
    SeatClaim.objects.create(
        day=row, slot=slot.starts, ends=slot.ends, case=case, made_at=MORNING, hold_until=moment(TUESDAY, 12)
    )
    WaitingEntry.objects.create(day=row, case=case, since=MORNING)
    day = board(officer, TUESDAY, now=TEN_PAST_TEN).days[0]
    assert [(seat.state, seat.detail) for seat in day.seats] == [(State.HELD, "到 11-24 12:00")]
    assert (day.expected, day.waiting) == (0, 1)
    assert "1 人在候补这一天" in text(staff.get("/admin/bookings/board/"))


def test_a_place_of_an_older_timetable_is_still_there(officer):
    make.booked(officer, at=place(hour=14))
    SlotTemplate.objects.filter(starts="14:00").delete()
    assert ("14:00-14:30", State.COMING) in states(officer)


@pytest.mark.parametrize(
    "asked", ["", "heute", "2026-13-01", "0001-01-01", "9999-12-31", "2026-11-24T10", "\x00", "٢٠٢٦-١١-٢٤"]
)
def test_what_is_no_day_shows_today(staff, asked):
    answer = staff.get("/admin/bookings/board/", {"day": asked})
    assert answer.status_code == 200
    assert answer.context["board"].day == TUESDAY


def test_the_farthest_days_have_neighbours(staff):
    for day in ("2000-01-01", "2099-12-01"):
        assert staff.get(f"/admin/bookings/board/?day={day}").status_code == 200
        assert staff.get(f"/admin/bookings/board/?day={day}&week=1").status_code == 200


def test_arrows_lead_over_weekends_and_weeks(officer, clock):
    monday = board(officer, MONDAY, now=TEN_PAST_TEN)
    assert (monday.earlier, monday.later) == (date(2026, 11, 20), TUESDAY)
    week = board(officer, TUESDAY, week=True, now=TEN_PAST_TEN)
    assert (week.earlier, week.later) == (date(2026, 11, 17), date(2026, 12, 1))
    assert day_asked("") == TUESDAY


@pytest.mark.parametrize("address", ["", "?week=1", "print/", "print/?week=1"])
def test_constant_queries(staff, officer, address, clock):
    path = f"/admin/bookings/board/{address}"

    def count() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert staff.get(path).status_code == 200
        return len(asked)

    make.booked(officer, at=place(MONDAY, 9), now=FRIDAY_BEFORE)
    make.booked(officer, at=place(hour=9))
    count()  # what the process keeps until something changes is read once
    one = count()
    for hour in (10, 14, 15):
        make.booked(officer, at=place(MONDAY, hour), now=FRIDAY_BEFORE)
        arrived(officer, place(hour=hour), moment(TUESDAY, 10))
    count()
    assert count() == one


def test_the_printed_list(staff, officer):
    arrived(officer, place(hour=9), moment(TUESDAY, 9))
    make.booked(officer, reader(), at=place(hour=14))
    shown = text(staff.get("/admin/bookings/board/print/"))
    assert "查档预约登记表" in shown
    assert "2026年11月24日 星期二" in shown
    assert shown.count("☑") == 1
    assert "欧阳**（尾号 4987）" in shown
    assert "<style" not in shown
    assert "onclick" not in shown


def test_the_board_is_for_those_who_work_on_bookings(people):
    with pytest.raises(PermissionDenied):
        board(people["editors"], TUESDAY, now=TEN_PAST_TEN)
