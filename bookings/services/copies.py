"""Destroying copies that nobody has come for, when the time of keeping them is over (000-36)."""

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from audit import services as audit
from audit.enums import Event
from bookings.models import CopyOrder
from bookings.workflow import COPIES
from casework import errors
from casework.models import Case

ACT = "确认销毁"


def to_destroy() -> QuerySet[CopyOrder]:
    """Copies whose case has run out and which are still there."""
    return CopyOrder.objects.filter(case__status="expired", destroyed_at=None, collected_at=None)


@transaction.atomic
def destroy(orders: Iterable[int], *, by: AbstractBaseUser, now: datetime | None = None) -> list[CopyOrder]:
    """Keeps that these copies were destroyed, each once, and who says so; returns those for which that was new.

    What is not to be destroyed (any more) is left alone: the caller says so. WrongPerson without the right over copies.
    """
    if not by.has_perm(COPIES):
        raise errors.WrongPerson(ACT)
    wanted = CopyOrder.objects.filter(pk__in=list(orders))
    list(Case.objects.select_for_update().filter(pk__in=wanted.values("case")).order_by("pk"))
    found = list(to_destroy().filter(pk__in=wanted.values("pk")).select_related("case").order_by("pk"))
    for order in found:
        order.destroyed_at, order.destroyed_by = now or timezone.now(), by
        order.save(update_fields=["destroyed_at", "destroyed_by"])
    for order in found:
        audit.record(
            Event.COPIES_DESTROYED,
            actor=by,
            about=f"{order.case.number} 复制件 {order.pages} 页",
            data={"number": order.case.number, "pages": order.pages, "keep_until": str(order.keep_until)},
        )
    return found
