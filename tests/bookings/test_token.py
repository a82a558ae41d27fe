"""Rules that were read before the lock give nobody a place that is closed by now; every change is noticed under it."""

from datetime import date, time

import pytest
from django.utils import timezone

from bookings.errors import PlaceClosed
from bookings.models import BookingSettings, SeatClaim, SlotTemplate
from bookings.queries import fresh_timetable, timetable_now
from bookings.services import displacement
from tests.factories import bookings as make
from tests.factories.bookings import MORNING, TUESDAY, WEDNESDAY, fresh, moment, place
from workdays.models import Closure, DayKind, HolidayAdjustment
from workdays.services import NoticeDay, changing, load_notice


@pytest.fixture
def officer(db, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: MORNING)
    return make.make_officer()


def close(officer) -> None:
    with changing(user=officer):
        Closure.objects.create(starts_at=moment(TUESDAY, 0), ends_at=moment(WEDNESDAY, 0), reason="示例")


def day_off(officer) -> None:
    with changing(user=officer):
        HolidayAdjustment.objects.create(date=TUESDAY, kind=DayKind.OFF, name="示例")


def notice(officer) -> None:
    load_notice(2026, [NoticeDay(TUESDAY, DayKind.OFF, "示例")], source="示例", user=officer)


def no_slots(officer) -> None:
    with displacement.changing_rules("示例", now=MORNING):
        SlotTemplate.objects.filter(day=TUESDAY.weekday()).delete()


def other_slots(officer) -> None:
    with displacement.changing_rules("示例", now=MORNING):
        SlotTemplate.objects.filter(day=TUESDAY.weekday(), starts=time(9)).update(ends=time(9, 20))


def a_day_less(officer) -> None:
    numbers = BookingSettings.load()
    with displacement.changing_rules("示例", now=MORNING):
        numbers.window_days = 1
        numbers.save()


CHANGES = [close, day_off, notice, no_slots, other_slots, a_day_less]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_every_change_of_the_rules_is_noticed(officer, change):
    known, case = fresh_timetable(), make.choosing(officer)
    assert timetable_now(known) is known
    change(officer)
    assert timetable_now(known) == fresh_timetable() != known
    data = {"place": place(), "rules": known}
    with pytest.raises(PlaceClosed):
        make.step(case, "book", case.applicant, data=data)
    assert not SeatClaim.objects.standing().exists()
    assert fresh(case).status == "choosing"


def test_what_changes_nothing_is_no_change_and_known_rules_are_good(officer):
    known, case = fresh_timetable(), make.choosing(officer)
    HolidayAdjustment.objects.get(date=date(2026, 10, 10))  # reading
    assert make.step(case, "book", case.applicant, data={"place": place(), "rules": known}).status == "booked"
    assert timetable_now(known) is known


def test_who_comes_while_the_day_is_closed_stays(officer, monkeypatch):
    """Arrivals lock no day: one may be marked between the plan and its doing."""
    here, other = make.booked(officer), make.booked(officer, at=place(TUESDAY, 10))
    monkeypatch.setattr(timezone, "now", lambda: moment(TUESDAY, 8, 50))
    planned = displacement.plan

    def plan(*args):
        found = planned(*args)
        if not here.visits.exists():
            make.step(here, "arrive", officer, now=moment(TUESDAY, 8, 50))
        return found

    monkeypatch.setattr(displacement, "plan", plan)
    with changing(user=officer):
        Closure.objects.create(starts_at=moment(TUESDAY, 0), ends_at=moment(WEDNESDAY, 0), reason="示例")
    assert (fresh(here).status, fresh(other).status) == ("booked", "choosing")
    assert here.visits.get().claim.released_at is None
