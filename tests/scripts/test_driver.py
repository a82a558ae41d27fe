"""scripts/test.py: what `make test` runs and what it says at its end; and the script that looks for a browser."""

import importlib.util
import os
import shutil
import subprocess
import sys

import pytest

from portal.environment import ROOT

sys.path.insert(0, str(ROOT / "scripts"))
spec = importlib.util.spec_from_file_location("portal_test_driver", ROOT / "scripts" / "test.py")
driver = importlib.util.module_from_spec(spec)
spec.loader.exec_module(driver)
sys.path.remove(str(ROOT / "scripts"))

RUN = {"database": "SQLite", "django": "5.2.19", "wagtail": "7.4.4", "ok": True, "tests": 9, "skipped": 1}
FULL = RUN | {"browser_run": 3, "browser_skipped": 0}


@pytest.fixture
def suite(monkeypatch):
    """Stands for pytest and for a server: notes each run and gives the exit codes it is told to."""
    runs, codes = [], []

    def run(python, arguments, environment):
        runs.append((arguments, environment))
        return codes.pop(0) if codes else 0

    monkeypatch.setattr(driver, "run_suite", run)
    monkeypatch.setattr(driver.bootstrap, "environment", lambda *wanted: wanted[0] / "bin" / "python")
    monkeypatch.setattr(driver.node_packages, "install", lambda npm: None)
    monkeypatch.setattr(driver, "find_browser", lambda: "/usr/bin/chromium")
    monkeypatch.setenv("TEST_DATABASE_URL", "postgres://u@h/d")
    return runs, codes


def test_runs_on_sqlite_and_then_on_postgresql(suite, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://somebody/elses")
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "portal.settings.production")
    assert driver.main(["tests/x"]) == 0
    (arguments, first), (_, second) = suite[0]
    assert arguments[-1] == "tests/x"
    assert "DATABASE_URL" not in first
    assert second["DATABASE_URL"] == "postgres://u@h/d"
    assert "DJANGO_SETTINGS_MODULE" not in first
    assert first["CHROME"] == "/usr/bin/chromium"


@pytest.mark.parametrize("codes", [[1, 0], [0, 1]])
def test_fails_when_either_fails(suite, codes):
    suite[1].extend(codes)
    assert driver.main([]) == 1
    assert len(suite[0]) == 2


def test_fails_when_there_is_no_postgresql(suite, monkeypatch, capsys):
    monkeypatch.delenv("TEST_DATABASE_URL")

    def no_server():
        raise driver.postgres.Unavailable("本机没有 PostgreSQL")

    monkeypatch.setattr(driver.postgres, "server", no_server)
    assert driver.main([]) != 0
    assert "本机没有 PostgreSQL" in capsys.readouterr().err


def test_says_which_databases_ran(capsys):
    driver.conclude([FULL, FULL | {"database": "PostgreSQL", "ok": False}], "/usr/bin/chromium", [0, 1])
    said = capsys.readouterr().out
    assert "SQLite：通过（9 项测试，其中浏览器 3 项；跳过 1 项；Wagtail 7.4.4，Django 5.2.19）" in said
    assert "PostgreSQL：失败" in said
    assert said.splitlines()[-1] == "运行过的数据库：SQLite、PostgreSQL"


def test_says_in_capitals_that_the_browser_was_missing(capsys):
    driver.conclude([RUN | {"browser_run": 0, "browser_skipped": 3}], "", [0])
    assert capsys.readouterr().out.splitlines()[-1].startswith("BROWSER TESTS WERE NOT RUN: NO CHROMIUM")


def test_the_next_wagtail_is_installed_beside(suite, monkeypatch):
    asked = []
    monkeypatch.setattr(driver.bootstrap, "environment", lambda *wanted: asked.append(wanted) or wanted[0] / "python")
    driver.main(["--next"])
    driver.main([])
    [(next_folder, _, changes), (folder, _, nothing)] = asked
    assert (next_folder.name, changes) == (".venv-next", {"wagtail": "8.0.1"})
    assert (folder.name, nothing) == (".venv", None)


def look(tmp_path, *programs, **variables):
    """The browser script in a world with these programs only."""
    for name in ("bash", "env", "id", *programs):
        target = tmp_path / name
        if found := shutil.which(name):
            target.symlink_to(found)
        else:
            target.write_text("#!/bin/sh\n")
            target.chmod(0o755)
    environment = {"PATH": str(tmp_path), **variables}
    return subprocess.run([ROOT / "scripts" / "setup-browser.sh"], env=environment, capture_output=True, text=True)


def test_the_browser_script_finds_a_browser(tmp_path):
    done = look(tmp_path, "google-chrome")
    assert (done.returncode, done.stdout.strip()) == (0, str(tmp_path / "google-chrome"))
    assert "没有中文字体" in done.stderr


def test_the_browser_script_says_that_there_is_none(tmp_path):
    done = look(tmp_path)
    assert (done.returncode, done.stdout) == (3, "")
    assert "不能用 apt 安装" in done.stderr


def test_make_lists_its_commands():
    done = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, env={"PATH": os.environ["PATH"]})
    listed = {line.split()[1] for line in done.stdout.splitlines() if line.startswith("  make ")}
    assert {"run", "test", "test-next", "lint", "fmt", "bench", "seed", "backup", "help"} <= listed
