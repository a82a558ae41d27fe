"""A migrated SQLite database, made once and copied for every run: migrating takes longer than most tests.

It is made anew when a migration, anything that a migration imports, or a pinned package has changed; `--create-db` does
so always. What is done after each migration (permissions, names, message templates) is done for every run all the same.
PostgreSQL is migrated each time.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest
from django.conf import settings

from tests.imports import ROOT, stands_on

KEPT = ROOT / "var" / "test-databases"
KEPT_MOST = 3


def digest() -> str:
    """The name of the database that fits the code as it is now."""
    migrations = [*ROOT.glob("*/migrations/*.py"), *ROOT.glob("site/*/migrations/*.py")]
    files = sorted(stands_on(migrations) | set(ROOT.glob("requirements*.txt")))
    made = hashlib.sha256(sys.version.encode())
    for path in [*files, Path(sys.prefix)]:
        made.update(str(path).encode())
        made.update(path.read_bytes() if path.is_file() else b"")
    return made.hexdigest()[:20]


def _is_sqlite() -> bool:
    return settings.DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3"


@pytest.fixture(scope="session")
def django_db_keepdb(request) -> bool:
    """The copy is not emptied; its folder goes when the run ends (portal.settings.test)."""
    return _is_sqlite() or request.config.getvalue("reuse_db")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(request, django_db_modify_db_settings_parallel_suffix) -> None:
    """Puts the copy where Django looks for its test database."""
    # Migrating switches translations off, and Wagtail's forms take their labels when they are imported.
    import_module(settings.ROOT_URLCONF)
    if not _is_sqlite():
        return
    ready = KEPT / f"{digest()}.sqlite3"
    ready.parent.mkdir(parents=True, exist_ok=True)
    with (KEPT / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # the workers of one run, and other runs, wait for the one that makes it
        if not ready.exists() or request.config.getvalue("create_db"):
            _make(ready)
        shutil.copyfile(ready, settings.DATABASES["default"]["TEST"]["NAME"])


def _make(ready: Path) -> None:
    half = ready.with_suffix(f".{os.getpid()}")
    environment = {**os.environ, "DATABASE_URL": f"sqlite:///{half}", "DJANGO_SETTINGS_MODULE": "portal.settings.test"}
    command = [sys.executable, "-W", "ignore", str(ROOT / "manage.py"), "migrate", "--verbosity=0"]
    subprocess.run(command, env=environment, check=True)
    half.replace(ready)
    for old in sorted(KEPT.glob("*.sqlite3"), key=os.path.getmtime)[:-KEPT_MOST]:
        old.unlink()
