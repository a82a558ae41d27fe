"""What every benchmark needs: rows of results, sites of our own in a folder, running servers and load on them.

A module of bench/ offers `run(database, folder) -> list[Row]`: it measures one subject on one database inside an empty
folder and leaves nothing running.
"""

import contextlib
import json
import os
import platform
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import postgres
import psycopg
import serve as server_program

ROOT = Path(__file__).resolve().parents[1]
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Row:
    """One result. limit says in words what is asked for; ok is None where nothing is."""

    name: str
    value: float
    unit: str
    limit: str = ""
    ok: bool | None = None


def at_most(name: str, value: float, limit: float, unit: str) -> Row:
    """A row that is right when the value does not exceed the limit."""
    return Row(name, value, unit, f"≤ {limit:g}", value <= limit)


def at_least(name: str, value: float, limit: float, unit: str) -> Row:
    """A row that is right when the value reaches the limit."""
    return Row(name, value, unit, f"≥ {limit:g}", value >= limit)


@dataclass(frozen=True)
class Database:
    """A kind of database: SQLite in the folder of each site, or databases of a PostgreSQL server."""

    label: str
    url: str = ""

    def fresh(self, name: str) -> str:
        """DATABASE_URL of a new, empty database; "" for SQLite, which lies in the site's own folder."""
        if not self.url:
            return ""
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}"')
            connection.execute(f'CREATE DATABASE "{name}"')
        return urlunsplit(urlsplit(self.url)._replace(path=f"/{name}"))


@contextlib.contextmanager
def databases() -> Iterator[list[Database]]:
    """SQLite, and PostgreSQL where a server is named by TEST_DATABASE_URL or can be started."""
    if url := os.environ.get("TEST_DATABASE_URL", "").strip():
        yield [Database("SQLite"), Database("PostgreSQL", url)]
        return
    with contextlib.ExitStack() as stack:
        found = [Database("SQLite")]
        try:
            found.append(Database("PostgreSQL", stack.enter_context(postgres.server())))
        except postgres.Unavailable as problem:
            print(f"PostgreSQL 未测：{problem}", file=sys.stderr)
        yield found


@dataclass
class Site:
    """A site of ours in an empty folder, under production settings."""

    folder: Path
    database_url: str = ""
    extra: dict[str, str] = field(default_factory=dict)

    def environment(self) -> dict[str, str]:
        """What its commands and servers run with; nothing of the caller's own site."""
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        return {
            **kept,
            "PYTHONUTF8": "1",
            "DJANGO_SETTINGS_MODULE": "portal.settings.production",
            "DATA_DIR": str(self.folder / "data"),
            "DATABASE_URL": self.database_url,
            "SECRET_KEY": "measured-and-thrown-away-" + "0123456789abcdef" * 4,
            "PERSONAL_DATA_KEYS": "b25seS1mb3ItdGhlLWJlbmNobWFyay1hbmQtbm8tbW8=",
            "PERSONAL_DATA_HASH_KEY": "measured-and-thrown-away",
            "ANCHOR_KEY": "00" * 32,
            "SEAL_P12": str(self.folder / "seal.p12"),
            "PAPER_CODE_KEYS": "1:" + "00" * 32,
            "ALLOWED_HOSTS": "127.0.0.1,localhost",
            "SITE_URL": "https://localhost",
            "SECURE_SSL_REDIRECT": "0",
            "ACCESS_LOG": "0",  # the stock site writes none either
            **self.extra,
        }

    def manage(self, *arguments: str, text: str | None = None) -> str:
        """Runs a management command and returns what it printed; RuntimeError with its words when it fails."""
        (self.folder / "data").mkdir(parents=True, exist_ok=True)
        return run([sys.executable, str(ROOT / "manage.py"), *arguments], self.environment(), text)

    def python(self, code: str) -> str:
        """Runs Python code inside the site, as `manage.py shell` does."""
        return self.manage("shell", "-v0", "-c", code)

    def prepare(self) -> "Site":
        """Makes tables and static files."""
        self.manage("migrate", "-v0")
        self.manage("collectstatic", "--noinput", "-v0")
        return self


def run(command: list[str], environment: dict[str, str], text: str | None = None, cwd: Path | None = None) -> str:
    """The output of a command; RuntimeError with the end of its errors when it fails."""
    done = subprocess.run(
        command, env=environment, input=text, text=True, capture_output=True, cwd=cwd or "/", check=False
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(command[:4])} …\n{done.stderr[-3000:]}")
    return done.stdout


@dataclass
class Server:
    """A running server: its address and the first of its processes."""

    url: str
    pid: int

    def cpu(self) -> float:
        """Seconds of processor time, user and system, that the server's processes have taken so far."""
        total = 0
        for pid in process_tree(self.pid):
            with contextlib.suppress(OSError):
                fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
                total += int(fields[11]) + int(fields[12])
        return total / _TICKS


def process_tree(pid: int) -> list[int]:
    """The process and all below it."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
                children.setdefault(parent, []).append(int(entry.name))
    found = [pid]
    for each in found:
        found += children.get(each, [])
    return found


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


@contextlib.contextmanager
def serve(environment: dict[str, str], application: str, root: Path, path: str = "/") -> Iterator[Server]:
    """Starts the project's server program on an application and waits until the path answers without an error."""
    port = free_port()
    chosen = {"PORT": str(port), "WEB_WORKERS": "", "WEB_THREADS": "", "HOST": "127.0.0.1"}  # "": as it is delivered
    before = {name: os.environ.get(name) for name in chosen}
    os.environ.update(chosen)
    try:
        command = server_program.command(sys.executable, application)
    finally:
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})
    environment = {**environment, "PYTHONPATH": str(root)}
    log = Path(environment.get("DATA_DIR", str(root))) / "server.log"
    with log.open("wb") as output:
        process = subprocess.Popen(command, env=environment, cwd="/", stdout=output, stderr=output)
    try:
        server = Server(f"http://127.0.0.1:{port}", process.pid)
        _wait_for(server.url + path, process, log)
        yield server
    finally:
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_for(url: str, process: subprocess.Popen, log: Path, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while True:
        try:
            urllib.request.urlopen(url, timeout=5).close()  # noqa: S310  our own server
            return
        except urllib.error.HTTPError as answer:
            if answer.code < 500:
                return
            raise RuntimeError(f"{url} 回答 {answer.code}：\n{log.read_text(errors='replace')[-3000:]}") from answer
        except OSError:
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"服务器没有启动：\n{log.read_text(errors='replace')[-3000:]}") from None
            time.sleep(0.05)


def machine() -> dict[str, str]:
    """What the figures were measured on: processors, load, versions."""
    packages = "import json, django, wagtail, granian; print(json.dumps([django.__version__, wagtail.__version__, granian.__version__]))"
    django, wagtail, granian = json.loads(run([sys.executable, "-c", packages], dict(os.environ)))
    return {
        "处理器": f"{os.cpu_count()} 个，{platform.machine()}",
        "系统": f"{platform.system()} {platform.release()}",
        "版本": f"Python {platform.python_version()}，Django {django}，Wagtail {wagtail}，granian {granian}",
    }
