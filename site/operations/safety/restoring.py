"""Restoring a backup, and proving by doing so that it can be restored."""

import logging
import shutil
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

from django.utils import timezone

from operations.models import SafetyAct, SafetyRun
from operations.safety import backups, databases, manifest, places
from operations.safety.databases import Restored, Trouble
from operations.safety.manifest import Damaged, Manifest

logger = logging.getLogger(__name__)


def check(name: str = "") -> tuple[str, list[str]]:
    """Restores the backup (the latest unless named) to an empty place and compares it with its manifest.

    Returns its name and what is wrong with it as Chinese sentences, none when all is well; keeps a record.
    """
    started = timezone.now()
    name = name or (backups.names() or [""])[-1]
    try:
        problems = list(_problems(name))
    except (Trouble, Damaged, OSError) as problem:
        logger.exception("restore check failed")
        problems = [str(problem)]
    report = "\n".join(problems) or "恢复后的数据库和文件与备份时一致。"
    SafetyRun.objects.create(act=SafetyAct.RESTORE_CHECK, name=name, started_at=started, ok=not problems, report=report)
    return name, problems


def restore(name: str) -> Manifest:
    """Restores the backup into the site's own database and folders, which must be empty. Trouble or Damaged if not."""
    made = _read(name)
    keeper = databases.keeper()
    if made.vendor != keeper.vendor:
        raise Trouble(f"备份 {name} 来自 {made.vendor}，现在的数据库是 {keeper.vendor}，两者不能互相恢复。")
    roots = places.roots()
    for root in roots.values():
        if root.exists() and any(root.iterdir()):
            raise Trouble(f"文件夹 {root} 不是空的。恢复只写到空处：请先把它移开。")
    if wrong := _dump_problem(made):
        raise Damaged(wrong)
    keeper.restore(backups.folder() / name / made.database)
    if broken := list(_place_files(made, roots, link=False)):
        raise Damaged("数据库已恢复，但有文件不能恢复：" + "；".join(broken))
    return made


def _problems(name: str) -> Iterator[str]:
    made = _read(name)
    place = backups.folder() / f".restore-check-{uuid4().hex[:8]}"
    place.mkdir(mode=0o700)
    try:
        yield from _place_files(made, {prefix: place / prefix for prefix in ("media", "private")}, link=True)
        if wrong := _dump_problem(made):
            yield wrong
            return
        with databases.keeper().restored(backups.folder() / name / made.database, place) as restored:
            yield from _table_problems(made, restored)
            yield from _missing_files(made, restored)
    finally:
        shutil.rmtree(place)


def _read(name: str) -> Manifest:
    if not name:
        raise Trouble("还没有备份。请先运行 manage.py backup。")
    if name not in backups.names():
        raise Trouble(f"没有名为 {name} 的备份。现有：{'、'.join(backups.names()) or '无'}。")
    return manifest.read(backups.folder() / name)


def _dump_problem(made: Manifest) -> str:
    dump = backups.folder() / made.name / made.database
    if not dump.exists():
        return f"备份 {made.name} 中没有数据库文件 {made.database}。"
    if manifest.sha256(dump) != made.database_sha256:
        return f"备份 {made.name} 的数据库文件已损坏，与清单中的校验值不符。"
    return ""


def _place_files(made: Manifest, roots: dict[str, Path], *, link: bool) -> Iterator[str]:
    store = backups.objects()
    for path, kept in made.files.items():
        prefix, _, rest = path.partition("/")
        if wrong := store.place(kept, roots[prefix] / rest, link=link):
            store.set_aside(kept.sha256)
            yield f"文件 {path}：{wrong}。"


def _table_problems(made: Manifest, restored: Restored) -> Iterator[str]:
    tables = restored.tables()
    for name in sorted(made.tables.keys() | tables.keys()):
        before, after = made.tables.get(name), tables.get(name)
        if after is None:
            yield f"恢复后的数据库没有表 {name}。"
        elif before is None:
            yield f"恢复后的数据库多出表 {name}。"
        elif before[0] != after[0]:
            yield f"表 {name} 备份时有 {before[0]} 行，恢复后有 {after[0]} 行。"
        elif before != after:
            yield f"表 {name} 恢复后的内容与备份时不同。"


def _missing_files(made: Manifest, restored: Restored) -> Iterator[str]:
    """Files that the database speaks of and the backup does not hold: they were gone from the disk already."""
    for table, column, prefix in places.file_columns():
        if table in made.tables:
            for name in restored.values(table, column):
                if f"{prefix}/{name}" not in made.files:
                    yield f"文件 {prefix}/{name} 在数据库（{table}）中有记录，备份时磁盘上已经没有。"
