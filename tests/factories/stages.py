"""What a step of a kind needs beside somebody who may take it: data, a moment, steps before; and what its guard says.

The rules are written down here a second time, from the requirements, so that no test asks the engine what is right.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal

from django.core.files.base import ContentFile
from django.utils import timezone

from bookings.models import Booking
from bookings.queries import free_days
from casework import errors
from casework.models import Case
from declarations.errors import TooLate

Verdict = Callable[[Case, datetime], type[errors.StepRefused] | None]


def _nothing(case: Case, now: datetime) -> None:
    return None


@dataclass(frozen=True)
class Stage:
    """before: steps that are taken first, each with its own stage. data(now): what the step is handed. at(case, now): the
    first moment from now on at which it can be taken. verdict(case, now): the error of its guard, None where it passes.
    """

    before: tuple[str, ...] = ()
    data: Callable[[datetime], dict] = lambda now: {}
    at: Callable[[Case, datetime], datetime] = lambda case, now: now
    verdict: Verdict = _nothing


def stage(kind: str, action: str) -> Stage:
    """The stage of a step; most need none."""
    return STAGES.get((kind, action), Stage())


def runs_for_a_promise(case: Case) -> bool:
    """Whether a clock runs although the case does not lie with staff: copies are promised for a day."""
    return case.kind == "booking" and case.status == "booked" and hasattr(case.specific, "copies")


# --- reading-room booking -----------------------------------------------------------------------------------------------


def _place(now: datetime, number: int = 2) -> dict:
    """The first free place of one of the days that can be chosen; midnight may pass before anything is done with it."""
    return {"place": next(each.place for each in free_days(now)[number].places if each.free)}


def _copies(now: datetime) -> dict:
    return {"pages": 12, "promised_on": timezone.localdate(now) + timedelta(days=7)}


def _claim(case: Case):
    return Booking.objects.get(pk=case.pk).claims.filter(released_at=None).select_related("day").first()


def _moment(day, at: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, at))


def _when_it_begins(case: Case, now: datetime) -> datetime:
    claim = _claim(case)
    return max(now, _moment(claim.day.date, claim.slot))


def _when_it_is_over(case: Case, now: datetime) -> datetime:
    claim = _claim(case)
    return max(now, _moment(claim.day.date, claim.ends))


def _is_here(case: Case) -> bool:
    claim = _claim(case)
    return bool(claim and claim.visit.arrived_at) if claim and hasattr(claim, "visit") else False


def _own_change(case: Case, now: datetime):
    """000-33: until 24:00 of the day before, and never once somebody is there."""
    if case.status != "booked":
        return None
    return errors.NotNow if _is_here(case) or now >= _moment(_claim(case).day.date, time.min) else None


def _not_here_yet(case: Case, now: datetime):
    return errors.WrongStatus if case.status == "booked" and _is_here(case) else None


def _arrive(case: Case, now: datetime):
    if _is_here(case):
        return errors.WrongStatus
    return errors.NotNow if now < _moment(_claim(case).day.date, time.min) else None


def _here(case: Case, now: datetime):
    return None if _is_here(case) else errors.WrongStatus


def _ordered(case: Case, now: datetime):
    return None if runs_for_a_promise(case) else errors.WrongStatus


def _without_copies(case: Case, now: datetime):
    return None if _is_here(case) and not runs_for_a_promise(case) else errors.WrongStatus


def _missed(*, again: bool) -> Verdict:
    """000-17: once one may choose again."""

    def verdict(case: Case, now: datetime):
        if _is_here(case):
            return errors.WrongStatus
        if now < _moment(_claim(case).day.date, _claim(case).ends):
            return errors.NotNow
        was_missed = Booking.objects.get(pk=case.pk).visits.filter(arrived_at=None).exists()
        return None if was_missed is again else errors.WrongStatus

    return verdict


# --- declarations: the standing call that the migration makes takes everybody in --------------------------------------


def _own_deadline(case: Case, now: datetime):
    """What came back, or was taken back, has a deadline of its own."""
    until = case.specific.resubmit_by
    return TooLate if until and now >= until else None


DECLARATIONS = ("reward_fund", "technology", "demonstration")


def _experts(now: datetime) -> dict:
    """An expert meeting of that day with one signed opinion."""
    scan = ContentFile(b"%PDF-1.4 signed", name="示例意见.pdf")
    return {"held_on": timezone.localdate(now), "experts": 5, "leader": "示例组长", "opinions": [scan]}


def _amount(now: datetime) -> dict:
    return {"approved_amount": Decimal(1_800_000)}


STAGES = {
    ("reward_fund", "approve"): Stage(data=_amount),
    ("reward_fund", "confirm"): Stage(data=_amount),
    ("demonstration", "experts_pass"): Stage(data=_experts),
    ("demonstration", "experts_fail"): Stage(data=_experts),
    **{(kind, "send"): Stage(verdict=_own_deadline) for kind in DECLARATIONS},
    ("booking", "book"): Stage(data=_place),
    ("booking", "change"): Stage(data=lambda now: _place(now, 3), verdict=_own_change),
    ("booking", "cancel"): Stage(verdict=_own_change),
    ("booking", "book_for"): Stage(data=_place),
    ("booking", "change_for"): Stage(data=lambda now: _place(now, 3), verdict=_not_here_yet),
    ("booking", "cancel_for"): Stage(verdict=_not_here_yet),
    ("booking", "arrive"): Stage(at=_when_it_begins, verdict=_arrive),
    ("booking", "order_copies"): Stage(before=("arrive",), data=_copies, verdict=_here),
    ("booking", "ready"): Stage(before=("order_copies",), verdict=_ordered),
    ("booking", "finish"): Stage(before=("arrive",), verdict=_without_copies),
    ("booking", "missed"): Stage(at=_when_it_is_over, verdict=_missed(again=False)),
    ("booking", "missed_again"): Stage(before=("missed", "book"), at=_when_it_is_over, verdict=_missed(again=True)),
    ("booking", "displace"): Stage(verdict=_not_here_yet),
}
