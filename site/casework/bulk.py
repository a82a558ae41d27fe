"""Doing one thing to many cases: each is asked as if it were alone, and the outcome of each is told."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.contrib.auth.base_user import AbstractBaseUser

from casework import assignments, kinds, services
from casework.errors import StepRefused
from casework.kinds import CaseKind
from casework.models import Case
from casework.permissions import kinds_for
from casework.workflow import Transition

MOST = 200
"""Cases in one go; a page of a queue has fewer."""
NOT_FOUND = "找不到这个办件，或者您不办理这项业务。"


@dataclass(frozen=True)
class Seen:
    """A case as somebody saw it in a list."""

    pk: int
    version: int


@dataclass(frozen=True)
class Outcome:
    """What came of one case: refusal is "" when it was done."""

    case: Case | None
    refusal: str = ""


@dataclass(frozen=True)
class BulkAct:
    """Something that may be done to many cases: its name in a form, its label, and the step that it is, if it is one."""

    name: str
    label: str
    kind: CaseKind | None = None
    transition: Transition | None = None


CLAIM, HAND_OVER = BulkAct("claim", "领取"), BulkAct("hand-over", "移交")


def acts_for(user: AbstractBaseUser, kind_names: Iterable[str]) -> list[BulkAct]:
    """What a member of staff may do to many cases of these kinds."""
    several = len(list(kind_names)) > 1
    steps = [
        BulkAct(f"{kind.name}.{step.action}", f"{step.label}（{kind.label}）" if several else step.label, kind, step)
        for kind in map(kinds.case_kind, kind_names)
        for step in kind.workflow.transitions.values()
        if step.bulk and step.permission and user.has_perm(step.permission)
    ]
    return [CLAIM, HAND_OVER, *steps]


def claim(seen: list[Seen], *, user: AbstractBaseUser) -> list[Outcome]:
    """Takes each case that nobody has."""
    return _each(seen, user, lambda case, version: assignments.claim(case, user=user))


def hand_over(seen: list[Seen], to: AbstractBaseUser, *, user: AbstractBaseUser, note: str = "") -> list[Outcome]:
    """Gives each case to a colleague."""
    return _each(seen, user, lambda case, version: assignments.hand_over(case, to, user=user, note=note))


def step(seen: list[Seen], act: BulkAct, *, user: AbstractBaseUser, opinion: str = "") -> list[Outcome]:
    """Takes one step on each case of its kind; a step that is not meant for it is refused for every case."""

    def take(case: Case, version: int) -> Case:
        if case.kind != act.kind.name or not act.transition.bulk:
            raise StepRefused(f"“{act.transition.label}”不是{case.case_kind.label}的操作，或者不能批量办理。")
        return services.apply_transition(case, act.transition.action, actor=user, seen_version=version, opinion=opinion)

    return _each(seen, user, take)


def found(seen: Iterable[Seen], user: AbstractBaseUser) -> dict[int, Case]:
    """The cases by their id, as far as the member of staff may see them; one query."""
    ids = [each.pk for each in seen]
    return Case.objects.for_queue().filter(kind__in=kinds_for(user)).in_bulk(ids)


def _each(seen: list[Seen], user: AbstractBaseUser, act: Callable[[Case, int], Case]) -> list[Outcome]:
    """The act on each case in a transaction of its own: one that is refused keeps no other back."""
    cases, outcomes = found(seen, user), []
    for each in seen:
        case = cases.get(each.pk)
        if case is None:
            outcomes.append(Outcome(None, NOT_FOUND))
            continue
        try:
            act(case, each.version)
        except StepRefused as refusal:
            outcomes.append(Outcome(case, str(refusal)))
        else:
            outcomes.append(Outcome(case))
    return outcomes
