"""Chinese working days as pure rules: no database, no clock of its own.

A working day is Monday to Friday, less the days off and plus the make-up days that the State Council announces each
year (国务院办公厅关于……年部分节假日安排的通知). For a year not announced yet only the days fixed by law are known
(全国年节及纪念日放假办法); the answer then is the best there is and `is_announced` says so.
"""

import calendar as _calendar
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import lru_cache

import holidays

IN_LIEU = "补假"  # `holidays` guesses the days given for a statutory day on a weekend; the notice decides them
MORNING_AND_AFTERNOON = ((time(9, 0), time(11, 30)), (time(13, 30), time(17, 0)))


@lru_cache(64)
def statutory_days(year: int) -> frozenset[date]:
    """The days off that the law itself fixes for a year."""
    named = holidays.country_holidays("CN", years=year, language="zh_CN")
    return frozenset(
        day for day, name in named.items() if day.year == year and IN_LIEU not in name and "调休" not in name
    )


@dataclass(frozen=True)
class WorkCalendar:
    """What is known of working days: announced changes, announced years, and the archive's own closed days.

    adjustments: day -> True for a make-up working day, False for a day off.
    announced: the years whose notice is in `adjustments`.
    closed: days on which this archive is closed although others work.
    closures: all its closures, of days and of hours, as (start, end) in local time without a zone.
    """

    adjustments: Mapping[date, bool] = field(default_factory=dict)
    announced: frozenset[int] = frozenset()
    closed: frozenset[date] = frozenset()
    closures: frozenset[tuple[datetime, datetime]] = frozenset()

    def is_announced(self, day: date) -> bool:
        """Whether the notice for the day's year is loaded; if not, 待国务院公布 belongs beside every date shown."""
        return day.year in self.announced

    def is_workday(self, day: date) -> bool:
        """Whether people work on that day, by the notice or, without one, by weekday and law."""
        if day in self.adjustments:
            return self.adjustments[day]
        return day.weekday() < 5 and (self.is_announced(day) or day not in statutory_days(day.year))

    def is_open(self, day: date) -> bool:
        """Whether this archive is open: a working day on which it has not closed itself."""
        return self.is_workday(day) and day not in self.closed

    def is_open_between(self, start: datetime, end: datetime) -> bool:
        """Whether this archive is open from start to end, local times of one day without a zone."""
        if not self.is_open(start.date()):
            return False
        return not any(begins < end and start < ends for begins, ends in self.closures)

    def workdays_from(self, day: date) -> Iterator[date]:
        """Every working day from `day` on, `day` included if it is one."""
        while True:
            if self.is_workday(day):
                yield day
            day += timedelta(days=1)

    def window(self, start: date, length: int, *, include_start: bool = True) -> list[date]:
        """The next `length` working days, counting `start` itself only if asked (000-26: 最近 5 个工作日, today counted)."""
        days = self.workdays_from(start if include_start else start + timedelta(days=1))
        return [next(days) for _ in range(length)]

    def add_workdays(self, day: date, count: int) -> date:
        """The count-th working day after `day`; with 0 the first working day not before it."""
        if count < 0:
            raise ValueError("count must not be negative")
        return self.window(day, 1)[0] if count == 0 else self.window(day, count, include_start=False)[-1]


def add_months(day: date, count: int) -> date:
    """The same day `count` calendar months later, or the month's last day where there is none; not moved for holidays."""
    months = day.year * 12 + day.month - 1 + count
    year, month = divmod(months, 12)
    return date(year, month + 1, min(day.day, _calendar.monthrange(year, month + 1)[1]))


@dataclass(frozen=True)
class BusinessClock:
    """Measures time that passes only while the office works. All datetimes are local and naive, or all share one zone."""

    calendar: WorkCalendar
    hours: tuple[tuple[time, time], ...] = MORNING_AND_AFTERNOON

    def _spans(self, start: datetime) -> Iterator[tuple[datetime, datetime]]:
        day = start.date()
        while True:
            if self.calendar.is_open(day):
                for opens, closes in self.hours:
                    begin = datetime.combine(day, opens, start.tzinfo)
                    end = datetime.combine(day, closes, start.tzinfo)
                    if end > start:
                        yield max(begin, start), end
            day += timedelta(days=1)

    def add(self, start: datetime, working: timedelta) -> datetime:
        """The moment at which `working` time has passed since `start`."""
        for begin, end in self._spans(start):
            if working <= end - begin:
                return begin + working
            working -= end - begin
        raise AssertionError("the calendar never ends")

    def between(self, start: datetime, end: datetime) -> timedelta:
        """The working time from `start` to `end`; zero when `end` is not later."""
        passed = timedelta()
        for begin, finish in self._spans(start):
            if begin >= end:
                return passed
            passed += min(finish, end) - begin
        raise AssertionError("the calendar never ends")
