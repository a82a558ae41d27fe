"""Every step of every kind, from every status, by everybody: allowed or refused exactly as the table says.

A kind that is registered later is taken up by itself. What is expected is worked out here from the kind's table and from
the table of rights, never by asking the engine.
"""

from datetime import timedelta
from functools import cache

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.core import mail
from django.db import connection, transaction
from django.utils import timezone
from wagtail.contrib.settings.models import BaseGenericSetting

from accounts import permissions
from accounts.groups import StaffGroup
from accounts.models import Membership, Organisation, User
from casework import errors, kinds, services
from casework.enums import By, Opinion
from casework.kinds import CaseKind
from casework.models import Case
from casework.workflow import Transition
from tests.casework.conftest import KIND as ENGINE
from tests.factories import cases
from tests.factories.stages import stage

KINDS = {kind.name: kind for kind in [ENGINE, *kinds.case_kinds()]}
STEPS = [
    pytest.param(kind, status, action, id=f"{kind.name}-{status}-{action}")
    for kind in KINDS.values()
    for action, transition in kind.workflow.transitions.items()
    for status in transition.sources
]
STATUSES = [
    pytest.param(kind, status, id=f"{kind.name}-{status}")
    for kind in KINDS.values()
    for status in kind.workflow.statuses
]
WATCHED_APPS = {"casework", "notifications", "audit", "membership", "bookings", "declarations", "django_tasks_db"}
WATCHED = {"accounts.organisation", "accounts.membership", "wagtailcore.modellogentry", "wagtailcore.pagelogentry"}
APPLICANTS = {"applicant", "colleague"}


class Undo(Exception):
    """Ends a savepoint without leaving a trace."""


def everything() -> dict:
    """All that a step could change, log or send, as it lies in the tables: read plainly, for it is read often."""
    found = {"mail": len(mail.outbox)}
    with connection.cursor() as cursor:
        for table, key in watched_tables():
            cursor.execute(f'SELECT * FROM "{table}" ORDER BY "{key}"')  # noqa: S608  names of our own tables
            found[table] = cursor.fetchall()
    return found


@cache
def watched_tables() -> list[tuple[str, str]]:
    """(table, its key) of what steps may touch."""
    names = WATCHED | {kind.model.lower() for kind in KINDS.values()}
    watched = [
        each for each in apps.get_models() if each._meta.app_label in WATCHED_APPS or each._meta.label_lower in names
    ]
    return sorted({(each._meta.db_table, each._meta.pk.column) for each in watched})


@pytest.fixture
def people(db) -> dict[str, services.Actor]:
    """One member of each group, and everybody who is in none; "route-…" may take that one step only."""
    for numbers in BaseGenericSetting.__subclasses__():
        numbers.load()  # the row is made, and audited, when it is first read
    firm = Organisation.objects.create(name="示例建设公司", code=cases.CODES[0])
    names = [*StaffGroup.values, "applicant", "stranger", "colleague", "former", "superuser", "dismissed"]
    User.objects.bulk_create(User(username=name, is_superuser=name in {"superuser", "dismissed"}) for name in names)
    found = {user.username: user for user in User.objects.filter(username__in=names)}
    for group in Group.objects.filter(name__in=StaffGroup.values):
        found[group.name].groups.add(group)
    now = timezone.now()
    Membership.objects.create(user=found["colleague"], organisation=firm)
    Membership.objects.create(user=found["former"], organisation=firm, ended_at=now)
    found["dismissed"].is_active = False
    found["dismissed"].save()
    return found | {"anonymous": services.ANONYMOUS, "system": services.SYSTEM}


def officer_for(kind: CaseKind):
    """Somebody for each step of staff, who may take nothing that another right is asked for."""

    def find(action: str) -> User:
        user, made = User.objects.get_or_create(username=f"route-{action}")
        if made:
            app_label, codename = kind.workflow.transitions[action].permission.split(".")
            user.user_permissions.add(Permission.objects.get(content_type__app_label=app_label, codename=codename))
        return user

    return find


def at_status(kind: CaseKind, status: str, transition: Transition | None, people: dict, **options) -> tuple[Case, list]:
    """A case of the applicant's firm at the status, and the moments at which a step is tried.

    For a step all is as it needs it; what stands against steps is tested with their guards.
    """
    draft = cases.make_draft(kind, applicant=people["applicant"], organisation=Organisation.objects.get())
    start = timezone.now() - timedelta(days=1)
    options = {"officer": officer_for(kind)} | options
    case, last = cases.lead(draft, cases.route(kind, status), start=start, **options)
    if transition:
        case, last = cases.prepare(case, transition, start=last, **options)
    until = case.withdrawable_until
    inside = [until - cases.STEP] if until and last < until else []
    return case, [*inside, max(last, until or last) + cases.STEP]


def may(transition: Transition, name: str) -> bool:
    """What the two tables say of a person."""
    if transition.by is By.SYSTEM:
        return name == "system"
    if transition.by is By.APPLICANT:
        return name in APPLICANTS
    groups = {
        str(group)
        for rights in permissions.MODELS
        for group, app_label, _, codename in rights.permissions()
        if f"{app_label}.{codename}" == transition.permission
    }
    return name in groups | {"superuser"}


def refusal(transition: Transition, case: Case, name: str, now) -> type[errors.StepRefused] | None:
    """The error that the tables ask for, None where the step is allowed."""
    if case.status not in transition.sources:
        return errors.WrongStatus
    is_open = bool(case.withdrawable_until and now < case.withdrawable_until)
    if transition.in_window and not is_open:
        return errors.WindowOver
    if transition.by is By.STAFF and is_open:
        return errors.WithinWindow
    if not may(transition, name):
        return errors.WrongPerson
    return stage(case.kind, transition.action).verdict(case, now)


@pytest.mark.parametrize(("kind", "status", "action"), STEPS)
def test_a_step_is_taken_or_refused_as_the_table_says(people, kind, status, action):
    transition = kind.workflow.transitions[action]
    case, moments = at_status(kind, status, transition, people)
    assert case.status == status
    allowed = []
    for now in moments:
        before = everything()
        for name, actor in people.items():
            if wanted := refusal(transition, case, name, now):
                with pytest.raises(errors.StepRefused) as refused:
                    cases.take(case, transition, actor, now=now)
                assert type(refused.value) is wanted, name
                assert len(str(refused.value)) > 5, "a sentence for people"
            else:
                allowed.append((name, now))
        assert everything() == before, "a refusal changes nothing, logs nothing, sends nothing"
    for name, now in allowed:
        _allowed(case, transition, people[name], now)


@pytest.mark.parametrize(("kind", "status"), STATUSES)
def test_no_other_step_leads_out_of_a_status(people, kind, status):
    case, moments = at_status(kind, status, None, people)
    others = [each for each in kind.workflow.transitions.values() if status not in each.sources]
    before = everything()
    for now in moments:
        for transition in others:
            for name, actor in people.items():
                with pytest.raises(errors.StepRefused) as refused:
                    cases.take(case, transition, actor, now=now)
                assert type(refused.value) is errors.WrongStatus, (transition.action, name)
    assert everything() == before, "a refusal changes nothing, logs nothing, sends nothing"


def _allowed(case: Case, transition: Transition, actor: services.Actor, now) -> None:
    """Whoever may take the step can, but not from an old page and not without the words it asks for."""
    before = everything()
    if actor is not services.SYSTEM:
        with pytest.raises(errors.StaleCase):
            cases.take(case, transition, actor, now=now, seen_version=case.version + 1)
        with pytest.raises(errors.StaleCase):
            cases.take(case, transition, actor, now=now, seen_version=None)
    if transition.opinion is Opinion.REQUIRED:
        with pytest.raises(errors.OpinionMissing):
            cases.take(case, transition, actor, now=now, opinion=" \n")
    assert everything() == before
    with pytest.raises(Undo), transaction.atomic():
        after = cases.take(case, transition, actor, now=now)
        assert (after.status, after.version) == (transition.target, case.version + 1)
        last = after.history.order_by("position").last()
        assert (last.action, last.source, last.target) == (transition.action, case.status, transition.target)
        assert (last.by, last.actor_id, last.at) == (transition.by, actor.pk, now)
        told = after.messages.filter(key=transition.message) if transition.message else after.messages.none()
        assert told.exists() is bool(transition.message)
        raise Undo
    assert everything() == before


FOUR_EYES = [
    pytest.param(kind, each, earlier, id=f"{kind.name}-{each.action}-{earlier}")
    for kind in KINDS.values()
    for each in kind.workflow.transitions.values()
    for earlier in each.not_by
]


@pytest.mark.parametrize(("kind", "transition", "earlier"), FOUR_EYES)
def test_who_took_the_earlier_step_cannot_take_the_later(people, kind, transition, earlier):
    ordinary = officer_for(kind)
    draft = cases.make_draft(kind, applicant=people["applicant"], organisation=Organisation.objects.get())
    first = kind.workflow.transitions[earlier]
    between = cases.route(kind, transition.sources[0], start=first.target)
    way = [*cases.route(kind, first.sources[0]), first, *between]
    case, now = cases.lead(
        draft,
        way,
        officer=lambda action: people["superuser"] if action == earlier else ordinary(action),
        start=timezone.now() - timedelta(days=1),
    )
    before = everything()
    with pytest.raises(errors.SamePerson):
        cases.take(case, transition, people["superuser"], now=now + cases.STEP)
    assert everything() == before
    other = ordinary(transition.action)
    assert cases.take(case, transition, other, now=now + cases.STEP).status == transition.target


@pytest.mark.parametrize("name", [*StaffGroup.values, "applicant", "stranger", "superuser"])
def test_nobody_else_acts_for_a_sender_without_an_account(people, name):
    kind = KINDS["feedback"]
    send = kind.workflow.transitions["send"]
    draft, now = cases.make_draft(kind, applicant=None), timezone.now()
    with pytest.raises(errors.WrongPerson):
        cases.take(draft, send, people[name], now=now)
    assert cases.take(draft, send, services.ANONYMOUS, now=now).status == send.target


def test_every_registered_kind_is_here():
    assert {"feedback", "engine"} <= {param.values[0].name for param in STEPS}
    assert set(KINDS) >= {kind.name for kind in kinds.case_kinds()}
