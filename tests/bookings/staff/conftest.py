"""A Tuesday morning in the reading room, and one member of staff of each group who works there."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
from django.test import Client
from django.utils import timezone

from accounts.groups import StaffGroup
from accounts.models import User
from tests.factories import bookings as make
from tests.factories.bookings import TUESDAY, moment

MONDAY, THURSDAY = date(2026, 11, 23), date(2026, 11, 26)
TEN_PAST_TEN = moment(TUESDAY, 10, 10)


@pytest.fixture
def clock(monkeypatch) -> Callable[[datetime], None]:
    """It is Tuesday, 10:10; clock(moment) makes it another time."""

    def set_to(at: datetime) -> None:
        monkeypatch.setattr(timezone, "now", lambda: at)

    set_to(TEN_PAST_TEN)
    return set_to


@pytest.fixture
def officer(db, clock) -> User:
    """Somebody with every right over bookings."""
    return make.make_officer()


@pytest.fixture
def people(db, clock) -> dict[str, User]:
    """One of each group that works on bookings, and an editor, who does not."""
    groups = ("booking_officers", "front_desk", "copy_desk", "administrators", "editors")
    return {name: make.make_officer(StaffGroup(name)) for name in groups}


@pytest.fixture
def staff(officer) -> Client:
    """The browser of somebody with every right."""
    return signed_in(officer)


def signed_in(user: User) -> Client:
    """The browser of this person."""
    client = Client()
    client.force_login(user)
    return client


def text(answer) -> str:
    """What a page says, or what a stream writes."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return content.decode()


def reader(last: str = "欧阳", first: str = "示例", phone: str = "17612344987") -> User:
    """Somebody with a name of their own."""
    user = make.make_reader(phone=phone)
    user.last_name, user.first_name = last, first
    user.save()
    return user
