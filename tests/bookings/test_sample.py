"""The sample's bookings: every state, made by the services, agreeing with their places, and made once."""

from datetime import date, datetime, time

import pytest
from django.utils import timezone

from accounts import persons
from bookings import workflow
from bookings.models import Booking, SeatClaim, WaitingEntry
from bookings.sample import loading
from casework import history
from home.sample import people


@pytest.fixture
def users(db):
    return people.load_people("sample-password")


def test_there_is_a_booking_in_every_state(users):
    loading.load(users, seed=1)
    states = set(Booking.objects.values_list("status", flat=True))
    assert states == set(workflow.WORKFLOW.statuses) - {"draft"}
    assert all(
        proof.verdict is history.Verdict.SOUND
        for proof in history.prove(list(Booking.objects.values_list("pk", flat=True)))
    )
    assert SeatClaim.objects.firm().filter(case__status="booked", day__date__gt=timezone.localdate()).exists()
    assert Booking.objects.filter(status="booked", copies__ready_at=None, copies__isnull=False).exists()
    suspended = next(user for user in users if user.username == "applicant4")
    assert persons.suspension_of(suspended, "booking")
    assert not WaitingEntry.objects.exists()


def test_loading_again_changes_nothing(users):
    loading.load(users, seed=1)
    before = list(Booking.objects.order_by("pk").values_list("pk", "version"))
    loading.load(users, seed=1)
    assert list(Booking.objects.order_by("pk").values_list("pk", "version")) == before


@pytest.mark.parametrize("day", [date(2026, 2, 20), date(2027, 1, 4)], ids=["spring-festival", "year-not-announced"])
def test_it_loads_on_any_day_of_the_year(users, day, monkeypatch):
    moment = timezone.make_aware(datetime.combine(day, time(10)))
    monkeypatch.setattr(timezone, "now", lambda: moment)
    loading.load(users, seed=1)
    assert Booking.objects.filter(status="expired").exists()
    assert Booking.objects.filter(status="collecting").exists()
    assert not Booking.objects.filter(submitted_at__gt=moment).exists()
