"""Whose hands a case is in: claiming, giving back, handing over, and standing in for a colleague on leave."""

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from casework import errors
from casework.models import Case, Leave
from casework.permissions import works_on


class AlreadyClaimed(errors.StepRefused):
    """Somebody else has the case."""

    def __init__(self, by: AbstractBaseUser):
        super().__init__(f"{by} 已经领取了这个办件。需要由您办理时，请先和同事说好，由对方移交。")


class NotAColleague(errors.WrongPerson):
    """Who is to get the case does not work on its kind."""

    def __init__(self, to: AbstractBaseUser):
        errors.StepRefused.__init__(self, f"{to}不办理这项业务，不能移交给他。请选择另一位同事。")


@transaction.atomic
def claim(case: Case, *, user: AbstractBaseUser) -> Case:
    """Takes a case that nobody has; AlreadyClaimed when somebody has it, WrongPerson without work on its kind."""
    locked = Case.objects.select_for_update().get(pk=case.pk)
    _guard(locked, user, "领取")
    if locked.closed_at:
        raise errors.WrongStatus("领取", locked.status_label)
    if locked.assignee_id not in (None, user.pk):
        raise AlreadyClaimed(locked.assignee)
    return _assign(locked, user, by=user)


@transaction.atomic
def release(case: Case, *, user: AbstractBaseUser) -> Case:
    """Gives back a case that the user has; nothing happens to somebody else's."""
    locked = Case.objects.select_for_update().get(pk=case.pk)
    _guard(locked, user, "退回队列")
    return _assign(locked, None, by=user) if locked.assignee_id == user.pk else locked


@transaction.atomic
def hand_over(case: Case, to: AbstractBaseUser, *, user: AbstractBaseUser, note: str = "") -> Case:
    """Gives a case to a colleague who works on its kind; the note is for the colleague and stands on the case's page."""
    locked = Case.objects.select_for_update().get(pk=case.pk)
    _guard(locked, user, "移交")
    if not to.is_active or not works_on(to, locked.case_kind):
        raise NotAColleague(to)
    if locked.closed_at:
        raise errors.WrongStatus("移交", locked.status_label)
    return _assign(locked, to, by=user, note=note)


def covered_by(user: AbstractBaseUser) -> list[int]:
    """The ids of the people whose cases the user sees as their own: the user, and those they stand in for today."""
    today = timezone.localdate()
    away = Leave.objects.filter(stand_in=user, first_day__lte=today, last_day__gte=today)
    return [user.pk, *away.values_list("person_id", flat=True)]


def _guard(case: Case, user: AbstractBaseUser, act: str) -> None:
    if not user.is_active or not works_on(user, case.case_kind):
        raise errors.WrongPerson(act)


def _assign(case: Case, to: AbstractBaseUser | None, *, by: AbstractBaseUser, note: str = "") -> Case:
    if case.assignee_id == (to.pk if to else None):
        return case
    names = {"from_name": str(case.assignee or ""), "to_name": str(to or "")}
    data = {
        "kind": case.kind,
        "from": case.assignee_id,
        "to": to.pk if to else None,
        "note": note.strip()[:300],
        **names,
    }
    case.assignee = to
    case.save(update_fields=["assignee"])
    log(instance=case.specific, action="casework.assign", user=by, data=data)
    return case
