"""Reminders: the working day before a visit, a week before a choice lapses, while copies wait; each once, none at night."""

from datetime import date, datetime, timedelta

import pytest

from bookings.models import BookingSettings, Reminder
from bookings.services import places, reminders
from bookings.services.reminders import copy_reminders, send_reminders
from tests.factories import bookings as make
from tests.factories.bookings import MORNING, TUESDAY, WEDNESDAY, fresh, moment, place
from workdays.calendar import add_months
from workdays.models import Closure

MONDAY, FRIDAY = date(2026, 11, 23), date(2026, 11, 27)
HALF_HOUR = timedelta(minutes=30)


@pytest.fixture
def officer(db):
    return make.make_officer()


def walk(first: datetime, last: datetime) -> list[datetime]:
    """The job runs every half hour; when it told anybody of anything."""
    found, now = [], first
    while now <= last:
        found += [now] * send_reminders(now)
        now += HALF_HOUR
    return found


def told(case, key="booking_visit_reminder") -> int:
    return case.messages.filter(key=key, channel="site").count()


# --- visits -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("booked_on", "visit", "reminded_on"),
    [
        ("2026-11-23", "2026-11-25", "2026-11-24"),
        ("2026-11-26", "2026-11-30", "2026-11-27"),  # over a weekend
        ("2026-09-17", "2026-09-20", "2026-09-18"),  # a worked Sunday, from the Friday
        ("2026-09-18", "2026-09-21", "2026-09-20"),  # from the worked Sunday
        ("2026-09-29", "2026-10-08", "2026-09-30"),  # over the holiday
        ("2026-09-30", "2026-10-10", "2026-10-09"),  # a worked Saturday
        ("2026-12-29", "2027-01-04", "2026-12-31"),  # over New Year, which nobody has announced
        ("2026-02-12", "2026-02-24", "2026-02-14"),  # over spring festival, from a worked Saturday
    ],
)
def test_a_visit_is_reminded_of_on_the_working_day_before(officer, booked_on, visit, reminded_on):
    start = moment(date.fromisoformat(booked_on), 12)
    case = make.booked(officer, at=place(date.fromisoformat(visit), 14), now=start)
    sent = walk(moment(date.fromisoformat(booked_on), 12, 30), moment(date.fromisoformat(visit), 20))
    assert sent == [moment(date.fromisoformat(reminded_on), 9)]
    assert told(case) == 1


def test_over_a_closed_day_the_reminder_comes_on_the_last_open_one(officer):
    Closure.objects.create(starts_at=moment(TUESDAY, 0), ends_at=moment(WEDNESDAY, 0), reason="示例")
    case = make.booked(officer, at=place(WEDNESDAY), now=moment(date(2026, 11, 20), 10))
    assert walk(moment(date(2026, 11, 20), 11), moment(WEDNESDAY, 9)) == [moment(MONDAY, 9)]
    assert told(case) == 1


def test_the_reminder_says_when_and_where_and_what_to_bring(officer):
    numbers = BookingSettings.load()
    numbers.address = "示例市示例路1号"
    numbers.save()
    case = make.booked(officer, now=moment(date(2026, 11, 20), 10))
    send_reminders(moment(MONDAY, 9))
    message = case.messages.get(key="booking_visit_reminder", channel="site")
    for words in ("2026年11月24日 星期二 9:00-9:30", "示例市示例路1号", "本人身份证", case.number):
        assert words in message.title + message.body


def test_who_booked_only_today_is_not_reminded_today(officer):
    make.booked(officer, now=moment(MONDAY, 8))
    assert walk(moment(MONDAY, 9), moment(TUESDAY, 9)) == []


def test_cancelled_missed_and_held_places_are_not_reminded_of(officer):
    for action in ("cancel", "displace"):
        case = make.booked(officer, now=moment(date(2026, 11, 20), 10))
        actor = case.applicant if action == "cancel" else make.services.SYSTEM
        make.step(case, action, actor, now=moment(date(2026, 11, 20), 11))
    assert walk(moment(date(2026, 11, 20), 12), moment(TUESDAY, 9)) == []


def test_another_place_is_another_reminder(officer):
    friday = moment(date(2026, 11, 20), 10)
    case = make.booked(officer, now=friday)
    places.book(
        case, place(WEDNESDAY), "change", actor=case.applicant, seen_version=fresh(case).version, now=friday + HALF_HOUR
    )
    assert walk(friday + HALF_HOUR, moment(WEDNESDAY, 12)) == [moment(TUESDAY, 9)]


@pytest.mark.parametrize(
    ("at", "wanted"),
    [((0, 0), 0), ((8, 59), 0), ((9, 0), 1), ((17, 59), 1), ((18, 0), 0), ((23, 59), 0)],
)
def test_nobody_is_woken(officer, at, wanted):
    make.booked(officer, now=moment(date(2026, 11, 20), 8))
    assert send_reminders(moment(MONDAY, *at)) == wanted


def test_nobody_is_reminded_on_a_day_off(officer):
    make.booked(officer, at=place(date(2026, 11, 30)), now=moment(date(2026, 11, 26), 8))
    assert walk(moment(date(2026, 11, 28), 0), moment(date(2026, 11, 29), 23)) == []


# --- choices ------------------------------------------------------------------------------------------------------------


def test_a_choice_is_reminded_of_a_week_before_it_lapses_and_once(officer):
    case = make.choosing(officer)
    ends = fresh(case).choose_by
    assert ends == moment(date(2026, 12, 24), 0), "thirty days: the last is 12-23"
    assert walk(MORNING, moment(date(2026, 12, 23), 23)) == [moment(date(2026, 12, 17), 9)]
    message = case.messages.get(key="booking_choose_reminder", channel="site")
    assert "2026年12月23日" in message.body


def test_who_chose_is_not_reminded_to_choose(officer):
    make.booked(officer)
    assert walk(moment(date(2026, 12, 16), 8), moment(date(2026, 12, 24), 0)) == []


def test_who_may_choose_anew_is_reminded_anew(officer):
    case = make.choosing(officer)
    send_reminders(moment(date(2026, 12, 20), 10))
    now = moment(date(2026, 12, 21), 8)
    places.book(
        case, place(date(2026, 12, 22)), "book", actor=case.applicant, seen_version=fresh(case).version, now=now
    )
    make.step(case, "missed", officer, now=moment(date(2026, 12, 22), 10))
    ends = fresh(case).choose_by
    assert ends == moment(date(2027, 1, 22), 0)
    assert walk(moment(date(2026, 12, 22), 11), ends) == [moment(date(2027, 1, 15), 9)]
    assert told(case, "booking_choose_reminder") == 2


# --- copies -------------------------------------------------------------------------------------------------------------


def collecting(officer, ready: date):
    """Copies that have been ready since four o'clock of a day."""
    case = make.booked(officer, at=place(ready), now=moment(ready, 8))
    make.step(case, "arrive", officer, now=moment(ready, 9))
    make.step(case, "order_copies", officer, now=moment(ready, 10), data={"pages": 2, "promised_on": ready})
    return make.step(case, "ready", officer, now=moment(ready, 16))


@pytest.mark.parametrize(
    ("ready", "months", "expected"),
    [
        ("2026-11-25", 1, "2026-12-18"),
        ("2027-02-28", 1, "2027-03-21"),
        ("2026-11-25", 3, "2026-12-25 2027-02-18"),
        ("2026-11-25", 12, "2026-12-25 2027-02-25 2027-04-25 2027-11-18"),
        ("2026-11-25", 6, "2026-12-25 2027-02-25 2027-04-25 2027-05-18"),
        ("2026-08-31", 6, "2026-09-30 2026-11-30 2027-01-31 2027-02-21"),
        ("2026-12-31", 6, "2027-01-31 2027-03-31 2027-05-31 2027-06-23"),
        ("2027-08-31", 6, "2027-09-30 2027-11-30 2028-01-31 2028-02-22"),
    ],
)
def test_the_days_of_the_reminders_about_copies(ready, months, expected):
    day = date.fromisoformat(ready)
    found = [each for _, each in copy_reminders(day, add_months(day, months))]
    assert found == [date.fromisoformat(each) for each in expected.split()]


def test_copies_are_reminded_of_four_times_at_nine_and_then_no_more(officer):
    case = collecting(officer, WEDNESDAY)
    sent = []
    for day in (date(2026, 11, 26) + timedelta(days=number) for number in range(200)):
        assert send_reminders(moment(day, 8, 59)) == 0
        sent += [moment(day, 9)] * send_reminders(moment(day, 9))
    days = [date(2026, 12, 25), date(2027, 2, 25), date(2027, 4, 25), date(2027, 5, 18)]
    assert sent == [moment(day, 9) for day in days], "on days off too: copies wait"
    assert told(case, "booking_copies_reminder") == 4
    assert "2027年5月25日" in case.messages.filter(key="booking_copies_reminder").first().body


@pytest.mark.parametrize(("number", "wanted"), [(0, 1), (6, 1), (7, 0)])
def test_a_reminder_that_an_outage_kept_back_is_late_and_not_much_too_late(officer, number, wanted):
    collecting(officer, WEDNESDAY)
    assert send_reminders(moment(date(2026, 12, 25) + timedelta(days=number), 10)) == wanted


@pytest.mark.parametrize("action", ["collect", "expire"])
def test_copies_that_are_gone_are_not_reminded_of(officer, action):
    case = collecting(officer, WEDNESDAY)
    actor = officer if action == "collect" else make.services.SYSTEM
    make.step(case, action, actor, now=moment(FRIDAY, 10))
    assert send_reminders(moment(date(2026, 12, 25), 10)) == 0


# --- whatever happens ---------------------------------------------------------------------------------------------------


def test_a_reminder_that_breaks_is_sent_the_next_time(officer, monkeypatch):
    case = make.booked(officer, now=moment(date(2026, 11, 20), 10))
    with monkeypatch.context() as broken:
        broken.setattr(reminders.notifications, "tell_about", lambda *args: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            send_reminders(moment(MONDAY, 9))
    assert not Reminder.objects.exists(), "what was not sent is not noted as sent"
    assert send_reminders(moment(MONDAY, 9, 30)) == 1
    assert told(case) == 1


def test_two_jobs_at_once_send_one(officer):
    """The other one wrote its row after this one had looked."""
    case = make.booked(officer, now=moment(date(2026, 11, 20), 10))
    due = list(reminders._visits(moment(MONDAY, 9)))
    assert [reminders._send(*each, moment(MONDAY, 9)) for each in due * 2] == [True, False]
    assert told(case) == 1
