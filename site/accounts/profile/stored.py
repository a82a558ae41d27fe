"""Everything that is stored of a person, part by part, as an archive that is written while it is sent.

Each room registers what it keeps:

    @part("办件", files=files_of)
    def cases(user): yield {"编号": …}

The rows are read one by one and the archive is never whole in memory, so that years of applications can be taken along.
"""

import io
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone

CHUNK = 64 * 1024
UNREADABLE = "这个文件现在读不出来，请联系我们。\n"
Rows = Callable[[AbstractBaseUser], Iterable[dict]]


@dataclass(frozen=True)
class StoredFile:
    """A file of the person: its path in the archive, and how it is opened (OSError when it cannot be)."""

    path: str
    open: Callable[[], BinaryIO]


Files = Callable[[AbstractBaseUser], Iterable[StoredFile]]
_parts: dict[str, tuple[Rows, Files | None]] = {}


def part(title: str, *, files: Files | None = None) -> Callable[[Rows], Rows]:
    """Registers a part of the archive: its rows under a Chinese title, and the files that go with them."""

    def register(rows: Rows) -> Rows:
        if title in _parts:
            raise ValueError(f"stored part {title!r} is registered twice")
        _parts[title] = (rows, files)
        return rows

    return register


def archive(user: AbstractBaseUser) -> Iterator[bytes]:
    """The ZIP of everything that is stored of the person, piece by piece: a JSON file a part, then the files."""
    sink = _Sink()
    with zipfile.ZipFile(sink, "w") as packed:
        for title, (rows, _) in _parts.items():
            for piece in _add(packed, f"{title}.json", _json(rows(user))):
                yield from sink.take(piece)
        for _, files in _parts.values():
            for stored in files(user) if files else ():
                for piece in _add(packed, stored.path, _content(stored)):
                    yield from sink.take(piece)
    yield from sink.take()


def _add(packed: zipfile.ZipFile, path: str, content: Iterator[bytes]) -> Iterator[int]:
    """Writes one entry; yields after each piece."""
    entry = zipfile.ZipInfo(path, timezone.localtime().timetuple()[:6])
    entry.compress_type = zipfile.ZIP_DEFLATED
    with packed.open(entry, "w", force_zip64=True) as target:
        for piece in content:
            yield target.write(piece)


def _json(rows: Iterable[dict]) -> Iterator[bytes]:
    yield b"["
    comma = "\n"
    for row in rows:
        text = json.dumps(row, ensure_ascii=False, indent=2, cls=DjangoJSONEncoder)
        yield f"{comma}{text}".encode()
        comma = ",\n"
    yield b"\n]\n"


def _content(stored: StoredFile) -> Iterator[bytes]:
    try:
        opened = stored.open()
    except OSError:
        yield UNREADABLE.encode()
        return
    with opened:
        while piece := opened.read(CHUNK):
            yield piece


class _Sink(io.RawIOBase):
    """What the archive is written to: it keeps the bytes until they are taken to be sent."""

    def __init__(self):
        super().__init__()
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data) -> int:
        self._pieces.append(bytes(data))
        return len(data)

    def take(self, _written: int = 0) -> Iterator[bytes]:
        """What has come since it was last taken."""
        pieces, self._pieces = self._pieces, []
        if pieces:
            yield b"".join(pieces)
