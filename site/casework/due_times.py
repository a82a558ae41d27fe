"""Due times follow the calendar.

The promise to the applicant is so many working days, and which days are working days is for the State Council to say.
So when its notice comes, or the archive closes for a day, the due times of open cases are reckoned anew: a queue that
called a case overdue after a holiday it did not know, or told the applicant a day on which nobody works, would be wrong.
What has passed stays as it was: the working time that is left now, by the old calendar, is laid out by the new one.
History is not touched, for nobody took a step; Wagtail's log says of each case from when to when and who changed the
calendar. Standing clocks hold working time and need no change.
"""

from collections.abc import Iterator
from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.urls import reverse
from django.utils import timezone
from wagtail.log_actions import log

from casework.models import Case
from workdays import touching
from workdays.calendar import BusinessClock, WorkCalendar


def preview(before: WorkCalendar, after: WorkCalendar) -> touching.Touched:
    """The open cases whose due time a change of the calendar would move."""
    count, items = 0, []
    for case, moved in _moved(before, after, timezone.now()):
        count += 1
        if len(items) < touching.SHOWN:
            items.append(touching.Item(str(case), case.due_at, moved, reverse("case_detail", args=[case.pk])))
    return touching.Touched("在办办件的应办结时间会改变", count, items)


def follow(before: WorkCalendar, after: WorkCalendar, user: AbstractBaseUser | None) -> None:
    """Moves the due times of open cases, in the transaction of the change; user is who changed the calendar."""
    now = timezone.now()
    for found, _ in list(_moved(before, after, now)):
        case = Case.objects.select_for_update().get(pk=found.pk)
        moved = _new_due(case, before, after, now)
        if moved is None:  # somebody has meanwhile taken a step
            continue
        data = {"kind": case.kind, "from": case.due_at.isoformat(), "to": moved.isoformat()}
        case.due_at = moved
        case.save(update_fields=["due_at"])
        log(instance=case.specific, action="casework.due", user=user, data=data)


def _moved(before: WorkCalendar, after: WorkCalendar, now: datetime) -> Iterator[tuple[Case, datetime]]:
    for case in Case.objects.filter(due_at__gt=now).order_by("due_at", "pk").iterator():
        if (moved := _new_due(case, before, after, now)) is not None:
            yield case, moved


def _new_due(case: Case, before: WorkCalendar, after: WorkCalendar, now: datetime) -> datetime | None:
    """When the case will be due by the new calendar; None when that is no other time."""
    if case.due_at is None or case.due_at <= now:
        return None
    local, old, new = timezone.localtime(now), BusinessClock(before), BusinessClock(after)
    left = old.between(local, timezone.localtime(case.due_at))
    moved = new.add(local, left)
    return None if moved == old.add(local, left) else moved


touching.register(preview, follow=follow)
