"""Values made once in a process and generation: menus, settings, the page for an unknown address."""

import time
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from threading import RLock
from typing import TypeVar

from django.db import transaction

from page_cache import generation

SAFETY_SECONDS = 300  # what changed the database behind our back shows after this at the latest
LIMIT = 1_000  # keys are named in code; the limit only bounds a mistake

Value = TypeVar("Value")

_trusted: ContextVar[bool] = ContextVar("kept values are good in transactions too", default=False)
_values: dict[Hashable, tuple] = {}
_locks: dict[Hashable, RLock] = {}


def kept(key: Hashable, make: Callable[[], Value]) -> Value:
    """The value of make(), made once in this process and generation of the public site.

    The value is shared between requests and threads: it must not be changed, nor depend on the request unless the key
    says so. Inside a transaction it is made anew each time, for the transaction may see what nobody else will; but see
    `trusting`.
    """
    is_apart = transaction.get_connection().in_atomic_block and not (_trusted.get() and generation.in_request())
    token = None if is_apart else generation.current()
    if token is None:
        return make()
    if (found := _values.get(key)) and _is_good(found, token):
        return found[2]
    # After a change all threads ask at once: one makes the value, the others wait for it.
    with _locks.setdefault(key, RLock()):
        if (found := _values.get(key)) and _is_good(found, token):
            return found[2]
        value = make()
        if len(_values) >= LIMIT:
            _values.clear()
            _locks.clear()
        _values[key] = (token, time.monotonic() + SAFETY_SECONDS, value)
        return value


@contextmanager
def trusting() -> Iterator[None]:
    """Inside, kept values are used in transactions too: for a step of a request that changes nothing that is kept."""
    before = _trusted.set(True)
    try:
        yield
    finally:
        _trusted.reset(before)


def _is_good(found: tuple, token: generation.Token) -> bool:
    return found[0] == token and found[1] > time.monotonic()
