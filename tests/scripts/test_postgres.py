"""scripts/postgres.py with a real server."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg
import pytest

from portal.environment import ROOT

SCRIPT = [sys.executable, str(ROOT / "scripts" / "postgres.py"), "--"]
pytestmark = pytest.mark.skipif(
    subprocess.run([*SCRIPT, "true"], capture_output=True, check=False).returncode != 0,
    reason="no PostgreSQL can be started on this machine",
)


def test_the_command_gets_a_server_and_its_exit_code_comes_back():
    done = subprocess.run(
        [*SCRIPT, "sh", "-c", "echo $DATABASE_URL $TEST_DATABASE_URL; exit 7"], capture_output=True, text=True
    )
    url, same = done.stdout.split()
    assert done.returncode == 7
    assert url == same
    with pytest.raises(psycopg.OperationalError):  # gone with the command
        psycopg.connect(url, connect_timeout=2)


def test_trigrams_see_chinese():
    look = "import os, psycopg; c = psycopg.connect(os.environ['DATABASE_URL']); c.execute('create extension pg_trgm'); print(c.execute(\"select show_trgm('民政局')\").fetchone())"
    done = subprocess.run([*SCRIPT, sys.executable, "-c", look], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "0x" in done.stdout


def test_the_server_stops_and_its_folder_goes_when_the_script_is_terminated(tmp_path):
    note = tmp_path / "url"
    place = Path(tempfile.mkdtemp())  # not tmp_path, which only its owner may enter
    place.chmod(0o755)
    command = [*SCRIPT, "sh", "-c", f"echo $DATABASE_URL > {note}; exec sleep 60"]
    script = subprocess.Popen(command, env={**os.environ, "TMPDIR": str(place)})
    for _ in range(200):
        if note.exists() and note.read_text().strip():
            break
        time.sleep(0.1)
    url = note.read_text().strip()
    psycopg.connect(url, connect_timeout=5).close()
    script.send_signal(signal.SIGTERM)
    assert script.wait(timeout=20) == 128 + signal.SIGTERM
    place.rmdir()  # is empty
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url, connect_timeout=2)
