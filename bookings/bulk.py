"""Many made-up bookings at once, with real history, places and visits, for benchmarks and tests.

Nobody is told of them and the log does not name them; everything else is as if each had gone its way.
"""

import random
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone

from accounts.groups import StaffGroup
from accounts.models import User
from bookings.models import Booking, CopyOrder, Purpose, ReaderCategory, ReadingDay, SeatClaim, Visit
from bookings.queries import aware, local
from bookings.rules import Place, Slot
from bookings.setup import HALF_HOURS
from casework.clock import working_day
from casework.many import Taken, insert_with_history
from workdays.calendar import add_months

KIND = "booking"
CHUNK = 2_000
SEATS = 5
SLOTS = [Slot(time(hour, minute), time(hour + minute // 30, 30 - minute)) for hour, minute in HALF_HOURS]
PAST_A_READER = 8
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
GIVEN = ["示一", "示二", "示三", "例一", "例二", "例三", "样一", "样二", "样三", "本一", "本二", "本三"]
VISITED = ("send", "approve", "book", "arrive", "finish")
COPIED = ("send", "approve", "book", "arrive", "order_copies", "ready", "collect")
CANCELLED = ("send", "approve", "book", "cancel")
NOTHING = ("send", "nothing")
WAYS = [*[VISITED] * 7, COPIED, CANCELLED, NOTHING]
BY_READER = {"send", "book", "change", "cancel"}
CONTENT = {
    "form_version": "1",
    "sections": [
        {
            "title": "查询项目信息",
            "fields": [
                {"label": "项目名称", "unit": "", "value": "示例大厦", "text": "示例大厦"},
                {"label": "查询事项描述", "unit": "", "value": "竣工图", "text": "竣工图"},
            ],
        }
    ],
    "files": [],
}


def readers(count: int, prefix: str = "bulk-reader", *, reachable: bool = True) -> list[User]:
    """People who can sign in only with a session made for them. reachable: with a telephone for text messages."""
    unusable = make_password(None)
    people = []
    for number in range(count):
        surname, given = SURNAMES[number % len(SURNAMES)], GIVEN[number // len(SURNAMES) % len(GIVEN)]
        person = User(username=f"{prefix}-{number}", password=unusable, last_name=surname, first_name=given)
        if reachable:
            person.phone = f"138{number:08d}"
        people.append(person)
    return User.objects.bulk_create(people, batch_size=CHUNK)


def choosing(people: Sequence[User], *, now: datetime | None = None) -> list[Booking]:
    """An approved booking for each of these readers, for which a place is to be chosen."""
    now = now or timezone.now()
    writer = _Writer()
    cases = [writer.booking(person, now) for person in people]
    for case in cases:
        case.choose_by = now + timedelta(days=20)
        case.time_left = working_day() / 2
    steps = [writer.steps(("send", "approve"), person, now - timedelta(hours=8)) for person in people]
    insert_with_history(cases, steps, CONTENT)
    return cases


@transaction.atomic
def booked(people: Sequence[User], seats: Sequence[tuple[Place, int]], *, now: datetime | None = None) -> list[Booking]:
    """A booking with its place for each of these readers; seats are (place, number of the seat)."""
    now = now or timezone.now()
    writer = _Writer()
    cases = [writer.booking(person, now) for person in people]
    steps = [writer.steps(("send", "approve", "book"), person, now - timedelta(hours=8)) for person in people]
    insert_with_history(cases, steps, CONTENT)
    days = _days({place.day for place, _ in seats})
    claims = [
        SeatClaim(day=days[place.day], slot=place.starts, ends=place.ends, seat=seat, case=case, made_at=taken[-1].at)
        for case, (place, seat), taken in zip(cases, seats, steps, strict=True)
    ]
    SeatClaim.objects.bulk_create(claims, batch_size=CHUNK)
    return cases


def past(count: int, *, seed: int = 0, now: datetime | None = None) -> Iterator[int]:
    """Makes this many bookings that are over, the newest of last week, and yields how many there are after each chunk.

    All seats of every working day were booked, and before long most readers had come.
    """
    now, chance = now or timezone.now(), random.Random(seed)  # noqa: S311  made-up bookings, no secret
    people = readers(max(count // PAST_A_READER, 1), "bulk-past-reader", reachable=False)
    writer = _Writer()
    day = local(now).date() - timedelta(days=7)
    left = [(slot, seat) for slot in SLOTS for seat in range(1, SEATS + 1)]
    places = []
    for _ in range(count):
        if not left:
            day -= timedelta(days=3 if day.weekday() == 0 else 1)
            left = [(slot, seat) for slot in SLOTS for seat in range(1, SEATS + 1)]
        slot, seat = left.pop()
        places.append((Place(day, slot.starts, slot.ends), seat))
    for start in range(0, count, CHUNK):
        chunk = places[start : start + CHUNK]
        _write_past(writer, [(place, seat, chance.choice(people), chance.choice(WAYS)) for place, seat in chunk])
        yield start + len(chunk)


@transaction.atomic
def _write_past(writer: "_Writer", rows: list[tuple[Place, int, User, tuple[str, ...]]]) -> None:
    cases, steps, claims, visits, copies = [], [], [], [], []
    days = _days({place.day for place, _, _, _ in rows})
    for place, seat, person, way in rows:
        began = aware(place.begins_at)
        case = writer.booking(person, began - timedelta(days=3))
        taken = writer.steps(way, person, began - timedelta(days=3), visit=began)
        cases.append(case)
        steps.append(taken)
        at = {step.action: step for step in taken}
        if "book" not in at:
            continue
        claim = SeatClaim(
            day=days[place.day], slot=place.starts, ends=place.ends, seat=seat, case=case, made_at=at["book"].at
        )
        claim.released_at = at["cancel"].at if "cancel" in at else None
        claims.append(claim)
        if "arrive" in at:
            visits.append((claim, case, at["arrive"]))
        if "collect" in at:
            copies.append((case, at))
    insert_with_history(cases, steps, CONTENT)
    SeatClaim.objects.bulk_create(claims, batch_size=CHUNK)
    Visit.objects.bulk_create(
        Visit(
            claim=claim,
            case=case,
            date=claim.day.date,
            slot=claim.slot,
            arrived_at=arrival.at,
            marked_at=arrival.at,
            marked_by_id=arrival.actor_id,
        )
        for claim, case, arrival in visits
    )
    CopyOrder.objects.bulk_create(
        CopyOrder(
            case=case,
            pages=8,
            promised_on=local(at["ready"].at).date(),
            ordered_at=at["order_copies"].at,
            ready_at=at["ready"].at,
            keep_until=add_months(local(at["ready"].at).date(), 6),
            collected_at=at["collect"].at,
        )
        for case, at in copies
    )


def _days(wanted: set[date]) -> dict[date, ReadingDay]:
    ReadingDay.objects.bulk_create([ReadingDay(date=day) for day in sorted(wanted)], ignore_conflicts=True)
    return {row.date: row for row in ReadingDay.objects.filter(date__in=wanted)}


class _Writer:
    """Thinks bookings up: one purpose, one category, one officer, a number for each."""

    def __init__(self):
        self.purpose, self.category = Purpose.objects.first(), ReaderCategory.objects.first()
        self.officer, _ = User.objects.get_or_create(
            username="bulk-booking-officer", defaults={"last_name": "例", "first_name": "审核"}
        )
        self.officer.groups.add(Group.objects.get(name=StaffGroup.BOOKING_OFFICERS))
        self.made = Booking.objects.count()

    def booking(self, person: User, submitted: datetime) -> Booking:
        self.made += 1
        return Booking(
            kind=KIND,
            number=f"CJG{local(submitted):%Y%m%d}{self.made:06d}",  # six digits: no number that the series gives out
            title="示例大厦",
            applicant=person,
            created_at=submitted,
            touched_at=submitted,
            purpose=self.purpose,
            category=self.category,
            project_name="示例大厦",
            developer="示例建设公司",
            permit_number="无",
            query="竣工图",
        )

    def steps(self, way: Sequence[str], person: User, start: datetime, *, visit: datetime | None = None) -> list[Taken]:
        """The steps of a way, an hour between them; those of the visit when it was."""
        taken, at = [], start
        for action in way:
            at = visit if action == "arrive" and visit else at + timedelta(hours=1)
            taken.append(Taken(action, person.pk if action in BY_READER else self.officer.pk, at))
        return taken
