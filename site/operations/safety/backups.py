"""Making a backup: the database and every file, complete or not there at all."""

import fcntl
import logging
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from operations.models import SafetyAct, SafetyRun
from operations.safety import databases, manifest, places
from operations.safety.databases import Trouble
from operations.safety.manifest import Damaged, Kept, Manifest
from operations.safety.objects import Objects

logger = logging.getLogger(__name__)

PREFIX = "portal-"
PARTIAL = ".partial"


def folder() -> Path:
    """Where the backups are; made, for its owner only, when it is missing: they hold what people entrusted to us."""
    path = Path(settings.BACKUP_DIR)
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path


def objects() -> Objects:
    """The contents of the files of all backups."""
    return Objects(folder() / "objects")


def names() -> list[str]:
    """The complete backups, the oldest first."""
    return sorted(path.name for path in folder().glob(f"{PREFIX}*") if path.is_dir() and path.suffix != PARTIAL)


def make() -> Manifest:
    """Makes a backup, keeps a record of it, and removes those that are too many. Trouble when it cannot be made."""
    started = timezone.now()
    try:
        with _alone():
            made = _make(started)
            prune()
    except (Trouble, OSError) as problem:
        logger.exception("backup failed")
        _record(started, ok=False, report=str(problem))
        raise Trouble(str(problem)) from problem
    _record(started, ok=True, name=made.name, report=told(made))
    return made


def told(made: Manifest) -> str:
    """What the backup holds, in one sentence."""
    rows = sum(table[0] for table in made.tables.values())
    size = sum(each.size for each in made.files.values()) / 1024 / 1024
    words = f"数据库 {len(made.tables)} 张表 {rows} 行，文件 {len(made.files)} 个（{size:.1f} MB）"
    return words + "".join(f"；{each}" for each in made.left_out)


def prune() -> int:
    """Removes the oldest backups beyond BACKUP_KEEP, what broken-off ones left, and contents nobody needs."""
    gone = names()[: -settings.BACKUP_KEEP]
    for path in [*(folder() / name for name in gone), *folder().glob(f"{PREFIX}*{PARTIAL}")]:
        shutil.rmtree(path)
    try:
        needed = {kept.sha256 for name in names() for kept in manifest.read(folder() / name).files.values()}
    except Damaged:  # what it needs is not known, so nothing is removed; the restore check tells
        logger.exception("manifest of a backup is damaged, contents are not pruned")
        return len(gone)
    objects().drop_all_but(needed)
    return len(gone)


def _make(started: datetime) -> Manifest:
    name = f"{PREFIX}{timezone.localtime(started):%Y%m%d-%H%M%S-%f}"
    partial = folder() / (name + PARTIAL)
    partial.mkdir(mode=0o700)
    keeper = databases.keeper()
    # First the database, then the files: a file that came meanwhile does no harm, one that is missing would.
    tables = keeper.dump(partial / keeper.file_name)
    made = Manifest(
        name=name,
        made_at=started.isoformat(timespec="seconds"),
        vendor=keeper.vendor,
        database=keeper.file_name,
        database_sha256=manifest.sha256(partial / keeper.file_name),
        tables=tables,
        files=_files(),
        left_out=places.left_out(),
    )
    made.write(partial)
    partial.rename(folder() / name)
    return made


def _files() -> dict[str, Kept]:
    before, store, found = _latest_files(), objects(), {}
    for prefix, root in places.roots().items():
        for path in places.files(root):
            name = f"{prefix}/{path.relative_to(root).as_posix()}"
            try:
                found[name] = store.keep(path, before.get(name))
            except FileNotFoundError:
                logger.info("file went away during the backup", extra={"file": name})
    return found


def _latest_files() -> dict[str, Kept]:
    try:
        return manifest.read(folder() / names()[-1]).files
    except (IndexError, Damaged):
        return {}


@contextmanager
def _alone() -> Iterator[None]:
    """Only one backup at a time may write here."""
    with (folder() / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as problem:
            raise Trouble("另一个备份正在进行，请等它结束。") from problem
        yield


def _record(started: datetime, *, ok: bool, report: str, name: str = "") -> None:
    SafetyRun.objects.create(act=SafetyAct.BACKUP, name=name, started_at=started, ok=ok, report=report)
