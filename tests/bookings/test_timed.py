"""What time does to bookings: choices lapse, copies expire, readers are suspended for a month, and none of it too early."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from accounts import persons
from accounts.models import Suspension
from audit.models import Entry
from bookings.kind import KIND
from bookings.models import Booking, BookingSettings, CopyOrder, SeatClaim
from bookings.services import visits
from casework import drafts, errors, services, timed
from casework.services import SYSTEM
from tests.factories import bookings as make
from tests.factories.bookings import MORNING, TUESDAY, fresh, moment, place


@pytest.fixture
def officer(db):
    return make.make_officer()


@pytest.fixture
def clock(monkeypatch):
    """Sets the time for everybody."""

    def set_time(now: datetime) -> None:
        monkeypatch.setattr(timezone, "now", lambda: now)

    set_time(MORNING)
    return set_time


def collecting(officer, ready: date, reader=None) -> Booking:
    """Copies that became ready in the afternoon of a day."""
    case = make.booked(officer, reader, at=place(ready, 9), now=moment(ready, 8))
    make.step(case, "arrive", officer, now=moment(ready, 9))
    make.step(case, "order_copies", officer, now=moment(ready, 10), data={"pages": 2, "promised_on": ready})
    return make.step(case, "ready", officer, now=moment(ready, 16))


# --- the choice ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("approved", "days", "last"),
    [
        ("2026-11-23T08:00", 30, "2026-12-23"),
        ("2026-11-23T23:59", 30, "2026-12-23"),
        ("2026-11-24T00:00", 30, "2026-12-24"),
        ("2026-12-28T10:00", 30, "2027-01-27"),
        ("2028-01-30T10:00", 30, "2028-02-29"),
        ("2026-11-23T08:00", 2, "2026-11-25"),
    ],
)
def test_a_choice_lapses_after_the_last_day_and_not_a_second_before(officer, approved, days, last):
    numbers = BookingSettings.load()
    numbers.choose_within_days = days
    numbers.save()
    now = timezone.make_aware(datetime.fromisoformat(approved))
    case = make.choosing(officer, now=now)
    ends = moment(date.fromisoformat(last), 0) + timedelta(days=1)
    assert timed.run_timed(ends - timedelta(seconds=1)) == 0
    assert fresh(case).status == "choosing"
    assert timed.run_timed(ends) == 1
    assert (fresh(case).status, fresh(case).closed_at) == ("cancelled", ends)
    change = fresh(case).history.order_by("position").last()
    assert (change.action, change.actor_id) == ("lapse", None)
    assert case.messages.filter(key="booking_lapsed", channel="site").count() == 1
    assert timed.run_timed(ends + timedelta(days=1)) == 0


def test_the_last_minute_is_the_readers(officer):
    case = make.choosing(officer)
    last = moment(date(2026, 12, 23), 23, 59)
    booked = make.step(case, "book", case.applicant, now=last, data={"place": place(date(2026, 12, 24))})
    assert booked.status == "booked"
    assert timed.run_timed(moment(date(2026, 12, 25), 0)) == 0


def test_no_suspension_for_a_lapse_or_a_missed_visit(officer):
    case = make.choosing(officer)
    timed.run_timed(fresh(case).choose_by)
    missed = make.booked(officer)
    make.step(missed, "missed", officer, now=moment(TUESDAY, 9, 30))
    assert not Suspension.objects.exists()


# --- the copies ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ready", "last", "until"),
    [
        ("2026-11-25", "2027-05-25", "2027-06-26"),
        ("2026-08-31", "2027-02-28", "2027-04-01"),  # there is no 31 February
        ("2027-08-31", "2028-02-29", "2028-04-01"),
        ("2028-02-29", "2028-08-29", "2028-09-30"),
        ("2026-07-30", "2027-01-30", "2027-02-28"),  # over on the 31st of January: a month later is the 28th
        ("2026-04-01", "2026-10-01", "2026-11-02"),  # a day off is not moved
    ],
)
def test_copies_expire_after_six_months_and_the_reader_is_suspended_for_one(officer, clock, ready, last, until):
    case = collecting(officer, date.fromisoformat(ready))
    last_day = date.fromisoformat(last)
    assert CopyOrder.objects.get().keep_until == last_day
    midnight = moment(last_day, 0) + timedelta(days=1)
    assert timed.run_timed(midnight - timedelta(seconds=1)) == 0
    clock(midnight)
    assert persons.suspension_of(case.applicant, "booking") is None
    assert timed.run_timed(midnight) == 1
    assert fresh(case).status == "expired"
    found = Suspension.objects.get()
    assert (found.kind, found.until, found.made_by) == ("booking", moment(date.fromisoformat(until), 0), None)
    assert case.number in found.reason
    assert "6 个月没有领取" in found.reason
    assert timed.run_timed(midnight + timedelta(days=1)) == 0
    clock(found.until - timedelta(seconds=1))
    assert persons.suspension_of(case.applicant, "booking") == found
    clock(found.until)
    assert persons.suspension_of(case.applicant, "booking") is None


def test_collected_on_the_last_day_is_in_time(officer):
    case = collecting(officer, date(2026, 11, 25))
    make.step(case, "collect", officer, now=moment(date(2027, 5, 25), 23, 59))
    assert timed.run_timed(moment(date(2027, 5, 26), 0)) == 0
    assert fresh(case).status == "closed"
    assert not Suspension.objects.exists()


def test_the_place_that_was_used_stays_used(officer):
    case = collecting(officer, date(2026, 11, 25))
    timed.run_timed(moment(date(2027, 5, 26), 0))
    assert SeatClaim.objects.standing().get(case=case).visit.arrived_at


@pytest.mark.parametrize(
    ("keep", "suspend", "last", "until"), [(3, 2, "2027-02-25", "2027-04-26"), (1, 0, "2026-12-25", "")]
)
def test_both_lengths_are_settings(officer, keep, suspend, last, until):
    numbers = BookingSettings.load()
    numbers.keep_months, numbers.suspend_months = keep, suspend
    numbers.save()
    case = collecting(officer, date(2026, 11, 25))
    after = moment(date.fromisoformat(last), 0) + timedelta(days=1)
    assert timed.run_timed(after) == 1
    assert fresh(case).status == "expired"
    assert [each.until for each in Suspension.objects.all()] == (
        [moment(date.fromisoformat(until), 0)] if until else []
    )


def test_who_is_suspended_begins_and_sends_nothing_new_and_keeps_what_is_open(officer, clock):
    reader = make.make_reader()
    collecting(officer, date(2026, 11, 25), reader)
    clock(moment(date(2027, 5, 25), 12))
    draft = drafts.open_draft(KIND, user=reader)
    returned = make.step(make.submitted(reader, now=moment(date(2027, 5, 25), 12)), "return", officer)
    choosing = make.choosing(officer, reader, now=moment(date(2027, 5, 25), 12))
    now = moment(date(2027, 5, 26), 0)
    clock(now)
    timed.run_timed(now)
    with pytest.raises(errors.Suspended, match="2027-06-26 00:00 以后可以再申请"):
        drafts.open_draft(KIND, user=reader)
    for case in (draft, returned):
        with pytest.raises(errors.Suspended):
            drafts.submit_draft(case, user=reader, seen_version=fresh(case).version)
    where = place(date(2027, 5, 27))
    assert make.step(choosing, "book", reader, now=now, data={"place": where}).status == "booked", "open bookings stay"
    assert make.step(choosing, "cancel", reader, now=now).status == "cancelled"
    clock(moment(date(2027, 6, 26), 0))
    assert drafts.open_draft(KIND, user=reader).pk == draft.pk


def test_other_services_stay_open_to_who_is_suspended(officer, clock):
    case = collecting(officer, date(2026, 11, 25))
    now = moment(date(2027, 5, 26), 0)
    clock(now)
    timed.run_timed(now)
    assert persons.suspension_of(case.applicant, "org_claim") is None
    assert persons.suspension_of(make.make_reader(), "booking") is None, "and to everybody else"


def test_staff_lift_a_suspension_with_a_reason_and_that_is_kept(officer, clock):
    case = collecting(officer, date(2026, 11, 25))
    now = moment(date(2027, 5, 26), 0)
    clock(now)
    timed.run_timed(now)
    persons.lift(Suspension.objects.get(), by=officer, reason="已说明情况")
    assert persons.suspension_of(case.applicant, "booking") is None
    assert drafts.open_draft(KIND, user=case.applicant)
    entry = Entry.objects.order_by("pk").last()
    assert (entry.actor_id, entry.reason) == (officer.pk, "已说明情况")


def test_each_time_copies_are_left_counts(officer, clock):
    """Two orders that nobody collects: the longer suspension holds."""
    reader = make.make_reader()
    first, second = collecting(officer, date(2026, 11, 25), reader), collecting(officer, date(2026, 12, 10), reader)
    clock(moment(date(2027, 5, 26), 0))
    timed.run_timed(timezone.now())
    clock(moment(date(2027, 6, 11), 0))
    timed.run_timed(timezone.now())
    assert {fresh(first).status, fresh(second).status} == {"expired"}
    assert persons.suspension_of(reader, "booking").until == moment(date(2027, 7, 11), 0)


def test_a_caller_without_an_account_is_not_suspended(officer):
    case = collecting(officer, date(2026, 11, 25))
    Booking.objects.filter(pk=case.pk).update(applicant=None, caller_name="示例来电人", source="phone")
    assert timed.run_timed(moment(date(2027, 5, 26), 0)) == 1
    assert not Suspension.objects.exists()


def test_one_broken_case_does_not_keep_the_others(officer, monkeypatch):
    bad, good = collecting(officer, date(2026, 11, 25)), collecting(officer, date(2026, 11, 26))
    real = visits.persons.suspend

    def suspend(user, *args, **options):
        if user == bad.applicant:
            raise RuntimeError
        return real(user, *args, **options)

    monkeypatch.setattr(visits.persons, "suspend", suspend)
    with pytest.raises(timed.SomeFailed):
        timed.run_timed(moment(date(2027, 5, 27), 0))
    assert (fresh(bad).status, fresh(good).status) == ("collecting", "expired")


def test_nobody_can_expire_or_lapse_by_hand(officer):
    case = collecting(officer, date(2026, 11, 25))
    with pytest.raises(errors.WrongPerson):
        make.step(case, "expire", officer)
    choosing = make.choosing(officer)
    with pytest.raises(errors.WrongPerson):
        make.step(choosing, "lapse", choosing.applicant)
    assert services.apply_transition(choosing, "lapse", actor=SYSTEM, seen_version=None).status == "cancelled"
