import os
import subprocess
import sys

import pytest

from operations import registry
from operations.safety import restoring
from operations.safety.databases import Trouble
from portal import jobs
from portal.environment import ROOT


def listed(tmp_path, **variables):
    """The names of all jobs in a process with these variables."""
    environment = {"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path), "DEBUG": "0", **variables}
    done = subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), "run_due", "--only", "no-such-job"],
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode != 0
    return done.stderr


def test_backups_are_a_job_only_where_no_timer_makes_them(tmp_path):
    assert "backup" not in registry.jobs
    named = listed(tmp_path, BACKUP_BY_SCHEDULER="1")
    assert "backup、" in named
    assert "restore_check" in named


def test_a_backup_that_cannot_be_restored_fails_the_job(monkeypatch):
    monkeypatch.setattr(restoring, "check", lambda: ("portal-1", ["文件损坏"]))
    with pytest.raises(Trouble, match="portal-1 不能完整恢复：文件损坏"):
        jobs.check_restore()
