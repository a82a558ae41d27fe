"""PostgreSQL: pg_dump and pg_restore, tied to one snapshot."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
from psycopg import sql

from operations.safety.databases import Tables, Trouble

# Session settings that change how a row reads as text.
SAME_TEXT = "-c timezone=UTC -c datestyle=ISO -c intervalstyle=postgres -c bytea_output=hex -c extra_float_digits=1"
LISTED = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
OPTIONS = ("sslmode", "sslrootcert", "sslcert", "sslkey")  # of DATABASE_URL that libpq's programs need too
# A sum does not depend on the order of the rows; 60 bits of a hash for each are plenty against damage.
DIGEST = """SELECT count(*), coalesce(sum(('x' || substr(md5(each::text), 1, 15))::bit(60)::bigint), 0)::text
            FROM public.{} AS each"""


class Keeper:
    vendor = "postgresql"
    file_name = "database.dump"

    def __init__(self, settings: dict):
        self.settings = settings

    def dump(self, target: Path) -> Tables:
        """pg_dump of the same snapshot in which counts and digests are read."""
        with self._connect(self.settings["NAME"]) as database:
            database.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            snapshot = database.execute("SELECT pg_export_snapshot()").fetchone()[0]
            plain = ["--format=custom", "--no-owner", "--no-privileges"]
            self._run("pg_dump", *plain, f"--snapshot={snapshot}", f"--file={target}", self.settings["NAME"])
            return _tables(database)

    @contextmanager
    def restored(self, dump: Path, folder: Path) -> Iterator["Restored"]:
        """A database of its own on the same server, dropped at the end."""
        name = f"restore_check_{uuid4().hex[:12]}"
        with self._connect(self.settings["NAME"], autocommit=True) as server:
            like = "SELECT datcollate, datctype FROM pg_database WHERE datname = current_database()"
            collate, ctype = server.execute(like).fetchone()
            create = "CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE {} LC_CTYPE {}"
            try:
                server.execute(sql.SQL(create).format(sql.Identifier(name), sql.Literal(collate), sql.Literal(ctype)))
            except psycopg.errors.InsufficientPrivilege as problem:
                raise Trouble("数据库用户没有建库的权限（CREATEDB），恢复检查需要它。") from problem
            try:
                self._fill(name, dump)
                with self._connect(name) as database:
                    yield Restored(database)
            finally:
                server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))

    def restore(self, dump: Path) -> None:
        """Fills the site's own database; Trouble when it holds a table."""
        with self._connect(self.settings["NAME"]) as database:
            if database.execute(LISTED).fetchone():
                raise Trouble("数据库里已经有表。恢复只写到空处：请先新建一个空库，并把 DATABASE_URL 指向它。")
        self._fill(self.settings["NAME"], dump)

    def _fill(self, name: str, dump: Path) -> None:
        plain = ["--no-owner", "--no-privileges", "--exit-on-error"]
        self._run("pg_restore", *plain, f"--dbname={name}", str(dump))

    def _connect(self, name: str, **options) -> psycopg.Connection:
        known = {key.removeprefix("PG").lower(): value for key, value in self._environment().items()}
        return psycopg.connect(**known, dbname=name, options=SAME_TEXT, **options)

    def _environment(self) -> dict[str, str]:
        """What libpq needs to reach the server: kept out of the command line, which every user of a host can read."""
        known = {"PG" + key: str(self.settings[key]) for key in ("HOST", "PORT", "USER", "PASSWORD")}
        given = self.settings["OPTIONS"]
        known |= {"PG" + key.upper(): str(given[key]) for key in OPTIONS if key in given}
        return {key: value for key, value in known.items() if value}

    def _run(self, program: str, *arguments: str) -> None:
        if not shutil.which(program):
            raise Trouble(
                f"本机没有 {program}。请安装 PostgreSQL 的客户端程序（postgresql-client），版本不低于服务器。"
            )
        environment = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", **self._environment()}
        done = subprocess.run([program, *arguments], env=environment, capture_output=True, text=True, check=False)  # noqa: S603
        if done.returncode:
            raise Trouble(f"{program} 失败：{done.stderr.strip()[:500]}")


class Restored:
    def __init__(self, database: psycopg.Connection):
        self.database = database

    def tables(self) -> Tables:
        """Rows and digest of each table."""
        return _tables(self.database)

    def values(self, table: str, column: str) -> Iterator[str]:
        """The filled values of a text column."""
        query = sql.SQL("SELECT {0} FROM {1} WHERE {0} <> ''").format(sql.Identifier(column), sql.Identifier(table))
        return (row[0] for row in self.database.execute(query))


def _tables(database: psycopg.Connection) -> Tables:
    names = [row[0] for row in database.execute(LISTED)]
    return {name: list(database.execute(sql.SQL(DIGEST).format(sql.Identifier(name))).fetchone()) for name in names}
