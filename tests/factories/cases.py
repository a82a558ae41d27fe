"""Cases of every registered kind, for tests that must hold for all of them: a new kind is taken up by itself."""

from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import count

from django.apps import apps
from django.db import models

from accounts.models import Organisation, User
from casework import services
from casework.enums import DRAFT, By
from casework.kinds import CaseKind
from casework.models import Case
from casework.workflow import Transition
from tests.factories.stages import stage

CONTENT = {"form_version": "1", "sections": [], "files": []}
CODES = ["91110000600037341L", "92141127MA0KD1Y64A", "N2110112MF1234567L"]
STEP = timedelta(minutes=1)
_numbers = count(1)


def make_draft(kind: CaseKind, *, applicant: User | None, organisation: Organisation | None = None) -> Case:
    """A draft of the kind with something fitting in each of its own columns."""
    model = apps.get_model(kind.model)
    own = {
        field.name: _fitting(field)
        for field in model._meta.local_fields
        if not field.primary_key and not field.is_relation
    }
    return model.objects.create(kind=kind.name, applicant=applicant, organisation=organisation, title=kind.label, **own)


def _fitting(field: models.Field) -> object:
    if field.has_default() or field.null:
        return field.get_default()
    if field.choices:
        return field.choices[0][0]
    if isinstance(field, models.CharField | models.TextField):
        if field.max_length == 18:  # 统一社会信用代码
            return CODES[1]
        return f"示例{next(_numbers):08d}"[-(field.max_length or 100) :]
    if isinstance(field, models.IntegerField):
        return 1
    raise NotImplementedError(f"tests.factories.cases cannot fill {field}")


def take(case: Case, transition: Transition, actor: services.Actor, *, now: datetime, **options) -> Case:
    """The step as the site takes it: submission with a snapshot, every other by apply_transition with what it needs."""
    options = {"seen_version": case.version, "now": now} | options
    if transition.action == case.case_kind.submit_action:
        options.pop("opinion", None)
        return services.submit(case, transition.action, actor=actor, content=CONTENT, **options)
    defaults = {"opinion": "原因", "data": stage(case.kind, transition.action).data(now)}
    return services.apply_transition(case, transition.action, actor=actor, **defaults | options)


def route(kind: CaseKind, status: str, *, start: str = DRAFT) -> list[Transition]:
    """The fewest steps that lead from a status, a draft's if none is named, to another."""
    ways, waiting = {start: []}, deque([start])
    while waiting:
        source = waiting.popleft()
        for transition in kind.workflow.legal(source):
            if transition.target not in ways:
                ways[transition.target] = [*ways[source], transition]
                waiting.append(transition.target)
    return ways[status]


def lead(
    case: Case, steps: list[Transition], *, officer: Callable[[str], User], start: datetime
) -> tuple[Case, datetime]:
    """Takes the steps and what each of them needs before, by people who may, and says when the last one was taken."""
    now = start
    for transition in steps:
        case, now = prepare(case, transition, officer=officer, start=now)
        now += STEP
        if transition.by is By.STAFF and case.withdrawable_until:
            now = max(now, case.withdrawable_until)
        actor = {By.APPLICANT: case.applicant or services.ANONYMOUS, By.SYSTEM: services.SYSTEM}.get(transition.by)
        case = take(case, transition, actor or officer(transition.action), now=now)
    return Case.objects.get(pk=case.pk), now


def prepare(
    case: Case, transition: Transition, *, officer: Callable[[str], User], start: datetime
) -> tuple[Case, datetime]:
    """Leads a case to where the step can be taken, and says from when on."""
    needs, table = stage(case.kind, transition.action), case.case_kind.workflow.transitions
    case, now = lead(case, [table[action] for action in needs.before], officer=officer, start=start)
    return case, needs.at(case, now)
