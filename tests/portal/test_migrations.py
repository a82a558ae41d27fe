"""The house rules for migrations: each has a name that says what it does, and each can be taken back."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.db.migrations.loader import MigrationLoader

from portal.environment import ROOT

NAMELESS = re.compile(r"_auto_|^\d+_\d+$|_alter_.+_and_more$|_and_more$")


def our_migrations():
    """The migrations in this repository, without those of installed packages."""
    homes = {config.label: Path(config.path).resolve().parent for config in apps.get_app_configs()}
    found = [each for _, each in sorted(MigrationLoader(None).disk_migrations.items())]  # the same in each worker
    return [
        pytest.param(each, id=f"{each.app_label}.{each.name}")
        for each in found
        if homes[each.app_label] in (ROOT, ROOT / "site")
    ]


@pytest.mark.parametrize("migration", our_migrations())
def test_migration_is_named_and_reversible(migration):
    assert not NAMELESS.search(migration.name), "give the migration a name: makemigrations -n what_it_does"
    for operation in migration.operations:
        assert operation.reversible, f"{operation} cannot be taken back: give it a reverse"
