"""Bookings at any point of their way, made through the services that people's own acts go through."""

from datetime import date, datetime, time
from itertools import count

from django.contrib.auth.models import Group
from django.utils import timezone

from accounts.groups import StaffGroup
from accounts.models import User
from bookings.models import Booking, Purpose, ReaderCategory
from bookings.rules import Place
from bookings.services import places
from casework import services
from casework.models import Case

_numbers = count(1)
CONTENT = {"form_version": "1", "sections": [], "files": []}
MORNING = datetime(2026, 11, 23, 8, 0, tzinfo=timezone.get_default_timezone())
"""A Monday in a week without holidays, before the reading room opens."""
TUESDAY, WEDNESDAY = date(2026, 11, 24), date(2026, 11, 25)


def place(day: date = TUESDAY, hour: int = 9, minute: int = 0) -> Place:
    """A half-hour place."""
    end = hour * 60 + minute + 30
    return Place(day, time(hour, minute), time(end // 60, end % 60))


def make_reader(name: str = "", *, phone: str = "") -> User:
    """Somebody who applies."""
    number = next(_numbers)
    user = User(username=name or f"reader{number}", last_name="示", first_name="例读者")
    user.phone = phone
    user.save()
    return user


def make_officer(*groups: StaffGroup) -> User:
    """A member of staff in these groups, or in all that work on bookings."""
    user = User.objects.create(username=f"officer{next(_numbers)}", last_name="示", first_name="例馆员")
    wanted = groups or (StaffGroup.BOOKING_OFFICERS, StaffGroup.FRONT_DESK, StaffGroup.COPY_DESK)
    user.groups.set(Group.objects.filter(name__in=wanted))
    return user


def make_draft(reader: User | None = None, **columns) -> Booking:
    """A draft whose columns are filled as a submission fills them."""
    own = {
        "purpose": Purpose.objects.get(code="dispute"),
        "category": ReaderCategory.objects.get(code="individual"),
        "project_name": "示例家园3号楼",
        "developer": "无",
        "permit_number": "无",
        "query": "结构竣工图",
        "title": "查档：示例家园3号楼",
    }
    return Booking.objects.create(kind="booking", applicant=reader or make_reader(), **own | columns)


def fresh(case: Case) -> Booking:
    """The booking as the database has it."""
    return Booking.objects.get(pk=case.pk)


def submitted(reader: User | None = None, *, now: datetime = MORNING, **columns) -> Booking:
    """待审核."""
    draft = make_draft(reader, **columns)
    return services.submit(draft, "send", actor=draft.applicant, seen_version=0, content=CONTENT, now=now)


def step(case: Case, action: str, actor: services.Actor, *, now: datetime = MORNING, **options) -> Booking:
    """Any step, on the case as it is now."""
    found = fresh(case)
    options = {"opinion": "说明", "seen_version": found.version} | options
    return services.apply_transition(found, action, actor=actor, now=now, **options)


def choosing(officer: User, reader: User | None = None, *, now: datetime = MORNING, **columns) -> Booking:
    """待预约."""
    return step(submitted(reader, now=now, **columns), "approve", officer, now=now)


def booked(
    officer: User, reader: User | None = None, *, at: Place | None = None, now: datetime = MORNING, **columns
) -> Booking:
    """已预约."""
    case = choosing(officer, reader, now=now, **columns)
    return places.book(case, at or place(), "book", actor=case.applicant, seen_version=fresh(case).version, now=now)


def moment(day: date, hour: int, minute: int = 0) -> datetime:
    """A local time as the services take it."""
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))
