"""Backups and their restoration, with the database's real tools on whichever database the suite runs."""

import os
import shutil
import sqlite3
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.db import connection

from accounts.groups import StaffGroup
from casework.attachments import services as attachments
from casework.models import AttachmentItem
from casework.services import ANONYMOUS
from catalogue.models import Issuer
from home.models import Feedback
from library.models import LibraryDocument
from operations.models import JobRun, SafetyAct, SafetyRun
from operations.safety import backups, databases, manifest, restoring, sqlite

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        "postgres" in os.environ.get("DATABASE_URL", "") and not shutil.which("pg_dump"),
        reason="no pg_dump on this machine",
    ),
]


@pytest.fixture(autouse=True)
def places(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.PRIVATE_ROOT = tmp_path / "private"
    settings.BACKUP_DIR = tmp_path / "backups"
    return tmp_path


@pytest.fixture
def document(initial_data):
    return LibraryDocument.objects.create(title="附件", file=ContentFile("档案".encode(), name="档案.txt"))


def private(places, name, text):
    path = places / "private" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def content(path):
    return backups.objects().path(path.sha256)


def test_a_backup_is_complete_and_its_check_finds_it_so(document, places):
    private(places, "cases/1/身份证.txt", "甲")
    call_command("backup", verbosity=0)
    [name] = backups.names()
    made = manifest.read(backups.folder() / name)
    assert set(made.files) == {"private/cases/1/身份证.txt", f"media/{document.file.name}"}
    assert made.tables[LibraryDocument._meta.db_table][0] == 1
    assert made.tables["auth_group"][0] == len(StaffGroup)
    assert restoring.check() == (name, [])
    runs = {run.act: (run.ok, run.name) for run in SafetyRun.objects.all()}
    assert runs == {SafetyAct.BACKUP: (True, name), SafetyAct.RESTORE_CHECK: (True, name)}
    assert sorted(path.name for path in backups.folder().iterdir()) == [".lock", "objects", name]  # nothing left over
    assert backups.folder().stat().st_mode & 0o077 == 0


def test_a_damaged_file_is_found_and_the_next_backup_heals_it(document, places):
    private(places, "a.txt", "甲")
    made = backups.make()
    broken = content(made.files["private/a.txt"])
    broken.write_text("乙")
    name, problems = restoring.check()
    assert problems == ["文件 private/a.txt：备份中这个文件的内容已损坏。"]
    assert not SafetyRun.objects.filter(act=SafetyAct.RESTORE_CHECK).first().ok
    backups.make()
    assert restoring.check()[1] == []
    assert restoring.check(name)[1] == []


def test_a_missing_content_is_found(document, places):
    made = backups.make()
    content(made.files[f"media/{document.file.name}"]).unlink()
    assert restoring.check()[1] == [f"文件 media/{document.file.name}：备份中缺少这个文件的内容。"]


def test_a_file_that_the_database_speaks_of_and_the_disk_has_lost_is_found(document):
    Path(document.file.path).unlink()
    backups.make()
    table = LibraryDocument._meta.db_table
    assert restoring.check()[1] == [
        f"文件 media/{document.file.name} 在数据库（{table}）中有记录，备份时磁盘上已经没有。"
    ]


def test_what_applicants_hand_in_is_in_the_backup(document, places):
    case = Feedback.objects.create(kind="feedback", code="A")
    AttachmentItem.objects.filter(kind="feedback").update(sorts=["text"])
    kept = attachments.add(case, "evidence", ContentFile(b"text", name="a.txt"), user=ANONYMOUS)
    assert f"private/{kept.file.name}" in backups.make().files
    assert restoring.check()[1] == []
    (places / "private" / kept.file.name).unlink()
    backups.make()
    assert restoring.check()[1] == [
        f"文件 private/{kept.file.name} 在数据库（casework_attachment）中有记录，备份时磁盘上已经没有。"
    ]


def test_a_damaged_dump_is_found(document):
    made = backups.make()
    dump = backups.folder() / made.name / made.database
    data = bytearray(dump.read_bytes())
    data[len(data) // 2] ^= 0xFF
    dump.write_bytes(data)
    assert restoring.check()[1] == [f"备份 {made.name} 的数据库文件已损坏，与清单中的校验值不符。"]
    dump.unlink()
    assert restoring.check()[1] == [f"备份 {made.name} 中没有数据库文件 {made.database}。"]


def test_a_dump_that_was_broken_before_its_hash_was_taken_is_found(document):
    made = backups.make()
    folder = backups.folder() / made.name
    dump = folder / made.database
    dump.write_bytes(dump.read_bytes()[: dump.stat().st_size // 2])
    values = {**vars(made), "database_sha256": manifest.sha256(dump)}
    manifest.Manifest(**values).write(folder)
    [problem] = restoring.check()[1]
    assert "SQLite" in problem or "pg_restore" in problem


def test_lost_rows_and_changed_rows_are_found(document):
    made = backups.make()
    folder = backups.folder() / made.name
    tables = {**made.tables, "auth_group": [6, made.tables["auth_group"][1]]}
    tables["catalogue_topic"] = [tables["catalogue_topic"][0], "0"]
    tables["gone"] = [1, "0"]
    manifest.Manifest(**{**vars(made), "tables": tables}).write(folder)
    assert restoring.check()[1] == [
        f"表 auth_group 备份时有 6 行，恢复后有 {len(StaffGroup)} 行。",
        "表 catalogue_topic 恢复后的内容与备份时不同。",
        "恢复后的数据库没有表 gone。",
    ]


def test_a_changed_or_missing_manifest_is_found(document):
    made = backups.make()
    path = backups.folder() / made.name / manifest.NAME
    path.write_text(path.read_text().replace('"format": 1', '"format": 2'))
    assert "清单被改动或损坏" in restoring.check()[1][0]
    path.unlink()
    assert "没有可读的清单" in restoring.check()[1][0]


def test_no_backup_at_all_is_a_problem(initial_data):
    assert restoring.check() == ("", ["还没有备份。请先运行 manage.py backup。"])
    with pytest.raises(CommandError, match="还没有备份"):
        call_command("restore_check")


def test_only_so_many_are_kept_and_contents_nobody_needs_go(document, places, settings):
    settings.BACKUP_KEEP = 2
    path = private(places, "a.txt", "第一版")
    first = backups.make()
    path.write_text("第二版，更长")
    second = backups.make()
    assert content(first.files["private/a.txt"]).exists()
    (backups.folder() / "portal-20260102-000001-000000.partial").mkdir()  # what a broken-off backup leaves
    third = backups.make()
    assert backups.names() == [second.name, third.name]
    assert not content(first.files["private/a.txt"]).exists()
    assert content(third.files["private/a.txt"]).read_text() == "第二版，更长"
    assert not list(backups.folder().glob("*.partial"))
    assert restoring.check()[1] == []


def test_an_unchanged_file_is_not_copied_again(document, places):
    private(places, "a.txt", "甲")
    first = backups.make()
    kept = content(first.files["private/a.txt"])
    before = kept.stat().st_ino
    second = backups.make()
    assert second.files == first.files
    assert kept.stat().st_ino == before


def test_a_second_backup_at_the_same_time_is_refused_and_recorded(document):
    with backups._alone(), pytest.raises(databases.Trouble, match="另一个备份正在进行"):
        backups.make()
    run = SafetyRun.objects.get()
    assert (run.ok, run.report) == (False, "另一个备份正在进行，请等它结束。")


def test_a_failed_backup_leaves_nothing_that_looks_like_one(document, monkeypatch):
    monkeypatch.setattr(manifest, "sha256", lambda path: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    with pytest.raises(CommandError, match="No space left"):
        call_command("backup")
    assert backups.names() == []
    assert not SafetyRun.objects.get().ok


def test_the_dump_fits_its_counts_while_others_write(document, places):
    """A writer adds rows all the time; what the manifest counts is what the dump holds."""
    stop = threading.Event()

    def write():
        number = 0
        while not stop.is_set():
            number += 1
            Issuer.objects.create(name=f"示例机关{number}")
        connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for _ in range(3):
            made = backups.make()
            assert restoring.check(made.name) == (made.name, [])
    finally:
        stop.set()
        writer.join()
    assert Issuer.objects.count() > 0


def test_restore_never_writes_over_anything(document, places):
    made = backups.make()
    with pytest.raises(CommandError, match="不是空的"):
        call_command("restore", made.name)
    shutil.rmtree(places / "media")
    with pytest.raises(CommandError, match=r"已经存在|已经有表"):
        call_command("restore", made.name)
    with pytest.raises(CommandError, match="没有名为 portal-x 的备份"):
        call_command("restore", "portal-x")


@pytest.fixture
def fresh_database(places, transactional_db):
    """The keeper of an empty database beside the site's own."""
    settings = dict(connection.settings_dict)
    if connection.vendor == "sqlite":
        settings["NAME"] = str(places / "new.sqlite3")
        yield sqlite.Keeper(settings)
        return
    settings["NAME"] += "_restored"
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{settings["NAME"]}" TEMPLATE template0')
        yield type(databases.keeper())(settings)
        cursor.execute(f'DROP DATABASE "{settings["NAME"]}" WITH (FORCE)')


def test_restore_fills_an_empty_place(document, places, fresh_database, settings, capsys, monkeypatch):
    made = backups.make()
    monkeypatch.setattr(databases, "keeper", lambda: fresh_database)
    settings.MEDIA_ROOT = places / "new" / "media"
    settings.PRIVATE_ROOT = places / "new" / "private"
    call_command("restore", made.name)
    assert "已恢复" in capsys.readouterr().out
    assert (places / "new" / "media" / document.file.name).read_bytes() == "档案".encode()
    assert fresh_database.dump(places / "again") == made.tables


def test_sqlite_damage_is_seen_by_sqlite_itself(tmp_path):
    path = tmp_path / "whole.sqlite3"
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE t (a TEXT)")
        database.executemany("INSERT INTO t VALUES (?)", [("档" * 500,)] * 200)
        database.execute("CREATE INDEX i ON t (a)")
    data = bytearray(path.read_bytes())
    data[5 * 4096 : 6 * 4096] = bytes(4096)
    path.write_bytes(data)
    folder = tmp_path / "restored"
    folder.mkdir()
    with pytest.raises(databases.Trouble, match="SQLite"), sqlite.Keeper({"NAME": path}).restored(path, folder):
        pass


def test_the_job_records_do_not_depend_on_backups(initial_data):
    """A backup's own record is written after the dump: it is not part of it, and its absence is no damage."""
    JobRun.objects.create(name="x", duration=timedelta(seconds=1))
    made = backups.make()
    assert made.tables["operations_safetyrun"][0] == 0
    assert restoring.check(made.name)[1] == []
