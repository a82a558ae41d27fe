"""The pages that one process keeps: bounded in bytes, the longest unused goes first, all of one generation."""

import threading
from collections import OrderedDict
from collections.abc import Hashable

from page_cache.generation import Token

OVERHEAD = 2_000  # bytes of keys, headers and objects beside the bodies, measured roughly


class Store:
    """Safe for threads. A new generation empties it; nothing of an older one ever gets in."""

    def __init__(self, limit: int):
        self.limit = limit
        self._lock = threading.Lock()
        self._token: Token | None = None
        self._items: OrderedDict[Hashable, tuple[object, int]] = OrderedDict()
        self._size = 0

    def enter(self, token: Token) -> None:
        """Makes this the generation of the store; what it held of another is dropped."""
        if token != self._token:
            with self._lock:
                self._items.clear()
                self._size = 0
                self._token = token

    def get(self, key: Hashable) -> object | None:
        """What is kept under the key, marked as just used."""
        with self._lock:
            if (found := self._items.get(key)) is None:
                return None
            self._items.move_to_end(key)
            return found[0]

    def put(self, token: Token, key: Hashable, value: object, size: int) -> None:
        """Keeps the value, unless it was made in another generation or would take more than an eighth of the room."""
        size += OVERHEAD
        if size > self.limit / 8:
            return
        with self._lock:
            if token != self._token:
                return
            _, before = self._items.pop(key, (None, 0))
            self._items[key] = (value, size)
            self._size += size - before
            while self._size > self.limit:
                _, (_, freed) = self._items.popitem(last=False)
                self._size -= freed

    @property
    def size(self) -> int:
        """Bytes held."""
        return self._size

    def __len__(self) -> int:
        return len(self._items)
