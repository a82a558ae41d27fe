"""A state machine that drives the reading room: few places, many readers, time that jumps, days that close.

Each act is predicted from the rules written down in tests.factories.stages and from the pure rules of places, which have
tests of their own; after each act everything that must always hold is asked of the database. Five times two slots a week
are few enough that readers are in each other's way. `SOAK=50` runs fifty times as many steps.
"""

import os
from collections import Counter
from datetime import datetime, time, timedelta
from itertools import count, pairwise

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule, run_state_machine_as_test

from accounts import persons
from bookings import errors as refusals
from bookings import proof
from bookings.kind import KIND
from bookings.models import Booking, BookingSettings, Reminder, SeatClaim, SlotTemplate, WaitingEntry
from bookings.queries import fresh_timetable, place_of
from bookings.services import displacement, waiting
from bookings.workflow import WORKFLOW
from casework import drafts, errors, history
from notifications.models import Message
from tests.bookings.room import STARTS_OF_SLOTS, Room, expecting
from tests.factories import bookings as make
from tests.factories.stages import stage
from workdays.models import Closure
from workdays.services import changing

STEPS, EXAMPLES = 40, 4
WANTED = 400 * int(os.environ.get("SOAK", "1"))
READERS, MOST_CASES, MOST_OPEN = 5, 12, 3
ZONE = timezone.get_default_timezone()
# Before a make-up Sunday and the two holidays of autumn, before spring festival, before a year nobody has announced.
STARTS = [datetime(2026, 9, 17, 8, tzinfo=ZONE), datetime(2026, 2, 12, 8, tzinfo=ZONE)]
STARTS += [datetime(2026, 12, 24, 16, tzinfo=ZONE), datetime(2026, 8, 31, 9, tzinfo=ZONE)]
JUMPS = [timedelta(minutes=20), timedelta(hours=1), timedelta(hours=5), timedelta(days=1), timedelta(days=3)]
LONG_JUMPS = [timedelta(days=days) for days in (9, 24, 31, 92, 190)]
VISIT = ["arrive", "order_copies", "ready", "collect", "finish", "missed", "missed_again"]
WITHOUT_PLACE = {"draft", "waiting", "returned", "nothing_found", "cancelled"}
WHICH, DAY = st.integers(0, MOST_CASES), st.integers(-1, 9)


def there_is(*statuses: str):
    """The rule comes into question while a booking has one of these statuses."""
    return precondition(lambda self: self.statuses & set(statuses))


class Machine(Room):
    """The acts, and what must always hold."""

    @initialize(start=st.sampled_from(STARTS), ways=st.lists(st.integers(0, 4), min_size=3, max_size=6))
    def the_room_opens(self, start, ways):
        self.now = start
        numbers = BookingSettings.load()
        numbers.most_open = MOST_OPEN
        numbers.save()
        SlotTemplate.objects.exclude(starts__in=STARTS_OF_SLOTS).delete()
        for number, way in enumerate(ways):
            self.somebody_applies(number)
            self.staff_review(number, "approve")
            if way:
                self.a_place_is_taken(number, way, 0, by_desk=False)

    # --- acts ---------------------------------------------------------------------------------------------------

    @rule(which=WHICH)
    def somebody_applies(self, which):
        reader = self.readers[which % READERS]
        if Booking.objects.count() >= MOST_CASES:
            return
        is_suspended = any(until > self.now for until in self._suspensions().get(reader.pk, []))
        is_full = Booking.objects.filter(applicant=reader, closed_at=None).count() >= MOST_OPEN
        wanted = errors.Suspended if is_suspended else errors.NotActing if is_full else None
        with expecting(wanted):
            drafts.guard_beginning(KIND, reader)
            make.submitted(reader, now=self.now)

    @there_is("waiting")
    @rule(which=WHICH, action=st.sampled_from(["approve", "approve", "approve", "return", "nothing"]))
    def staff_review(self, which, action):
        self._step(self._pick(which, "waiting"), action)

    @there_is("returned")
    @rule(which=WHICH)
    def somebody_sends_again(self, which):
        if case := self._pick(which, "returned"):
            make.services.submit(
                case, "send", actor=case.applicant, seen_version=case.version, content=make.CONTENT, now=self.now
            )

    @there_is("choosing")
    @rule(which=WHICH, day=DAY, slot=st.integers(0, 5), by_desk=st.booleans())
    def a_place_is_taken(self, which, day, slot, by_desk):
        """Any place of the days around, whether it can be had or not; the one that is held, if one is."""
        case = self._pick(which, "choosing")
        held = case and SeatClaim.objects.holds().filter(case=case).select_related("day").first()
        where = place_of(held) if held and slot > 2 else self._place(day, slot)
        self._take(case, where, "book_for" if by_desk else "book")

    @there_is("booked")
    @rule(which=WHICH, day=DAY, slot=st.integers(0, 5), by_desk=st.booleans())
    def a_place_is_changed(self, which, day, slot, by_desk):
        case = self._pick(which, "booked")
        self._take(case, self._place(day, slot), "change_for" if by_desk else "change")

    @rule(
        which=WHICH,
        status=st.sampled_from(["booked", "booked", "choosing", "waiting"]),
        action=st.sampled_from(["cancel"] * 2 + ["cancel_for"]),
    )
    def somebody_cancels(self, which, status, action):
        self._step(self._pick(which, status), action)

    @there_is("choosing")
    @rule(which=WHICH, day=st.integers(0, 7), is_leaving=st.sampled_from([False, False, False, True]))
    def somebody_waits(self, which, day, is_leaving):
        case = self._pick(which, "choosing")
        if case is None:
            return
        wanted, rules = self._day(day), fresh_timetable()
        if is_leaving:
            waiting.leave(case, wanted, user=case.applicant, now=self.now)
            return
        open_places = [
            place
            for place in self._places(wanted)
            if wanted in rules.days(self._local().date()) and place.begins_at > self._local()
        ]
        in_line = WaitingEntry.objects.filter(day__date=wanted, ended_at=None).exists()
        is_full = bool(open_places) and (in_line or not any(self._seats_left(place, None) for place in open_places))
        with expecting(None if is_full else refusals.PlaceRefused):
            waiting.wait(case, wanted, user=case.applicant, now=self.now)

    @there_is("choosing")
    @rule(which=WHICH, gives_back=st.booleans())
    def a_line_forms(self, which, gives_back):
        """A day to come is filled, the next reader waits for it, and perhaps a place comes back."""
        days = [day for day in fresh_timetable().days(self._local().date()) if day > self._local().date()]
        day = next((day for day in days if self._places(day)), None)
        for place in self._places(day) if day else ():
            if self._seats_left(place, None):
                self._take(self._pick(0, "choosing"), place, "book")
        if day:
            self.somebody_waits(which, (day - self._local().date()).days, is_leaving=False)
        claim = SeatClaim.objects.firm().filter(day__date=day, case__status="booked").first()
        if gives_back and claim:
            self._step(claim.case, "cancel")
            self._jobs()

    @there_is("booked", "collecting")
    @rule(which=WHICH, action=st.sampled_from(VISIT), is_patient=st.booleans())
    def something_of_a_visit(self, which, action, is_patient):
        """Mostly when its time has come."""
        case = self._pick(which, *WORKFLOW.transitions[action].sources)
        if case and is_patient and action in ("arrive", "missed", "missed_again"):
            self._time_goes_to(stage("booking", action).at(case, self.now))
        self._step(case and make.fresh(case), action)

    @there_is("booked")
    @rule(which=WHICH)
    def a_whole_visit(self, which):
        case = self._pick(which, "booked")
        if case and not hasattr(case, "copies") and not case.visits.filter(claim__released_at=None).exists():
            self._time_goes_to(stage("booking", "arrive").at(case, self.now))
            for action in ("arrive", "order_copies", "ready"):
                self._step(make.fresh(case), action)

    @there_is("collecting")
    @rule(which=WHICH)
    def copies_are_forgotten(self, which):
        """And the reader applies again, before the month is over and when it is."""
        case = self._pick(which, "collecting")
        if case:
            self._time_goes_to(self._at(case.copies.keep_until + timedelta(days=1), time(0)))
            number = self.readers.index(case.applicant)
            self.somebody_applies(number)
            self._time_goes_to(max(self._suspensions()[case.applicant_id]))
            self.somebody_applies(number)

    @there_is("booked")
    @rule(which=WHICH, times=st.integers(1, 2))
    def somebody_stays_away(self, which, times):
        for _ in range(times):
            case = self._pick(which, "booked")
            if case and not case.visits.filter(claim__released_at=None).exists():
                self._time_goes_to(stage("booking", "missed").at(case, self.now))
                self._step(make.fresh(case), "missed_again" if case.missed else "missed")
                self._take(self._pick(which, "choosing"), self._free_place(), "book")

    @rule(length=st.sampled_from(JUMPS * 2 + LONG_JUMPS))
    def time_passes(self, length):
        self._time_goes_to(self.now + length)

    @rule(seconds=st.sampled_from([-1, 0]))
    def midnight(self, seconds):
        self._time_goes_to(self._at(self._local().date() + timedelta(days=1), time(0)) + timedelta(seconds=seconds))

    @rule(day=st.integers(0, 7), length=st.integers(1, 4), half=st.booleans())
    def the_archive_closes(self, day, length, half):
        start = self._at(self._day(day), time(12) if half else time(0))
        with changing(user=self.officer):
            Closure.objects.create(starts_at=start, ends_at=start + timedelta(days=length), reason="示例闭馆")
        self._nobody_where_it_is_closed()

    @rule(which=st.integers(0, 3))
    def a_closure_is_taken_back(self, which):
        rows = list(Closure.objects.order_by("pk"))
        if rows:
            with changing(user=self.officer):
                rows[which % len(rows)].delete()

    @rule(
        change=st.sampled_from(["later", "gone", "back", "more", "fewer"]), weekday=st.sampled_from([0, 1, 2, 3, 4, 7])
    )
    def slots_change(self, change, weekday):
        rows = SlotTemplate.objects.filter(day=weekday)
        with displacement.changing_rules("时段有调整。", now=self.now):
            match change:
                case "later":
                    rows.filter(starts=time(14)).update(starts=time(14, 15), ends=time(14, 45))
                case "gone":
                    rows.filter(starts=time(9)).delete()
                case "back":
                    rows.delete()
                    for starts in (time(9), time(14)):
                        SlotTemplate.objects.create(day=weekday, starts=starts, ends=time(starts.hour, 30))
                case "more" | "fewer":
                    rows.update(capacity=2 if change == "more" else 1)
        self._nobody_where_it_is_closed()

    @rule()
    def jobs_run(self):
        self._jobs()

    # --- what must always hold ------------------------------------------------------------------------------------

    @invariant()
    def places_and_statuses_agree(self):
        type(self).steps += 1
        standing = list(SeatClaim.objects.standing().select_related("day").order_by("day", "seat", "slot"))
        for one, other in pairwise(standing):
            if (one.day_id, one.seat) == (other.day_id, other.seat):
                assert one.ends <= other.slot, "two readers in one seat"
        by_case = {claim.case_id: claim for claim in standing}
        assert len(by_case) == len(standing), "one place a case"
        in_line = set(WaitingEntry.objects.filter(ended_at=None).values_list("case_id", flat=True))
        self.statuses = set(Booking.objects.values_list("status", flat=True))
        for case in Booking.objects.all():
            claim = by_case.get(case.pk)
            visit = getattr(claim, "visit", None)
            if case.status in WITHOUT_PLACE:
                assert claim is None, case.status
            elif case.status == "choosing":
                assert claim is None or claim.hold_until
                assert case.choose_by
            elif case.status == "booked":
                assert claim
                assert claim.hold_until is None
                assert visit is None or visit.arrived_at
            else:
                assert claim.hold_until is None
                assert visit.arrived_at, "who has copies was here"
            assert case.status == "choosing" or case.pk not in in_line
        assert list(proof.problems(self.now)) == []
        assert all(each.verdict is history.Verdict.SOUND for each in history.prove(sorted(self._all())))

    @invariant()
    def suspended_exactly_when_due(self):
        by_rule = self._suspensions()
        for reader in self.readers:
            untils = [until for until in by_rule.get(reader.pk, []) if until > self.now]
            found = persons.suspension_of(reader, "booking")
            assert (found.until if found else None) == max(untils, default=None)

    @invariant()
    def nobody_is_told_twice(self):
        told = Message.objects.filter(key__startswith="booking_", key__endswith="_reminder")
        for channel in set(told.values_list("channel", flat=True)):
            assert told.filter(channel=channel).count() <= Reminder.objects.count()
        for at in Reminder.objects.values_list("sent_at", flat=True):
            assert time(9) <= timezone.localtime(at).time() < time(18), "nobody is woken"


@pytest.mark.django_db
def test_whatever_happens_nobody_shares_a_place_and_everything_agrees():
    readers = [make.make_reader() for _ in range(READERS)]
    machine = type("Room", (Machine,), {"officer": make.make_officer(), "readers": readers, "seen": Counter()})
    chosen = settings(
        max_examples=EXAMPLES,
        stateful_step_count=STEPS,
        deadline=None,
        database=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    for number in count():
        if machine.steps >= WANTED:
            break
        run_state_machine_as_test(seed(number)(machine), settings=chosen)
    if os.environ.get("SOAK"):
        assert set(machine.seen) >= {*VISIT, "book", "change", "cancel"}, machine.seen
