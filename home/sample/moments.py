"""When the things of the sample happened: in the last weeks, on working days, never ahead of now."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, time, timedelta

from django.utils import timezone

from workdays.calendar import WorkCalendar

OPENS = time(9, 0)
MORNING = 150  # minutes


class Diary:
    """Draws moments; the same again for the same seed and day."""

    def __init__(self, seed: int, calendar: WorkCalendar):
        self.draw = random.Random(seed)  # noqa: S311  a sample's times
        self.calendar = calendar
        self.latest = timezone.now() - timedelta(minutes=15)

    def ago(self, days: int) -> datetime:
        """A moment in the morning of the last working day not later than so many days ago."""
        day = timezone.localdate() - timedelta(days=days)
        while not self.calendar.is_open(day):
            day -= timedelta(days=1)
        return self._on(day)

    def next_day(self, moment: datetime) -> datetime:
        """A moment in the morning of the next working day, or a quarter of an hour ago if that is still to come."""
        return self._on(self.calendar.add_workdays(timezone.localtime(moment).date(), 1))

    def _on(self, day) -> datetime:
        morning = timezone.make_aware(datetime.combine(day, OPENS))
        return min(morning + timedelta(minutes=self.draw.randrange(MORNING)), self.latest)


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Whatever is written inside bears that moment. For the sample's own process, which does nothing else meanwhile."""
    real = timezone.now
    timezone.now = lambda: moment
    try:
        yield
    finally:
        timezone.now = real
