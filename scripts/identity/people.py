"""The invented people of the sample provider."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Person:
    """Somebody who can be chosen; sub is what the site knows them by."""

    sub: str
    name: str
    phone: str


PEOPLE = [
    Person("sample-0001", "示例明", "+8613800000101"),
    Person("sample-0002", "欧阳示例", "+8613800000102"),
    Person("sample-0003", "示例华", "+8613800000103"),
]


def by_sub(sub: str) -> Person | None:
    """The person with that sub."""
    return next((person for person in PEOPLE if person.sub == sub), None)
