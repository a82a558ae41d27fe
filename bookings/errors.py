"""Why a place was not given. str(error) is a Chinese sentence that says what to do; nothing has changed."""

from bookings.rules import Place
from casework.errors import NotNow


class PlaceRefused(NotNow):
    """The place that somebody asked for cannot be had. place: which; None when none was named."""

    def __init__(self, sentence: str, place: Place | None = None):
        super().__init__(sentence)
        self.place = place


class NoPlace(PlaceRefused):
    """What was sent names no place."""

    def __init__(self):
        super().__init__("请先选择一个时段，再提交。")


class PlaceTaken(PlaceRefused):
    """Somebody else was faster, or others stand in line for the day."""

    def __init__(self, place: Place):
        super().__init__(f"{shown(place)}刚刚被别人预约了，您的预约没有改变。请另选一个时段。", place)


class PlaceOver(PlaceRefused):
    """The slot has begun."""

    def __init__(self, place: Place):
        super().__init__(f"{shown(place)}已经开始或已过去，不能再预约。请另选一个时段。", place)


class PlaceClosed(PlaceRefused):
    """The archive is closed then, or the day cannot be chosen (yet)."""

    def __init__(self, place: Place):
        super().__init__(f"{shown(place)}现在不开放预约。请从下面的时段中另选一个。", place)


def shown(place: Place) -> str:
    """The place in a sentence: 11月23日 9:00-9:30."""
    return f"{place.day.month}月{place.day.day}日 {place.hours} "
