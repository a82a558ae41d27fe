"""`make run` says in one plain sentence what is wrong, and leaves the rest alone."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"
OLD = "import runpy, sys; sys.version_info = (3, 9, 2, 'final', 0); runpy.run_path(sys.argv[1], run_name='__main__')"


def run(*arguments: str, **environment: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, *arguments], env={**os.environ, **environment}, capture_output=True, text=True, cwd="/"
    )
    assert done.stdout == ""
    return done.returncode, done.stderr.strip()


def test_an_old_python_is_named():
    code, said = run("-c", OLD, str(SCRIPTS / "run.py"))
    assert code == 1
    assert said.startswith("需要 Python 3.11 或更新的版本，现在用的是 3.9。")
    assert "\n" not in said


def test_a_port_that_is_taken_is_named_with_another_to_use():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]
        code, said = run(str(SCRIPTS / "run.py"), PORT=str(port))
    assert code == 1
    assert said.startswith(f"端口 {port} 不能用")
    assert "make run PORT=" in said
    assert "\n" not in said


@pytest.mark.parametrize("port", ["abc", "0", "70000", "-1", "８０８０", "80 81"])
def test_a_port_that_is_none_is_refused(port):
    assert run(str(SCRIPTS / "run.py"), PORT=port) == (1, f"PORT 应当是 1 到 65535 之间的整数，现在是“{port}”。")


def test_npm_packages_are_installed_once(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(str(SCRIPTS))
    import node_packages  # noqa: PLC0415  a script, on the path only here

    calls = tmp_path / "calls"
    npm = tmp_path / "bin" / "npm"
    npm.parent.mkdir()
    npm.write_text(f'#!/bin/sh\necho "$@" >> {calls}\nmkdir -p node_modules\n')
    npm.chmod(0o755)
    (tmp_path / "package-lock.json").write_text("{}")
    for _ in range(2):
        node_packages.install(str(npm), tmp_path)
    assert calls.read_text().splitlines() == ["ci --omit=dev --ignore-scripts --no-audit --no-fund --silent"]
    (tmp_path / "package-lock.json").write_text('{"changed": true}')
    npm.write_text("#!/bin/sh\necho no network >&2\nexit 1\n")
    with pytest.raises(node_packages.Trouble, match="no network"):
        node_packages.install(str(npm), tmp_path)


def test_the_server_is_started_in_one_way_and_starts_dead_workers_again(monkeypatch):
    monkeypatch.syspath_prepend(str(SCRIPTS))
    import serve  # noqa: PLC0415  a script, on the path only here

    monkeypatch.setenv("PORT", "8123")
    monkeypatch.setenv("WEB_WORKERS", "3")
    command = serve.command("python")
    assert command[:3] == ["python", "-m", "granian"]
    assert command[command.index("--port") + 1] == "8123"
    assert command[command.index("--workers") + 1] == "3"
    assert "--respawn-failed-workers" in command
    assert command[-1] == "portal.wsgi:application"
