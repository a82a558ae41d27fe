"""SQLite: its own backup interface, which copies a consistent state while the site runs."""

import hashlib
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from operations.safety.databases import Tables, Trouble


class Keeper:
    vendor = "sqlite"
    file_name = "database.sqlite3"

    def __init__(self, settings: dict):
        self.path = Path(settings["NAME"])

    def dump(self, target: Path) -> Tables:
        """Copies the database; counts and digests are read in the same read transaction, so they fit the copy."""
        with closing(_connect(self.path)) as source, closing(_connect(target)) as copy:
            source.execute("BEGIN")
            source.execute("SELECT count(*) FROM sqlite_master").fetchone()  # from here on nothing changes for us
            tables = _tables(source)
            source.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")  # one file, without a log beside it
            source.execute("ROLLBACK")
        return tables

    @contextmanager
    def restored(self, dump: Path, folder: Path) -> Iterator["Restored"]:
        """A copy of the file, checked by SQLite itself."""
        copy = folder / self.file_name
        shutil.copyfile(dump, copy)
        try:
            with closing(_connect(copy)) as database:
                said = [row[0] for row in database.execute("PRAGMA integrity_check")]
                if said != [b"ok"]:
                    raise Trouble(f"SQLite 发现数据库损坏：{said[0].decode(errors='replace')}")
                yield Restored(database)
        except sqlite3.DatabaseError as problem:
            raise Trouble(f"SQLite 打不开备份的数据库：{problem}") from problem

    def restore(self, dump: Path) -> None:
        """Puts the file where the site looks for it; Trouble when one is there."""
        if self.path.exists():
            raise Trouble(f"数据库文件 {self.path} 已经存在。恢复只写到空处：请先把它移开。")
        self.path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(dump, self.path)


class Restored:
    def __init__(self, database: sqlite3.Connection):
        self.database = database

    def tables(self) -> Tables:
        """Rows and digest of each table."""
        return _tables(self.database)

    def values(self, table: str, column: str) -> Iterator[str]:
        """The filled values of a text column."""
        rows = self.database.execute(f'SELECT "{column}" FROM "{table}" WHERE "{column}" <> \'\'')  # noqa: S608  names of our models
        return (row[0].decode() for row in rows)


def _connect(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(path, isolation_level=None, timeout=60)
    database.text_factory = bytes
    return database


def _tables(database: sqlite3.Connection) -> Tables:
    listed = database.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    # A virtual table is a view of others, which are in the list too.
    names = sorted(name.decode() for name, sql in listed if not sql.startswith(b"CREATE VIRTUAL"))
    return {name: _digest(database, name) for name in names}


def _digest(database: sqlite3.Connection, table: str) -> list:
    digest, rows = hashlib.sha256(), 0
    for row in database.execute(f'SELECT * FROM "{table}"'):  # noqa: S608  a name from sqlite_master
        digest.update(repr(row).encode())
        rows += 1
    return [rows, digest.hexdigest()]
