"""Who refers to projects and buildings: features register it, so that merging doubles takes their rows along.

The ground does not know declarations, reviews or transfers; it asks whoever has registered.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.apps import apps

from projects.models import Building, Project


@dataclass(frozen=True)
class Reference:
    """Rows that refer to projects, or to buildings.

    label: what they are called, for the preview. count(row): how many refer to this project or building. follow(old,
    new): makes them refer to the other, inside the merge's transaction; raises ProjectRefused with a sentence when that
    cannot be, and then nothing is merged.
    """

    label: str
    of: type[Project] | type[Building]
    count: Callable[[Project | Building], int]
    follow: Callable[[Project | Building, Project | Building], None]


_references: list[Reference] = []


def register(reference: Reference) -> None:
    """Makes a reference known; called when the apps are ready."""
    _references.append(reference)


def register_column(label: str, model: str, column: str, of: type[Project] | type[Building] = Project) -> None:
    """Registers an ordinary foreign key, as "app_label.Model" and the field's name."""

    def rows(target):
        return apps.get_model(model)._base_manager.filter(**{column: target})

    def follow(old, new) -> None:
        rows(old).update(**{column: new})

    register(Reference(label, of, lambda target: rows(target).count(), follow))


def references_to(row: Project | Building) -> list[tuple[Reference, int]]:
    """Who refers to the row, and how often; only those that do."""
    found = [(each, each.count(row)) for each in _references if isinstance(row, each.of)]
    return [(each, count) for each, count in found if count]


def move(old: Project | Building, new: Project | Building) -> None:
    """Makes everything that refers to the one refer to the other."""
    for each in _references:
        if isinstance(old, each.of):
            each.follow(old, new)
