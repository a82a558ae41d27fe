"""Taking turns at SQLite's one write lock.

SQLite lets those who wait sleep ever longer, up to a tenth of a second, while somebody who has just come takes the lock:
under load most are served at once and some after seconds. Here the threads of a process stand in line, and the first of
each process asks again every millisecond; the time after which "database is locked" is said stays that of the settings.
"""

import random
import sqlite3
import threading
import time
from collections.abc import Callable

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.db.utils import OperationalError

BEGIN = "BEGIN IMMEDIATE"
PAUSE = (0.0002, 0.0008)  # seconds between two attempts, by chance so that nobody asks in step with others
_line = threading.Lock()
"""Held by the thread of this process that asks; let go as soon as its transaction has begun."""


def connect() -> None:
    """Every connection to SQLite takes turns from now on."""
    connection_created.connect(_prepare, dispatch_uid="portal.sqlite")


def _prepare(sender, connection: BaseDatabaseWrapper, **kwargs) -> None:
    if connection.vendor == "sqlite" and take_turns not in connection.execute_wrappers:
        connection.execute_wrappers.append(take_turns)


def take_turns(execute: Callable, sql: str, params: object, many: bool, context: dict) -> object:
    """Begins a writing transaction as soon as the lock is free; all other statements pass."""
    if sql != BEGIN:
        return execute(sql, params, many, context)
    seconds = context["connection"].settings_dict["OPTIONS"].get("timeout", 5)
    deadline = time.monotonic() + seconds
    is_first = _line.acquire(timeout=seconds)
    try:
        return _ask(execute, context, deadline)
    finally:
        if is_first:
            _line.release()


def _ask(execute: Callable, context: dict, deadline: float) -> object:
    wrapper = context["connection"]
    wrapper.connection.execute("PRAGMA busy_timeout = 0").close()
    try:
        while True:
            try:
                return execute(BEGIN, None, False, context)
            except OperationalError as error:
                if not _is_busy(error) or time.monotonic() >= deadline:
                    raise
            time.sleep(random.uniform(*PAUSE))  # noqa: S311  a pause, no secret
    finally:
        patience = wrapper.settings_dict["OPTIONS"].get("timeout", 5)
        wrapper.connection.execute(f"PRAGMA busy_timeout = {int(patience * 1000)}").close()


def _is_busy(error: OperationalError) -> bool:
    return getattr(error.__cause__, "sqlite_errorcode", None) == sqlite3.SQLITE_BUSY
