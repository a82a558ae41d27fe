"""Reading declarations and calls."""

from datetime import date, datetime

from declarations.enums import REWARD_FUND
from declarations.models import Call, RewardRule
from rating.reward import LibraryYear


def open_call(kind: str, moment: datetime) -> Call | None:
    """The call of a kind that takes first submissions at that moment; a call with an end stands before a standing one."""
    return Call.objects.filter(kind=kind).open_at(moment).dated_first().first()


def calls_shown(kind: str) -> list[Call]:
    """The published calls of a kind, those that close first at the top, standing ones last."""
    return list(Call.objects.published().filter(kind=kind).dated_first())


def library_year(kind: str, day: date) -> int:
    """The year of the library (支持项目库) into which a declaration of that day comes.

    For the reward fund by the cut-off of the rule in force that day (30 June by the rules of 2023: later ones come into
    the next year's); for the others, and where no rule sets a cut-off, the year of the day.
    """
    if kind != REWARD_FUND:
        return day.year
    rule = RewardRule.objects.filter(valid_from__lte=day).order_by("-valid_from").first()
    if rule is None or not rule.library_month or not rule.library_day:
        return day.year
    return LibraryYear(rule.library_month, rule.library_day, rule.library_source).of(day)
