"""The reading room as its state machine sees it: acts with what is expected of them, time, and the jobs that run."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from unittest import mock

from django.db import transaction
from django.utils import timezone
from hypothesis.stateful import RuleBasedStateMachine

from accounts.models import User
from bookings import errors as refusals
from bookings.models import Booking, SeatClaim, WaitingEntry
from bookings.queries import fresh_timetable, place_of
from bookings.rules import Place
from bookings.services import places, reminders, waiting
from bookings.workflow import WORKFLOW
from casework import errors, timed
from casework.enums import By
from casework.models import StatusChange
from casework.services import SYSTEM
from tests.factories import bookings as make
from tests.factories.stages import stage
from workdays.calendar import add_months

STARTS_OF_SLOTS = [time(9), time(14), time(14, 15)]  # the last is there after a change only


@contextmanager
def expecting(wanted: type[Exception] | None) -> Iterator[None]:
    """The act is refused with just this error, or not at all."""
    try:
        with transaction.atomic():
            yield
    except errors.StepRefused as error:
        assert type(error) is wanted, f"refused with {error!r}, expected {wanted}"
    else:
        assert wanted is None, f"not refused with {wanted}"


class Room(RuleBasedStateMachine):
    """What the acts are made of. officer and readers are set by the test; they stand outside the examples' transactions."""

    officer: User
    readers: list[User]
    steps = 0
    seen: Counter = Counter()
    statuses: frozenset = frozenset()

    def __init__(self):
        super().__init__()
        self.clock = mock.patch.object(timezone, "now", lambda: self.now)
        self.now = timezone.now()
        self.clock.start()
        self.outer = transaction.atomic()
        self.outer.__enter__()

    def teardown(self):
        transaction.set_rollback(True)
        self.outer.__exit__(None, None, None)
        self.clock.stop()

    def _jobs(self) -> None:
        """What the machine of the house runs every minute, and the promises that hold right after it."""
        timed.run_timed(self.now)
        waiting.end_holds(self.now)
        before = self._lines()
        waiting.serve_lines(self.now)
        self._served_in_order(before)
        reminders.send_reminders(self.now)
        today = self._local().date()
        assert not Booking.objects.filter(status="choosing", choose_by__lte=self.now).exists()
        assert not Booking.objects.filter(status="collecting", copies__keep_until__lt=today).exists()
        assert not SeatClaim.objects.holds().filter(hold_until__lte=self.now).exists()
        for change in StatusChange.objects.filter(action="expire").select_related("case"):
            assert timezone.localdate(change.at) > change.case.specific.copies.keep_until, "not a day too early"

    def _lines(self) -> dict[date, list[int]]:
        """Who stands in line for each day and has nothing yet, in order."""
        has = set(SeatClaim.objects.standing().values_list("case_id", flat=True))
        lines: dict[date, list[int]] = {}
        for entry in WaitingEntry.objects.filter(ended_at=None).select_related("day").order_by("since", "pk"):
            if entry.case_id not in has:
                lines.setdefault(entry.day.date, []).append(entry.case_id)
        return lines

    def _served_in_order(self, before: dict[date, list[int]]) -> None:
        held = SeatClaim.objects.holds().select_related("day")
        day_of = {claim.case_id: claim.day.date for claim in held}
        for day, line in before.items():
            got = [day_of.get(case) for case in line]
            last = max((number for number, each in enumerate(got) if each == day), default=-1)
            assert None not in got[: last + 1], "somebody jumped the line"

    def _step(self, case: Booking | None, action: str) -> None:
        if case is None:
            return
        transition = WORKFLOW.transitions[action]
        actor = {By.APPLICANT: case.applicant, By.SYSTEM: SYSTEM}.get(transition.by, self.officer)
        wanted = None if case.status in transition.sources else errors.WrongStatus
        wanted = wanted or stage("booking", action).verdict(case, self.now)
        with expecting(wanted):
            data = stage("booking", action).data(self.now)
            make.step(case, action, actor, now=self.now, data=data)
            self.seen[action] += 1

    def _take(self, case: Booking | None, where: Place | None, action: str) -> None:
        if case is None or where is None:
            return
        by_desk = action.endswith("_for")
        actor = self.officer if by_desk else case.applicant
        wanted = stage("booking", action).verdict(case, self.now) or self._refusal(case, where, by_desk=by_desk)
        is_there = where in self._places(where.day) and where.begins_at > self._local()
        if is_there and not self._seats_left(where, case):
            wanted = refusals.PlaceTaken  # before anything else is looked at
        with expecting(wanted):
            places.book(case, where, action, actor=actor, seen_version=case.version, now=self.now)
            self.seen[action] += 1
            claim = SeatClaim.objects.firm().select_related("day").get(case=case)
            assert place_of(claim) == where
            assert fresh_timetable().calendar.is_open(where.day)

    def _refusal(self, case: Booking, where: Place, *, by_desk: bool):
        """000-26 to 000-30, and whose turn it is."""
        moment, rules = self._local(), fresh_timetable()
        held = SeatClaim.objects.holds().filter(case=case, hold_until__gt=self.now).select_related("day").first()
        if held and place_of(held) == where:
            return None
        has_begun = where.begins_at <= moment
        if has_begun and not (by_desk and where.day == moment.date() and where.ends_at > moment):
            return refusals.PlaceOver
        if where.day not in rules.days(moment.date()) or where not in self._places(where.day):
            return refusals.PlaceClosed
        others = WaitingEntry.objects.filter(day__date=where.day, ended_at=None).exclude(case=case)
        return refusals.PlaceTaken if others.exists() or not self._seats_left(where, case) else None

    def _seats_left(self, where: Place, case: Booking | None) -> int:
        rules = fresh_timetable()
        slot = next(each for each in rules.slots_of(where.day) if each.starts == where.starts)
        others = SeatClaim.objects.standing().filter(day__date=where.day, slot__lt=where.ends, ends__gt=where.starts)
        return max(slot.capacity - others.exclude(case=case).count(), 0)

    def _nobody_where_it_is_closed(self) -> None:
        for claim in SeatClaim.objects.standing().filter(visit=None, day__date__gte=self._local().date()):
            where = place_of(claim)
            assert where.ends_at <= self._local() or where in self._places(where.day)

    def _suspensions(self) -> dict[int, list[datetime]]:
        """000-37 from the history alone: one month from the day on which copies were given up."""
        found: dict[int, list[datetime]] = {}
        for change in StatusChange.objects.filter(action="expire").select_related("case"):
            until = self._at(add_months(timezone.localdate(change.at), 1), time(0))
            found.setdefault(change.case.applicant_id, []).append(until)
        return found

    def _time_goes_to(self, moment: datetime) -> None:
        """The jobs run when time has passed, though not at every minute of it."""
        self.now = moment
        if self._local().second == 0:
            self._jobs()

    def _all(self) -> list[int]:
        return list(Booking.objects.values_list("pk", flat=True))

    def _pick(self, which: int, *statuses: str) -> Booking | None:
        found = list(Booking.objects.filter(status__in=statuses).order_by("pk"))
        return found[which % len(found)] if found else None

    def _local(self) -> datetime:
        return timezone.make_naive(self.now)

    def _day(self, number: int) -> date:
        return self._local().date() + timedelta(days=number)

    def _place(self, day: int, slot: int) -> Place:
        """One of the places of the day, or one that is not there on it."""
        starts = STARTS_OF_SLOTS[slot % len(STARTS_OF_SLOTS)]
        ends = (datetime.combine(date.min, starts) + timedelta(minutes=30)).time()
        return Place(self._day(day), starts, ends)

    def _free_place(self) -> Place | None:
        days = fresh_timetable().days(self._local().date())[1:]
        return next((each for day in days for each in self._places(day) if self._seats_left(each, None)), None)

    @staticmethod
    def _places(day: date) -> list[Place]:
        return [Place(day, slot.starts, slot.ends) for slot in fresh_timetable().slots_of(day)]

    @staticmethod
    def _at(day: date, at: time) -> datetime:
        return timezone.make_aware(datetime.combine(day, at))
