"""Cases of the sample site: who loads them, and when they happened – in the last weeks, on working days, never ahead of now.

A feature registers a loader; `manage.py load_sample_site` calls it once its people are there.
"""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, time, timedelta

from django.contrib.auth.base_user import AbstractBaseUser
from django.utils import timezone

from workdays.calendar import WorkCalendar

Loader = Callable[[list[AbstractBaseUser], int], None]
loaders: list[Loader] = []
"""Called with the sample's people and the seed; each loads what is missing and leaves alone what is there."""
OPENS = time(9, 0)
MORNING = 150  # minutes


def loads_sample(load: Loader) -> Loader:
    """Registers who loads sample cases of a kind."""
    loaders.append(load)
    return load


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

    def workdays_ago(self, count: int) -> datetime:
        """A moment in the morning of the working day that lies so many working days back; today for 0."""
        day, left = timezone.localdate(), count
        while left or not self.calendar.is_open(day):
            day -= timedelta(days=1)
            left -= 1 if left and self.calendar.is_open(day) else 0
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
