"""The files of all backups, each content once, named by its hash: a nightly backup costs only what is new."""

import hashlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

from operations.safety.manifest import BLOCK, Kept, sha256


class Objects:
    """A folder of contents. Once written, an object is never changed."""

    def __init__(self, folder: Path):
        self.folder = folder

    def path(self, digest: str) -> Path:
        """Where the content with this hash is kept."""
        return self.folder / digest[:2] / digest

    def keep(self, source: Path, before: Kept | None) -> Kept:
        """Takes the file in; a file that did not change since `before` is not read again.

        Raises FileNotFoundError when the file went away meanwhile.
        """
        status = source.stat()
        if before and (before.size, before.mtime_ns) == (status.st_size, status.st_mtime_ns) and self._has(before):
            return before
        self.folder.mkdir(parents=True, exist_ok=True)
        temporary = self.folder / f".{uuid4().hex}"
        digest, size = hashlib.sha256(), 0
        try:
            with source.open("rb") as reader, temporary.open("wb") as writer:
                while block := reader.read(BLOCK):
                    digest.update(block)
                    size += len(block)
                    writer.write(block)
                writer.flush()
                os.fsync(writer.fileno())
            kept = Kept(digest.hexdigest(), size, status.st_mtime_ns)
            target = self.path(kept.sha256)
            target.parent.mkdir(exist_ok=True)
            temporary.replace(target)
        finally:
            temporary.unlink(missing_ok=True)
        return kept

    def _has(self, kept: Kept) -> bool:
        path = self.path(kept.sha256)
        return path.is_file() and path.stat().st_size == kept.size

    def place(self, kept: Kept, target: Path, *, link: bool) -> str:
        """Puts the content at target and returns "" or what is wrong with it, as read back from there.

        link: a hard link where that can be, which costs no space but must not be written to.
        """
        target.parent.mkdir(parents=True, exist_ok=True)
        source = self.path(kept.sha256)
        try:
            if link:
                _link(source, target)
            else:
                shutil.copyfile(source, target)
                os.utime(target, ns=(kept.mtime_ns, kept.mtime_ns))
        except FileNotFoundError:
            return "备份中缺少这个文件的内容"
        if sha256(target) != kept.sha256:
            return "备份中这个文件的内容已损坏"
        return ""

    def set_aside(self, digest: str) -> None:
        """Takes a damaged content out of use, so that the next backup takes it in anew from the living file."""
        path = self.path(digest)
        if path.exists():
            path.replace(path.with_suffix(".damaged"))

    def drop_all_but(self, digests: set[str]) -> int:
        """Removes contents that no backup needs; returns how many."""
        unneeded = [path for path in self._all() if path.name not in digests]
        for path in unneeded:
            path.unlink()
        return len(unneeded)

    def _all(self) -> Iterator[Path]:
        return (path for path in self.folder.rglob("*") if path.is_file())


def _link(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except FileNotFoundError:
        raise
    except OSError:  # a file system without hard links
        shutil.copyfile(source, target)
