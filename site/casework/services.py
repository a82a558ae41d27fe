"""The one function that changes a status, and the first of all steps, submission."""

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from casework import checklists, clock, errors, history
from casework.enums import By, Opinion
from casework.models import Case, DraftSection, KindSettings, OpenDraft, StatusChange
from casework.numbering import take_number
from casework.permissions import works_on
from casework.workflow import Transition
from page_cache.prepared import Prepared

_locked = Prepared(lambda pk: Case.objects.select_for_update().filter(pk=pk))
"""The case with its row locked, for as long as the transaction lasts."""


class System:
    """The actor of steps that time takes. There is one, and it is named explicitly."""

    pk = None

    def __str__(self) -> str:
        return "系统"


class Anonymous:
    """The actor of a sender without an account, who keeps to his case by its 查询码."""

    pk = None

    def __str__(self) -> str:
        return "未登录的读者"


SYSTEM = System()
ANONYMOUS = Anonymous()
Actor = AbstractBaseUser | System | Anonymous
Tell = Callable[[Case, Transition, StatusChange], None]
_listeners: list[Tell] = []


def on_change(listener: Tell) -> Tell:
    """Registers who is told of every step, inside its transaction: messages are written there and sent after it."""
    _listeners.append(listener)
    return listener


@transaction.atomic
def apply_transition(
    case: Case,
    action: str,
    *,
    actor: Actor,
    seen_version: int | None,
    opinion: str = "",
    data: dict | None = None,
    now: datetime | None = None,
) -> Case:
    """Takes one step and returns the case as it is then, as an object of its kind's own model.

    seen_version is the version on the page from which the person acts; only SYSTEM may give None. data goes to the
    step's effect. Raises StaleCase, WrongStatus, WrongPerson, NotNow or OpinionMissing (casework.errors), in this order,
    and then nothing has changed.
    """
    transition, data = case.case_kind.workflow.transitions[action], data or {}
    if transition.locks:
        transition.locks(case, data)
    locked = next(iter(_locked(case.pk)), None)
    if locked is None:
        raise Case.DoesNotExist
    now = now or timezone.now()
    _guard_version(locked, actor, seen_version)
    _guard_status(locked, transition, now)
    _guard_person(locked, transition, actor)
    if case.version == locked.version and case._meta.label == locked.case_kind.model:
        locked.specific = copy(case)  # nothing of it has changed since it was read: every change has its version
    if transition.by is By.STAFF:
        _guard_checklist(transition, checklists.lacking(locked, [action]))
    if transition.guard:
        transition.guard(locked.specific, now)
    opinion = opinion.strip()
    if transition.opinion is Opinion.REQUIRED and not opinion:
        raise errors.OpinionMissing(transition.label)
    return _take(locked, transition, actor=actor, opinion=opinion, data=data, now=now)


@transaction.atomic
def submit(
    case: Case, action: str, *, actor: Actor, seen_version: int, content: dict, now: datetime | None = None
) -> Case:
    """Hands in a draft, or a returned case anew: gives it its number, freezes what was filled in, starts the clock.

    content is the self-explaining snapshot (see casework.models.Snapshot). Errors as apply_transition. The locks of this
    step come after the case's own row, which is locked while a draft is checked; its moment is that after all locks.
    """
    locked = Case.objects.select_for_update().get(pk=case.pk)
    kind = locked.case_kind
    transition = kind.workflow.transitions[action]
    if transition.locks:
        transition.locks(locked, {})
    now = now or timezone.now()
    _guard_version(locked, actor, seen_version)
    _guard_status(locked, transition, now)
    _guard_person(locked, transition, actor)
    if transition.guard:
        transition.guard(locked.specific, now)
    if locked.number is None:
        locked.number = take_number(_prefix(locked), timezone.localtime(now).date())
        locked.submitted_at = now
    if kind.withdraw_minutes:
        locked.withdrawable_until = now + timedelta(minutes=kind.withdraw_minutes)
    snapshot = history.freeze(locked, content, at=now)
    return _take(locked, transition, actor=actor, opinion="", data={}, now=now, snapshot=snapshot)


@dataclass(frozen=True)
class Choice:
    """A step as a person sees it: the transition, and why it is refused ("" when it may be taken)."""

    transition: Transition
    refusal: str = ""


def choices(case: Case, actor: Actor, now: datetime | None = None) -> list[Choice]:
    """The steps that lead out of the case's status, for buttons: those of other people are left out."""
    now, found = now or timezone.now(), []
    steps = case.case_kind.workflow.legal(case.status)
    lacking = checklists.lacking(case, [each.action for each in steps if each.permission])
    for transition in steps:
        choice = Choice(transition)
        try:
            _guard_person(case, transition, actor)
            _guard_status(case, transition, now)
            _guard_checklist(transition, lacking)
            if transition.guard:
                transition.guard(case.specific, now)
        except (errors.SamePerson, errors.WithinWindow, errors.NotNow) as error:
            choice = replace(choice, refusal=str(error))
        except errors.StepRefused:
            continue
        found.append(choice)
    return found


def _guard_version(case: Case, actor: Actor, seen_version: int | None) -> None:
    if actor is SYSTEM and seen_version is None:
        return
    if seen_version != case.version:
        last = case.history.select_related("actor").order_by("position").last()
        raise errors.StaleCase(last.actor_shown if last else "别人", last.at if last else None)


def _guard_status(case: Case, transition: Transition, now: datetime) -> None:
    if case.status not in transition.sources:
        raise errors.WrongStatus(transition.label, case.status_label)
    window_open = bool(case.withdrawable_until and now < case.withdrawable_until)
    if transition.in_window and not window_open:
        raise errors.WindowOver()
    if transition.by is By.STAFF and window_open:
        raise errors.WithinWindow(case.withdrawable_until)


def _guard_checklist(transition: Transition, lacking: dict[str, str]) -> None:
    if sentence := lacking.get(transition.action):
        raise errors.NotNow(sentence)


def _guard_person(case: Case, transition: Transition, actor: Actor) -> None:
    if not _may(case, transition, actor):
        raise errors.WrongPerson(transition.label)
    if transition.not_by and actor.pk:
        earlier = case.history.filter(action__in=transition.not_by, actor_id=actor.pk).order_by("position").last()
        if earlier:
            raise errors.SamePerson(transition.label, case.case_kind.workflow.transitions[earlier.action].label)


def _may(case: Case, transition: Transition, actor: Actor) -> bool:
    if transition.by is By.SYSTEM or actor is SYSTEM:
        return transition.by is By.SYSTEM and actor is SYSTEM
    if actor is ANONYMOUS:
        return transition.by is By.APPLICANT and case.applicant_id is None
    if not actor.is_active:
        return False
    if transition.by is By.STAFF:
        return actor.has_perm(transition.permission)
    if case.is_callers:
        return works_on(actor, case.case_kind)
    if case.applicant_id == actor.pk:
        return True
    return Case.objects.visible_to(actor).filter(pk=case.pk).exists()


def _take(case: Case, transition: Transition, *, actor, opinion, data, now, snapshot=None) -> Case:
    """Changes, keeps, tells: everything after the guards, on the locked row."""
    if transition.action == case.case_kind.submit_action and snapshot is None:
        raise ValueError("a submission goes through submit, with what is submitted")
    workflow = case.case_kind.workflow
    source = case.status
    clock.hand_over(case, workflow.statuses[source].holder, workflow.statuses[transition.target].holder, now)
    case.status = transition.target
    case.version += 1
    if transition.in_window:
        case.withdrawable_until = None
    case.closed_at = now if workflow.statuses[transition.target].is_final else None
    case.save()
    by = By.STAFF if case.is_callers and actor.pk else transition.by  # in the caller's place
    change = history.append(
        case,
        action=transition.action,
        source=source,
        target=transition.target,
        by=by,
        actor_id=actor.pk,
        at=now,
        opinion=opinion,
        visible=transition.visible,
        snapshot=snapshot,
        points=[point.kept() for point in data.get("points", ())] if transition.names_sections else None,
    )
    _settle_draft(case, transition, data, source)
    specific = _as_it_is_now(case)
    if actor.pk and actor.pk == case.applicant_id:
        specific.applicant = actor  # who is told is who acts: not read once more
    if transition.effect:
        transition.effect(specific, change, data)
    log(
        instance=specific,
        action="casework.step",
        user=actor if by is By.STAFF else None,  # the log shows names in full
        data={
            "kind": case.kind,
            "step": transition.action,
            "from": source,
            "to": transition.target,
            "by": str(by),
        },
    )
    for listener in _listeners:
        listener(specific, transition, change)
    return specific


def _as_it_is_now(case: Case) -> Case:
    """The case as its kind's own object. A guard may have read it before the step; what the step changed is put in."""
    specific = case.specific
    for field in Case._meta.concrete_fields:
        setattr(specific, field.attname, getattr(case, field.attname))
    return specific


def _settle_draft(case: Case, transition: Transition, data: dict, source: str) -> None:
    """What a step does to what the applicant fills in: claimed while open, marked by a return, gone at the end."""
    if source in case.case_kind.open_statuses:
        OpenDraft.objects.filter(case_id=case.pk).delete()
    if transition.names_sections:
        named = [*data.get("sections", ()), *(point.section for point in data.get("points", ()))]
        DraftSection.objects.ask_again(case, named)
    if case.closed_at:
        DraftSection.objects.filter(case_id=case.pk).delete()


def _prefix(case: Case) -> str:
    kept = KindSettings.objects.filter(kind=case.kind).values_list("prefix", flat=True).first()
    return kept or case.case_kind.prefix
