"""Loads projects.toml through the services that firms' own acts go through, at the moments at which it would have been."""

import tomllib
from decimal import Decimal
from pathlib import Path

from accounts.models import User
from casework.sampling import Diary, at, loads_sample
from projects import queries
from projects.enums import PermitKind
from projects.services import register
from workdays.services import work_calendar

STORY = Path(__file__).with_name("projects.toml")
MEASURES = ("height", "area_above", "area_below")


@loads_sample
def load(users: list[User], seed: int) -> None:
    """Every project of the story that is not there yet; of a person without a firm none."""
    people, diary = {user.username: user for user in users}, Diary(seed, work_calendar())
    for entry in tomllib.loads(STORY.read_text(encoding="utf-8"))["project"]:
        permits = [register.Number(kind, entry[kind]) for kind in PermitKind.values if entry.get(kind)]
        numbers = [each.number for each in permits] + [entry.get("code", "")]
        member = people[entry["who"]].memberships.active().select_related("organisation").first()
        if member and not any(queries.with_number(number) for number in numbers):
            with at(diary.ago(entry["days_ago"])):
                _enter(entry, people[entry["who"]], member.organisation, permits)


def _enter(entry: dict, user: User, organisation, permits: list[register.Number]) -> None:
    made = register.enter(user, values=entry, permits=permits, organisation=organisation, role=entry["role"])
    for party in entry.get("parties", []):
        register.name_party(made, name=party["name"], code="", role=party["role"], user=user)
    for building in entry["building"]:
        values = {name: Decimal(value) if name in MEASURES else value for name, value in building.items()}
        register.save_building(made, values, user=user)
