"""A state machine that drives cases of every kind through random acts of random people.

Each example runs in a transaction that its teardown rolls back; what would run after a commit is captured and run by the
machine. It keeps its own idea of every case, worked out from the kind's table, and asks after each step whether the
database agrees. `make soak` runs fifty times as many steps.
"""

import os
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from unittest import mock

import pytest
from django.contrib.auth.models import Permission
from django.db import transaction
from django.http import QueryDict
from django.test import TestCase
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from accounts.models import Membership, Organisation, User
from casework import anchors, assignments, clock, drafts, errors, history, kinds, services
from casework.enums import DRAFT, By, Holder, Opinion
from casework.kinds import CaseKind
from casework.models import Case, DraftSection, StatusChange
from casework.workflow import Transition
from notifications import services as outbox
from notifications.enums import Channel, State
from notifications.models import Message
from notifications.tasks import send_message
from operations import registry
from tests.casework.conftest import KIND as ENGINE
from tests.casework.gateway import Crash, Fickle
from tests.factories import cases
from tests.factories.stages import runs_for_a_promise, stage

STEPS, EXAMPLES = 50, 20  # of a round; rounds are run until the steps are enough, for some examples end early
WANTED = 3_000 * int(os.environ.get("SOAK", "1"))
MOST_CASES = 4
START = datetime(2026, 9, 29, 8, 50, tzinfo=timezone.get_default_timezone())  # a long holiday lies ahead
JUMPS = [timedelta(**each) for each in [{"seconds": 20}, {"minutes": 4}, {"minutes": 11}, {"hours": 3}, {"hours": 26}]]
LONG_JUMPS = [timedelta(days=days) for days in (4, 12, 46, 61)]
OUR_JOBS = ("casework.", "notifications.", "membership.", "bookings.")
CHOICES = st.lists(st.tuples(st.integers(0, 30), st.booleans()), min_size=1, max_size=4)
SENDERS = st.sampled_from(["applicant", "colleague", "anonymous"])
KINDS = {kind.name: kind for kind in [ENGINE, *kinds.case_kinds()]}
ACTORS = ["applicant", "colleague", "stranger", "anonymous", "system", "first", "second", "nobody's officer"]


@dataclass
class Expected:
    """What the machine knows of one case."""

    applicant: str
    of_firm: bool
    status: str = DRAFT
    version: int = 0
    entries: int = 0
    until: datetime | None = None
    did: dict[str, set] = field(default_factory=lambda: defaultdict(set))


class Machine(RuleBasedStateMachine):
    """The acts. kind and people are set by the test; people stand outside the examples' transactions."""

    kind: CaseKind
    people: dict[str, services.Actor]
    firm: Organisation
    steps = 0

    def __init__(self):
        super().__init__()
        self.known: dict[int, Expected] = {}
        self.now = START
        self.clock = mock.patch.object(timezone, "now", lambda: self.now)
        self.clock.start()
        self.outer = transaction.atomic()
        self.outer.__enter__()
        Fickle.taken = Counter()

    def teardown(self):
        try:
            anchors.drop_anchor()
            assert list(anchors.problems()) == []
        finally:
            transaction.set_rollback(True)
            self.outer.__exit__(None, None, None)
            self.clock.stop()

    # --- acts ---------------------------------------------------------------------------------------------------

    @initialize(sender=SENDERS, of_firm=st.booleans(), choices=CHOICES)
    def begin_the_first(self, sender, of_firm, choices):
        self._begin(sender, of_firm, choices)

    @precondition(lambda self: len(self.known) < MOST_CASES)
    @rule(sender=SENDERS, of_firm=st.booleans(), choices=CHOICES)
    def begin_another(self, sender, of_firm, choices):
        self._begin(sender, of_firm, choices)

    @precondition(lambda self: self.known)
    @rule(
        which=st.integers(0, MOST_CASES),
        choice=st.integers(0, 20),
        who=st.sampled_from(ACTORS),
        seen=st.sampled_from(["now", "now", "now", "old", "later", "never"]),
        words=st.sampled_from(["已经核对。", " ", ""]),
    )
    def try_anything(self, which, choice, who, seen, words):
        pk = self._pick(which)
        actions = list(self.kind.workflow.transitions)
        self._act(pk, actions[choice % len(actions)], who, seen, words)

    @precondition(lambda self: self.known)
    @rule(which=st.integers(0, MOST_CASES), choices=CHOICES)
    def go_on(self, which, choices):
        self._go_on(self._pick(which), choices)

    @precondition(lambda self: self.known and self.kind.sections)
    @rule(
        which=st.integers(0, MOST_CASES),
        number=st.integers(0, 9),
        who=st.sampled_from(["applicant", "colleague", "stranger", "first"]),
        words=st.sampled_from(["甲", "乙"]),
    )
    def fill_in(self, which, number, who, words):
        """A section is saved; whoever saw the case before must look again."""
        pk = self._pick(which)
        known, name = self.known[pk], self.kind.sections[number % len(self.kind.sections)].name
        row = DraftSection.objects.filter(case_id=pk, name=name).first()
        wanted = None
        if not self._is_theirs(known, who):
            wanted = errors.WrongPerson
        elif known.status not in self.kind.open_statuses:
            wanted = errors.WrongStatus
        try:
            drafts.save_section(
                Case.objects.get(pk=pk),
                name,
                QueryDict(f"{name}-field={words}"),
                user=self.people[who],
                seen_version=row.version if row else 0,
            )
        except errors.StepRefused as refusal:
            assert type(refusal) is wanted
            return
        assert wanted is None
        if not row or row.asked_again or row.typed != {f"{name}-field": [words]}:
            known.version += 1

    @precondition(lambda self: self.known)
    @rule(
        which=st.integers(0, MOST_CASES),
        who=st.sampled_from(["first", "second", "applicant"]),
        act=st.sampled_from(["claim", "release", "hand_over"]),
    )
    def pass_from_hand_to_hand(self, which, who, act):
        case, user = Case.objects.get(pk=self._pick(which)), self.people[who]
        taken = act == "claim" and case.assignee_id not in {None, user.pk}
        refused = who == "applicant" or taken or (case.closed_at is not None and act != "release")
        options = {"to": self.people["second"]} if act == "hand_over" else {}
        try:
            case = getattr(assignments, act)(case, user=user, **options)
        except errors.StepRefused:
            assert refused
        else:
            assert not refused
        assert Case.objects.get(pk=case.pk).assignee_id == case.assignee_id

    @rule(length=st.sampled_from(JUMPS + JUMPS + LONG_JUMPS))
    def time_passes(self, length):
        self.now += length

    @rule(mood=st.sampled_from(Fickle.MOODS))
    def the_worker_works(self, mood):
        Fickle.mood = mood
        ready = DBTaskResult.objects.filter(status=TaskResultStatus.READY).exclude(run_after__gt=self.now)
        for task in ready.filter(task_path=send_message.module_path):
            DBTaskResult.objects.filter(pk=task.pk).update(status=TaskResultStatus.RUNNING, started_at=self.now)
            try:
                send_message.func(*task.args_kwargs["args"])
            except Crash:
                return
            DBTaskResult.objects.filter(pk=task.pk).update(status=TaskResultStatus.SUCCESSFUL, finished_at=self.now)

    @rule(which=st.integers(0, 20))
    def a_job_runs(self, which):
        Fickle.mood = "fine"
        jobs = [job for job in registry.jobs.values() if job.run.__module__.startswith(OUR_JOBS)]
        with TestCase.captureOnCommitCallbacks(execute=True):
            jobs[which % len(jobs)].run()
        self._follow_the_system()

    @rule()
    def everything_is_read(self):
        for message in Message.objects.filter(channel=Channel.SITE).exclude(state=State.READ)[:3]:
            assert outbox.read(message.user, message.pk).state == State.READ

    # --- what must always hold ------------------------------------------------------------------------------------

    @invariant()
    def all_is_as_known(self):
        type(self).steps += 1
        found = {case.pk: case for case in Case.objects.filter(kind=self.kind.name)}
        assert {pk: (case.status, case.version) for pk, case in found.items()} == {
            pk: (known.status, known.version) for pk, known in self.known.items()
        }
        for case in found.values():
            self._clock_is_right(case)
        changes = list(StatusChange.objects.order_by("case_id", "position"))
        last = {change.case_id: change.target for change in changes}
        assert {pk: last.get(pk, DRAFT) for pk in found} == {pk: case.status for pk, case in found.items()}
        assert all(proof.verdict is history.Verdict.SOUND for proof in history.prove(list(found)))
        self._numbers_are_right(found.values())
        self._outbox_is_right(changes)

    def _clock_is_right(self, case: Case) -> None:
        holder = self.kind.workflow.statuses[case.status].holder
        runs = holder is Holder.STAFF or runs_for_a_promise(case)
        assert (case.due_at is not None) is runs, "the clock runs while staff have the case, or for what they promised"
        if case.time_left is not None:
            assert holder is Holder.APPLICANT
            assert timedelta(0) <= case.time_left <= self.kind.promise * clock.working_day()
        assert (case.closed_at is not None) is (holder is Holder.NOBODY)

    def _numbers_are_right(self, found) -> None:
        assert all((case.number is not None) is (case.status != DRAFT) for case in found), "a number iff submitted"
        by_day = defaultdict(list)
        for case in found:
            if case.number:
                by_day[case.number[:-5]].append(int(case.number[-5:]))
        for numbers in by_day.values():
            assert sorted(numbers) == list(range(1, len(numbers) + 1))

    def _outbox_is_right(self, changes: list[StatusChange]) -> None:
        table = self.kind.workflow.transitions
        keys = {transition.message for transition in table.values()} - {""}
        wanted = Counter(
            (change.case_id, table[change.action].message)
            for change in changes
            if table[change.action].message and self.known[change.case_id].applicant != "anonymous"
        )
        told = Message.objects.filter(channel=Channel.SITE, key__in=keys).values_list("case_id", "key")
        assert Counter(told) == wanted
        assert max(Fickle.taken.values(), default=0) <= 1, "no message leaves twice"

    # --- the machine's own idea of the rules ----------------------------------------------------------------------

    def _pick(self, which: int) -> int:
        return sorted(self.known)[which % len(self.known)]

    def _begin(self, sender: str, of_firm: bool, choices: list[tuple[int, bool]]) -> None:
        """A draft, led on at once, so that cases come far."""
        if sender == "anonymous" and self.kind.sections:
            sender = "applicant"  # only a form of one page is sent without an account
        of_firm = of_firm and sender != "anonymous"
        applicant = None if sender == "anonymous" else self.people[sender]
        draft = cases.make_draft(self.kind, applicant=applicant, organisation=self.firm if of_firm else None)
        self.known[draft.pk] = Expected(sender, of_firm)
        self._go_on(draft.pk, choices)

    def _go_on(self, pk: int, choices: list[tuple[int, bool]]) -> None:
        """Steps that the table allows, by people who may take them, their moment waited for or not."""
        for choice, patient in choices:
            known = self.known[pk]
            if patient and known.until and self.now < known.until:
                self.now = known.until
            able = [
                (transition.action, name, at)
                for transition in self.kind.workflow.legal(known.status)
                for at in [self._moment(pk, transition) if patient else self.now]
                for name in ACTORS
                if self._refusal(pk, transition, name, "now", "意见", at) is None
            ]
            if not able:
                return
            action, name, self.now = able[choice % len(able)]
            self._act(pk, action, name, "now", "意见")

    def _act(self, pk: int, action: str, who: str, seen: str, words: str) -> None:
        transition, known = self.kind.workflow.transitions[action], self.known[pk]
        version = {"now": known.version, "old": known.version - 1, "later": known.version + 1, "never": None}[seen]
        if transition.action == self.kind.submit_action:
            words = "不问"
        wanted = self._refusal(pk, transition, who, seen, words)
        try:
            with TestCase.captureOnCommitCallbacks(execute=True):
                case = cases.take(
                    Case.objects.get(pk=pk),
                    transition,
                    self.people[who],
                    now=self.now,
                    seen_version=version,
                    opinion=words,
                )
        except errors.StepRefused as refusal:
            assert type(refusal) is wanted
            return
        assert wanted is None, f"{action} by {who} should have been refused"
        assert case.pk == pk
        self._note(known, transition, who)

    def _note(self, known: Expected, transition: Transition, who: str) -> None:
        known.status, known.version, known.entries = transition.target, known.version + 1, known.entries + 1
        known.did[transition.action].add(who)
        if transition.in_window:
            known.until = None
        if transition.action == self.kind.submit_action and self.kind.withdraw_minutes:
            known.until = self.now + timedelta(minutes=self.kind.withdraw_minutes)

    def _moment(self, pk: int, transition: Transition) -> datetime:
        """When the step can be taken at the earliest, for all that its guard says."""
        return stage(self.kind.name, transition.action).at(Case.objects.get(pk=pk), self.now)

    def _refusal(self, pk: int, transition: Transition, who: str, seen: str, words: str, at: datetime | None = None):
        known, now = self.known[pk], at or self.now
        if seen in {"old", "later"} or (seen == "never" and who != "system"):
            return errors.StaleCase
        if known.status not in transition.sources:
            return errors.WrongStatus
        is_open = known.until is not None and now < known.until
        if transition.in_window and not is_open:
            return errors.WindowOver
        if transition.by is By.STAFF and is_open:
            return errors.WithinWindow
        if not self._may(known, transition, who):
            return errors.WrongPerson
        if any(who in known.did[action] for action in transition.not_by):
            return errors.SamePerson
        if wrong := stage(self.kind.name, transition.action).verdict(Case.objects.get(pk=pk), now):
            return wrong
        return errors.OpinionMissing if transition.opinion is Opinion.REQUIRED and not words.strip() else None

    def _may(self, known: Expected, transition: Transition, who: str) -> bool:
        match transition.by:
            case By.SYSTEM:
                return who == "system"
            case By.STAFF:
                return who in {"first", "second"}
        return self._is_theirs(known, who)

    def _is_theirs(self, known: Expected, who: str) -> bool:
        return who == known.applicant or (known.of_firm and who == "colleague")

    def _follow_the_system(self) -> None:
        """Takes over what jobs have done: steps of the system, each legal by the table, and old drafts that are gone."""
        for pk in set(self.known) - set(Case.objects.values_list("pk", flat=True)):
            assert self.known.pop(pk).status == DRAFT
        for pk, known in self.known.items():
            for change in StatusChange.objects.filter(case_id=pk, position__gt=known.entries).order_by("position"):
                transition = self.kind.workflow.transitions[change.action]
                assert (change.by, change.actor_id) == (By.SYSTEM, None)
                assert known.status in transition.sources
                self._note(known, transition, "system")


def people_of(kind: CaseKind) -> tuple[dict[str, services.Actor], Organisation]:
    """Somebody for every part: two officers have all rights of the kind, one has none."""
    firm = Organisation.objects.create(name="示例建设公司", code=cases.CODES[0])
    found = {}
    for number, name in enumerate(["applicant", "colleague", "stranger", "first", "second", "nobody's officer"]):
        user = User(username=name, email=f"{number}@example.invalid" if number % 2 else "")
        user.phone = f"1990000000{number}"
        user.save()
        found[name] = user
    Membership.objects.create(user=found["colleague"], organisation=firm)
    for transition in kind.workflow.transitions.values():
        if transition.permission:
            app_label, codename = transition.permission.split(".")
            right = Permission.objects.get(content_type__app_label=app_label, codename=codename)
            for officer in ("first", "second"):
                found[officer].user_permissions.add(right)
    return found | {"anonymous": services.ANONYMOUS, "system": services.SYSTEM}, firm


def _is_first(kind: CaseKind) -> bool:
    """Whether no kind before it has the same table: what the table allows need not be walked as often again."""

    def table(each: CaseKind) -> list[tuple]:
        return [
            (step.action, step.sources, step.target, step.by, step.not_by)
            for step in each.workflow.transitions.values()
        ]

    return kind == next(each for each in KINDS.values() if table(each) == table(kind))


@pytest.mark.django_db
@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_whatever_people_do_every_case_stays_sound(kind, settings_of_channels):
    people, firm = people_of(kind)
    machine = type(f"{kind.name.title()}Machine", (Machine,), {"kind": kind, "people": people, "firm": firm})
    chosen = settings(
        max_examples=EXAMPLES,
        stateful_step_count=STEPS,
        deadline=None,
        database=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    wanted = WANTED if _is_first(kind) else WANTED // 5
    for number in count():
        if machine.steps >= wanted:
            break
        run_state_machine_as_test(seed(number)(machine), settings=chosen)


@pytest.fixture
def settings_of_channels(settings):
    settings.MESSAGE_CHANNELS = {
        "sms": "tests.casework.gateway.Fickle",
        "email": "tests.casework.gateway.Mute",
    }
