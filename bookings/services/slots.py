"""Copying the slots of one sort of day to others; readers whose slot goes follow."""

from collections.abc import Iterable

from django.contrib.auth.base_user import AbstractBaseUser
from wagtail.log_actions import log

from bookings.models import SlotTemplate
from bookings.rules import Timetable
from bookings.services import displacement

CHANGED = f"时段安排有调整，{displacement.NO_LONGER}"
"""What readers are told whose slot is no more."""


def copied(source: int, targets: Iterable[int]) -> Timetable:
    """The rules with the slots of the day `source` on the days `targets` as well."""
    rows = list(SlotTemplate.objects.exclude(day__in=targets))
    copies = [
        SlotTemplate(day=day, starts=row.starts, ends=row.ends, capacity=row.capacity)
        for day in targets
        for row in rows
        if row.day == source
    ]
    return displacement.with_slots([*rows, *copies])


def copy_day(source: int, targets: Iterable[int], *, user: AbstractBaseUser, seen: str) -> None:
    """Makes it so. seen: the seal of what was shown; touching.NotAsShown otherwise, and nothing has happened.

    Row by row, so that the audit list says what became of each.
    """
    with displacement.changing_rules(CHANGED, to=copied(source, targets), seen=seen):
        wanted = list(SlotTemplate.objects.filter(day=source))
        for day in targets:
            kept = {row.starts: row for row in SlotTemplate.objects.filter(day=day)}
            for row in wanted:
                _copy(row, kept.pop(row.starts, None) or SlotTemplate(day=day, starts=row.starts), user)
            for row in kept.values():
                log(instance=row, action="wagtail.delete", user=user)
                row.delete()


def _copy(row: SlotTemplate, to: SlotTemplate, user: AbstractBaseUser) -> None:
    is_new = to.pk is None
    if not is_new and (to.ends, to.capacity) == (row.ends, row.capacity):
        return
    to.ends, to.capacity = row.ends, row.capacity
    to.save()
    log(instance=to, action="wagtail.create" if is_new else "wagtail.edit", user=user)
