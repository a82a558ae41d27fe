"""The generation: one token that all processes of the site share, replaced whenever something public changes."""

import logging
import os
import uuid
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path
from typing import Protocol

import redis
from django.conf import settings
from django.core.signals import setting_changed
from django.db import transaction
from django.dispatch import receiver

logger = logging.getLogger(__name__)

Token = tuple | bytes
_UNSET = object()
_in_request: ContextVar = ContextVar("generation_of_this_request", default=_UNSET)


class Keeper(Protocol):
    """Where the generation is kept. Both methods raise OSError or redis.RedisError when it cannot be reached."""

    def read(self) -> Token: ...

    def advance(self) -> None: ...


class FileKeeper:
    """For the processes of one host: a file that grows by one byte with each change.

    Appending needs no lock and loses no change; reading is one stat. Inode and time tell a file that was made anew.
    """

    def __init__(self, path: Path):
        self.path = path

    def read(self) -> Token:
        """Inode, size and time of change of the file; the file is made when it is missing."""
        try:
            status = os.stat(self.path)
        except FileNotFoundError:
            self.advance()
            status = os.stat(self.path)
        return status.st_ino, status.st_size, status.st_mtime_ns

    def advance(self) -> None:
        """Makes every earlier token differ from the present one."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
        try:
            os.write(descriptor, b".")
        finally:
            os.close(descriptor)


class RedisKeeper:
    """For several hosts: a random token in the Redis that CACHE_URL names, so that a Redis emptied by a restart never repeats one."""

    KEY = "page_cache:generation"

    def __init__(self, url: str):
        self.client = redis.Redis.from_url(url, socket_timeout=0.5, socket_connect_timeout=0.5)

    def read(self) -> Token:
        """The token; a new one is set when there is none."""
        if (token := self.client.get(self.KEY)) is None:
            self.client.set(self.KEY, uuid.uuid4().hex, nx=True)
            token = self.client.get(self.KEY)
        return token

    def advance(self) -> None:
        """Puts a new token in the place of the old."""
        self.client.set(self.KEY, uuid.uuid4().hex)


class Generation:
    """The present token, and what to do when its keeper cannot be reached: then nothing is kept and nothing is lost."""

    def __init__(self, keeper: Keeper):
        self._keeper = keeper
        self._owed = False

    def read(self) -> Token | None:
        """The present token; None when it cannot be known, and then nothing may be kept or served from memory."""
        try:
            if self._owed:
                self._keeper.advance()
                self._owed = False
            return self._keeper.read()
        except (OSError, redis.RedisError):
            logger.exception("页面缓存的代号读不到，页面暂时不缓存")
            return None

    def advance(self) -> None:
        """Makes all that was kept out of date; when that fails it is made up for before the next reading."""
        try:
            self._keeper.advance()
        except (OSError, redis.RedisError):
            self._owed = True
            logger.exception("页面缓存的代号写不进去，恢复前页面不缓存")


@lru_cache(maxsize=1)
def shared() -> Generation:
    """The generation of this site: in Redis when the cache is Redis, else in a file of DATA_DIR."""
    cache = settings.CACHES["default"]
    if cache["BACKEND"].endswith("RedisCache"):
        return Generation(RedisKeeper(cache["LOCATION"]))
    return Generation(FileKeeper(settings.DATA_DIR / "generation"))


def current() -> Token | None:
    """The token of the request being served, read once at its start; outside a request the present one."""
    token = _in_request.get()
    return shared().read() if token is _UNSET else token


def in_request() -> bool:
    """Whether a request is being served that knows its generation."""
    return _in_request.get() is not _UNSET


@contextmanager
def during_request(token: Token | None):
    """Everything inside belongs to this generation: what is made from older data is never taken for newer."""
    before = _in_request.set(token)
    try:
        yield
    finally:
        _in_request.reset(before)


def changed() -> None:
    """Something that the public sees has changed: after the commit nothing kept before is served again, in any process."""
    transaction.on_commit(_advance, robust=True)


def _advance() -> None:
    shared().advance()
    if _in_request.get() is not _UNSET:
        _in_request.set(shared().read())


@receiver(setting_changed)
def _on_setting_changed(setting, **kwargs) -> None:
    if setting in {"CACHES", "DATA_DIR"}:
        shared.cache_clear()
