"""A gateway that does what the machine wants of it, and remembers what it took."""

from collections import Counter

from notifications.channels import GatewayDown, InDoubt, Refused
from notifications.enums import State
from notifications.models import Message


class Crash(BaseException):
    """The worker is killed at this point."""


class Fickle:
    """Can be asked what became of a message.

    mood: fine, down, refuses, takes it and gives no answer, or the worker dies before or after it was taken.
    """

    MOODS = ("fine", "fine", "fine", "down", "refuses", "says nothing", "dies before", "dies after")
    mood = "fine"
    taken: Counter = Counter()

    def send(self, message: Message) -> str:
        match Fickle.mood:
            case "down":
                raise GatewayDown("网关没有回答")
            case "refuses":
                raise Refused("号码是空号")
            case "dies before":
                raise Crash
        Fickle.taken[message.reference] += 1
        if Fickle.mood == "says nothing":
            raise InDoubt("网关没有回答，不知道是否已经发出")
        if Fickle.mood == "dies after":
            raise Crash
        return message.reference

    def look_up(self, message: Message) -> State | None:
        return State.SENT if Fickle.taken[message.reference] else State.QUEUED


class Mute(Fickle):
    """Cannot be asked."""

    def look_up(self, message: Message) -> State | None:
        return None
