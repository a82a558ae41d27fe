"""Every guarded step in every situation of a visit, as the requirements have it (000-17, 000-18, 000-33, 000-34).

A step is taken (yes), waits for its time (wait: the button is there and says why) or does not come into question (no:
there is no button). A refusal changes nothing.
"""

from datetime import date, datetime, timedelta

import pytest
from django.apps import apps

from accounts.models import User
from bookings.models import Booking, BookingSettings
from bookings.services import guards
from bookings.workflow import WORKFLOW
from casework import services
from casework.enums import By
from casework.errors import NotNow, WrongStatus
from casework.models import StatusChange
from content.models import SiteSettings
from notifications.models import Message
from tests.factories import bookings as make
from tests.factories.bookings import TUESDAY, WEDNESDAY, fresh, moment, place

THURSDAY = date(2026, 11, 26)
YES, WAIT, NO = "yes", "wait", "no"
COPIES = {"pages": 2, "promised_on": THURSDAY}
NEW_PLACE = place(date(2026, 11, 27), 14)  # in the window of all the days that are tried

# The place is Tuesday 9:00-9:30. Each situation: what has been done, and the moment at which a step is tried.
BEFORE_NOON = [("arrive", moment(TUESDAY, 9, 5))]
ORDERED = [*BEFORE_NOON, ("order_copies", moment(TUESDAY, 9, 20))]
MISSED = [("missed", moment(TUESDAY, 9, 30)), ("book", moment(TUESDAY, 9, 40))]  # now for Wednesday 9:00-9:30
SITUATIONS = {
    "the second before the day": ([], moment(TUESDAY, 0) - timedelta(seconds=1)),
    "midnight of the day": ([], moment(TUESDAY, 0)),
    "before the slot": ([], moment(TUESDAY, 8, 59)),
    "within the slot": ([], moment(TUESDAY, 9, 29)),
    "when the slot is over": ([], moment(TUESDAY, 9, 30)),
    "the evening": ([], moment(TUESDAY, 20)),
    "the next day": ([], moment(WEDNESDAY, 8)),
    "here": (BEFORE_NOON, moment(TUESDAY, 9, 15)),
    "here, the next day": (BEFORE_NOON, moment(WEDNESDAY, 9)),
    "copies ordered": (ORDERED, moment(TUESDAY, 15)),
    "copies ready": ([*ORDERED, ("ready", moment(TUESDAY, 16))], moment(TUESDAY, 16, 30)),
    "missed once, before the day": (MISSED, moment(TUESDAY, 23)),
    "missed once, within the slot": (MISSED, moment(WEDNESDAY, 9, 10)),
    "missed once, over": (MISSED, moment(WEDNESDAY, 9, 30)),
    "missed twice": ([*MISSED, ("missed_again", moment(WEDNESDAY, 9, 30))], moment(WEDNESDAY, 10)),
}
# fmt: off
TABLE = {                #  eve  00:00  8:59  9:29  9:30  20:00 next | here next ordered ready | missed: eve in over twice
    "change":             [YES, WAIT, WAIT, WAIT, WAIT, WAIT, WAIT,   WAIT, WAIT, WAIT, NO,     YES, WAIT, WAIT, NO],
    "cancel":             [YES, WAIT, WAIT, WAIT, WAIT, WAIT, WAIT,   WAIT, WAIT, WAIT, NO,     YES, WAIT, WAIT, NO],
    "change_for":         [YES, YES, YES, YES, YES, YES, YES,         NO, NO, NO, NO,           YES, YES, YES, NO],
    "cancel_for":         [YES, YES, YES, YES, YES, YES, YES,         NO, NO, NO, NO,           YES, YES, YES, NO],
    "arrive":             [WAIT, YES, YES, YES, YES, YES, YES,        NO, NO, NO, NO,           WAIT, YES, YES, NO],
    "order_copies":       [NO, NO, NO, NO, NO, NO, NO,                YES, YES, YES, NO,        NO, NO, NO, NO],
    "ready":              [NO, NO, NO, NO, NO, NO, NO,                NO, NO, YES, NO,          NO, NO, NO, NO],
    "finish":             [NO, NO, NO, NO, NO, NO, NO,                YES, YES, NO, NO,         NO, NO, NO, NO],
    "missed":             [WAIT, WAIT, WAIT, WAIT, YES, YES, YES,     NO, NO, NO, NO,           WAIT, WAIT, NO, NO],
    "missed_again":       [WAIT, WAIT, WAIT, WAIT, NO, NO, NO,        NO, NO, NO, NO,           WAIT, WAIT, YES, NO],
    "displace":           [YES, YES, YES, YES, YES, YES, YES,         NO, NO, NO, NO,           YES, YES, YES, NO],
}
# fmt: on
CELLS = [
    pytest.param(action, situation, wanted, id=f"{action}-{situation}-{wanted}")
    for action, row in TABLE.items()
    for situation, wanted in zip(SITUATIONS, row, strict=True)
]


@pytest.fixture
def officer(db) -> User:
    return make.make_officer()


def data_of(action: str, where=NEW_PLACE) -> dict:
    if action in ("book", "change", "change_for"):
        return {"place": where}
    return COPIES if action == "order_copies" else {}


def actor_of(case: Booking, action: str, officer: User) -> services.Actor:
    by = WORKFLOW.transitions[action].by
    return {By.APPLICANT: case.applicant, By.SYSTEM: services.SYSTEM}.get(by, officer)


def led(officer: User, situation: str) -> tuple[Booking, datetime]:
    case = make.booked(officer)
    steps, now = SITUATIONS[situation]
    for action, at in steps:
        data = data_of(action, place(WEDNESDAY))
        case = make.step(case, action, actor_of(case, action, officer), now=at, data=data)
    return fresh(case), now


def everything() -> list:
    """All rows that a step on a booking could change."""
    models = [*apps.get_app_config("bookings").get_models(), StatusChange, Message]
    return [list(model.objects.order_by("pk").values_list()) for model in models]


def take(case: Booking, action: str, officer: User, now: datetime) -> Booking:
    return make.step(case, action, actor_of(case, action, officer), now=now, data=data_of(action))


def test_the_table_has_every_guarded_step():
    assert set(TABLE) == {each.action for each in WORKFLOW.transitions.values() if each.guard}


@pytest.mark.parametrize(("action", "situation", "wanted"), CELLS)
def test_a_guarded_step(officer, action, situation, wanted):
    case, now = led(officer, situation)
    actor = actor_of(case, action, officer)
    offered = {each.transition.action: each.refusal for each in services.choices(case, actor, now)}
    before = everything()
    if wanted == YES:
        assert offered[action] == ""
        assert take(case, action, officer, now).status == WORKFLOW.transitions[action].target
        return
    with pytest.raises(WrongStatus) as refused:
        take(case, action, officer, now)
    assert type(refused.value) is (NotNow if wanted == WAIT else WrongStatus)
    assert everything() == before
    assert offered.get(action) == (str(refused.value) if wanted == WAIT else None)


@pytest.mark.parametrize(
    ("status", "lead"),
    [
        ("waiting", lambda officer: make.submitted()),
        ("returned", lambda officer: make.step(make.submitted(), "return", officer)),
        ("choosing", make.choosing),
    ],
)
@pytest.mark.parametrize("action", ["cancel", "cancel_for"])
def test_what_has_no_place_is_cancelled_at_any_time(officer, status, lead, action):
    case = lead(officer)
    assert case.status == status
    assert take(case, action, officer, moment(THURSDAY, 3)).status == "cancelled"


@pytest.mark.parametrize(("forgiven", "steps"), [(0, ["missed_again"]), (2, ["missed", "missed", "missed_again"])])
def test_how_often_one_may_stay_away_is_a_setting(officer, forgiven, steps):
    numbers = BookingSettings.load()
    numbers.missed_returns = forgiven
    numbers.save()
    days = [TUESDAY, WEDNESDAY, THURSDAY]
    case = make.booked(officer)
    for day, action in zip(days, steps, strict=False):
        now = moment(day, 9, 30)
        other = {"missed": "missed_again", "missed_again": "missed"}[action]
        with pytest.raises(WrongStatus):
            take(case, other, officer, now)
        case = take(case, action, officer, now)
        if action == "missed":
            where = place(day + timedelta(days=1))
            case = make.step(case, "book", case.applicant, now=now, data={"place": where})
    assert (case.status, fresh(case).missed) == ("cancelled", len(steps))
    assert case.visits.filter(arrived_at=None).count() == len(steps)


def test_the_refusal_on_the_day_names_the_telephone(officer, monkeypatch):
    monkeypatch.setattr(guards, "site_settings", lambda: SiteSettings(phone="010-00000000"))
    case = make.booked(officer)
    for action in ("cancel", "change"):
        with pytest.raises(NotNow, match=r"当天不能取消或改时段.*010-00000000"):
            take(case, action, officer, moment(TUESDAY, 0))


def test_an_arrival_marked_late_counts_from_the_beginning_of_the_slot(officer):
    case = make.booked(officer)
    make.step(case, "arrive", officer, now=moment(WEDNESDAY, 8))
    visit = case.visits.get()
    assert (visit.arrived_at, visit.marked_at) == (moment(TUESDAY, 9), moment(WEDNESDAY, 8))
