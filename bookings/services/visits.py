"""Approval, visit and copies: what the steps of staff and of time do besides changing the status."""

from datetime import datetime, time, timedelta

from accounts import persons
from bookings.models import Booking, CopyOrder, Visit
from bookings.queries import aware, booking_settings, local, place_of, standing_claim
from bookings.services.places import give_up, release
from casework.models import Case, StatusChange
from workdays.calendar import MORNING_AND_AFTERNOON, add_months

KIND = "booking"
CLOSING_TIME = MORNING_AND_AFTERNOON[-1][1]
NOT_COLLECTED = "委托制作的复制件超过 {months} 个月没有领取（{number}）"


def let_choose(case: Booking, change: StatusChange, data: dict) -> None:
    """The reader may choose a place, until 24:00 of a day that is told."""
    _choose_again(case, change.at)


def _choose_again(case: Booking, now: datetime) -> None:
    last = local(now).date() + timedelta(days=booking_settings().choose_within_days)
    case.choose_by = aware(datetime.combine(last + timedelta(days=1), time.min))
    case.save(update_fields=["choose_by", "missed"])


def arrive(case: Booking, change: StatusChange, data: dict) -> None:
    """The reader is here. Marked on a later day, nobody knows the minute: the beginning of the slot stands for it."""
    place = place_of(standing_claim(case))
    is_late = place.day < local(change.at).date()
    _visit(case, change, arrived_at=aware(place.begins_at) if is_late else change.at)


def miss(case: Booking, change: StatusChange, data: dict) -> None:
    """Nobody came: the place is given back, and the reader may choose again."""
    _visit(case, change, arrived_at=None)
    release(case, change.at)
    case.missed += 1
    _choose_again(case, change.at)


def miss_for_good(case: Booking, change: StatusChange, data: dict) -> None:
    """Nobody came, once too often."""
    _visit(case, change, arrived_at=None)
    give_up(case, change, data)
    case.missed += 1
    case.save(update_fields=["missed"])


def _visit(case: Booking, change: StatusChange, *, arrived_at: datetime | None) -> Visit:
    claim = standing_claim(case)
    return Visit.objects.create(
        claim=claim,
        case=case,
        date=claim.day.date,
        slot=claim.slot,
        arrived_at=arrived_at,
        marked_at=change.at,
        marked_by_id=change.actor_id,
    )


def order_copies(case: Booking, change: StatusChange, data: dict) -> None:
    """Keeps what copies the visitor has ordered, or what was agreed on anew; the promised day is the case's clock."""
    order = {"pages": data["pages"], "promised_on": data["promised_on"]}
    CopyOrder.objects.update_or_create(case=case, defaults=order, create_defaults=order | {"ordered_at": change.at})
    _due(case, aware(datetime.combine(data["promised_on"], CLOSING_TIME)))


def copies_ready(case: Booking, change: StatusChange, data: dict) -> None:
    """The copies wait at the counter: six calendar months from the day of the notice (000-36)."""
    order = case.copies
    order.ready_at = change.at
    order.keep_until = add_months(local(change.at).date(), booking_settings().keep_months)
    order.save(update_fields=["ready_at", "keep_until"])
    _due(case, None)


def collect(case: Booking, change: StatusChange, data: dict) -> None:
    """The reader has the copies."""
    CopyOrder.objects.filter(case=case).update(collected_at=change.at)


def expire(case: Booking, change: StatusChange, data: dict) -> None:
    """Nobody came for the copies: no new applications until the same day of the next month (000-37).

    A caller without an account cannot apply online, and is not suspended.
    """
    rules = booking_settings()
    if case.applicant is None or not rules.suspend_months:
        return
    day = add_months(local(change.at).date(), rules.suspend_months)
    reason = NOT_COLLECTED.format(months=rules.keep_months, number=case.number)
    until = aware(datetime.combine(day, time.min))
    persons.suspend(case.applicant, KIND, until=until, reason=reason, by=None)


def displace(case: Booking, change: StatusChange, data: dict) -> None:
    """The place is no more: it is given back, and the reader chooses again (what is offered is held by the caller)."""
    release(case, change.at)
    _choose_again(case, change.at)
    if hold := data.get("hold"):
        hold(case)


def _due(case: Booking, moment: datetime | None) -> None:
    """Sets the case's clock to a promise of its own; what was left of the time for review is over."""
    Case.objects.filter(pk=case.pk).update(due_at=moment, time_left=None)
    case.due_at, case.time_left = moment, None
