"""Closing days or hours in one act: places vanish, readers are moved or asked, all are told, the site says so.

The closure itself is a row of the calendar like those that administrators keep: due times follow it as well.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.contrib.auth.base_user import AbstractBaseUser
from django.utils import timezone
from wagtail.log_actions import log

from bookings.queries import fresh_timetable, local
from bookings.rules import Timetable
from bookings.services import displacement
from bookings.words import WEEKDAYS
from content import menus
from content.models import AlertLevel, SiteAlert
from workdays import services as workdays
from workdays import touching
from workdays.calendar import WorkCalendar
from workdays.models import Closure


class ClosingRefused(Exception):
    """Why a closure cannot be made; str() says what to do."""


@dataclass(frozen=True)
class Preview:
    """What a closure would do: who loses a place, what else moves, how many places are no longer there.

    slots, seats: spans of open days that vanish, and how many readers they would have held.
    """

    moves: list[displacement.Move]
    others: list[touching.Touched]
    slots: int
    seats: int
    seal: str

    @property
    def offered(self) -> int:
        """How many of the readers get another place held."""
        return sum(1 for move in self.moves if move.to)


def refuse(closure: Closure) -> None:
    """ClosingRefused for a closure of the past, or of a time at which the archive is closed already."""
    now = timezone.now()
    starts, ends = local(closure.starts_at), local(closure.ends_at)
    if ends <= local(now):
        raise ClosingRefused("这段时间已经过去，不能再闭馆。请改成今天以后的时间。")
    if starts.date() < local(now).date():
        raise ClosingRefused("开始的日期已经过去。请从今天或以后的日期开始。")
    if found := workdays.overlapping(closure):
        raise ClosingRefused(
            f"与已有的闭馆安排“{found.reason}”（{shown(found)}）重叠。请改时间，或请管理员在“闭馆安排”中修改那一项。"
        )


def preview(closure: Closure) -> Preview:
    """What the closure would do now. It changes nothing."""
    now = timezone.now()
    before, after = workdays.work_calendar(), workdays.calendar_with(closure)
    touched = touching.preview(before, after)
    rules = fresh_timetable(after)
    return Preview(
        displacement.plan(rules, now),
        [each for each in touched if each.label != displacement.LABEL],
        *_vanished(rules, before, closure, now),
        touching.seal(touched),
    )


def _vanished(after: Timetable, before: WorkCalendar, closure: Closure, now: datetime) -> tuple[int, int]:
    was, moment = fresh_timetable(before), local(now)
    slots, seats, day = 0, 0, max(local(closure.starts_at), moment).date()
    while day <= local(closure.ends_at).date():
        left = after.slots_of(day)
        gone = [slot for slot in was.slots_of(day) if slot not in left and datetime.combine(day, slot.starts) > moment]
        slots, seats = slots + len(gone), seats + sum(slot.capacity for slot in gone)
        day += timedelta(days=1)
    return slots, seats


def close(closure: Closure, *, user: AbstractBaseUser, seen: str, alert: str = "") -> Closure:
    """Saves the closure, moves its readers, tells them and, with words for it, puts an alert on the whole site.

    seen: the seal of the preview. touching.NotAsShown when it would do something else by now, and ClosingRefused; then
    nothing has happened.
    """
    with workdays.changing(user=user, to=workdays.calendar_with(closure), seen=seen):
        refuse(closure)
        if alert:
            closure.alert = SiteAlert.objects.create(
                text=alert,
                level=AlertLevel.WARNING,
                page=menus.root_page(),
                starts_at=timezone.now(),
                ends_at=closure.ends_at,
            )
            log(instance=closure.alert, action="wagtail.create", user=user)
        closure.save()
        log(instance=closure, action="wagtail.create", user=user)
    return closure


def alert_words(closure: Closure) -> str:
    """What the site says of a closure unless somebody writes it otherwise."""
    return f"因{closure.reason}，{shown(closure)}闭馆，暂停查档。已经预约这段时间的读者请留意短信或“我的办件”中的改期通知。"


def shown(closure: Closure) -> str:
    """The time of a closure in words: 11月24日（星期二）全天; 11月24日（星期二）9:00-11:00; from one day to another."""
    starts, ends = local(closure.starts_at), local(closure.ends_at)
    last = ends - timedelta(days=1) if ends.time() == time.min else ends
    if starts.time() == ends.time() == time.min:
        if last.date() == starts.date():
            return f"{_day(starts.date())}全天"
        return f"{_day(starts.date())}至{_day(last.date())}"
    if last.date() == starts.date():
        return f"{_day(starts.date())}{_hour(starts)}-{'24:00' if last != ends else _hour(ends)}"
    return f"{_day(starts.date())}{_hour(starts)}至{_day(ends.date())}{_hour(ends)}"


def _day(day: date) -> str:
    return f"{day.month}月{day.day}日（星期{WEEKDAYS[day.weekday()]}）"


def _hour(moment: datetime) -> str:
    return f"{moment.hour}:{moment:%M}"
