"""Dumping, restoring and comparing a database: SQLite and PostgreSQL, each with its own tools."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from django.db import connection

Tables = dict[str, list]  # name: [number of rows, digest of the rows]


class Trouble(Exception):
    """The database's tools could not do it; str() is a Chinese sentence with what they said."""


class Restored(Protocol):
    """A database that was restored to an empty place."""

    def tables(self) -> Tables: ...

    def values(self, table: str, column: str) -> Iterator[str]: ...


class Keeper(Protocol):
    """What a kind of database can do for its own safety."""

    vendor: str
    file_name: str

    def dump(self, target: Path) -> Tables:
        """Writes a dump to target; returns the tables as they were at the very moment of the dump."""

    def restored(self, dump: Path, folder: Path) -> AbstractContextManager[Restored]:
        """The dump, restored to an empty place that is gone afterwards; folder is empty and may be used."""

    def restore(self, dump: Path) -> None:
        """Restores the dump into the site's own database; Trouble when that is not empty."""


def keeper() -> Keeper:
    """The keeper of the site's database."""
    from operations.safety import postgresql, sqlite  # noqa: PLC0415  only the one in use needs its driver

    settings = connection.settings_dict
    return postgresql.Keeper(settings) if connection.vendor == "postgresql" else sqlite.Keeper(settings)
