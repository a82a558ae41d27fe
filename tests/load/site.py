"""A whole site as `make run` starts it, web server, worker and scheduler under their supervisor, on the test's database."""

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlencode

from portal.environment import ROOT
from tests.concurrency.crowd import database_url

START = """
import sys
sys.path.insert(0, {scripts!r})
import run
from pathlib import Path
host, port = run.address()
run.family(Path(sys.executable), run.site_environment(host, port), host, port)
"""
TOKEN = "c" * 32


class Site:
    """The running programs. They are killed by their process id and nothing else."""

    def __init__(self, connection, folder: Path):
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            self.port = listener.getsockname()[1]
        kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG"}}
        self.environment = kept | {
            "DJANGO_SETTINGS_MODULE": "tests.load.settings",
            "DATABASE_URL": database_url(connection),
            "DATA_DIR": str(folder),
            "PORT": str(self.port),
            "WEB_WORKERS": "2",
            "PYTHONUTF8": "1",
        }
        self.log = folder / "site.log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-c", START.format(scripts=str(ROOT / "scripts"))],
                env=self.environment,
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    def __enter__(self) -> "Site":
        try:
            self.wait()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *error) -> None:
        self.stop()

    def wait(self) -> None:
        """Until the server answers and the worker is there."""
        deadline = time.monotonic() + 120
        while True:
            with contextlib.suppress(OSError):
                if self.ask("GET", "/healthz")[0] == 200 and self.pids("db_worker"):
                    return
            assert self.process.poll() is None, self.log.read_text()
            assert time.monotonic() < deadline, self.log.read_text()
            time.sleep(0.2)

    def stop(self) -> None:
        """Ends all as Ctrl-C does."""
        self.process.terminate()
        self.process.wait(60)

    def ask(self, method: str, path: str, fields: dict | None = None, *, session: str = "", address: str = ""):
        """(status, Location) of one request on a connection of its own; OSError when the server goes away."""
        return self.fetch(method, path, fields, session=session, address=address)[:2]

    def fetch(self, method: str, path: str, fields: dict | None = None, *, session: str = "", address: str = ""):
        """(status, Location, text) of the same."""
        headers = {"Cookie": f"csrftoken={TOKEN}; sessionid={session}", "X-Forwarded-For": address or "127.0.0.1"}
        body = None
        if fields is not None:
            body = urlencode({"csrfmiddlewaretoken": TOKEN} | fields)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.getheader("Location", ""), answer.read().decode()
        except http.client.HTTPException as error:
            raise ConnectionError(str(error)) from error
        finally:
            connection.close()

    def pids(self, word: str) -> list[int]:
        """The supervisor's own programs whose command line has the word."""
        return [pid for pid in _children(self.process.pid) if word in _command(pid)]

    def kill_worker(self) -> None:
        """Kills the program that sends messages."""
        for pid in self.pids("db_worker"):
            os.kill(pid, signal.SIGKILL)

    def kill_web_workers(self) -> None:
        """Kills the processes that answer requests."""
        for server in self.pids("granian"):
            for pid in _children(server):
                os.kill(pid, signal.SIGKILL)

    def kill_server(self) -> None:
        """Kills the web server itself."""
        for pid in self.pids("granian"):
            os.kill(pid, signal.SIGKILL)

    def manage(self, *arguments: str) -> None:
        """Runs a command of the site to its end."""
        command = [sys.executable, str(ROOT / "manage.py"), *arguments]
        done = subprocess.run(command, env=self.environment, cwd="/", capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr


def _children(pid: int) -> list[int]:
    with contextlib.suppress(OSError):
        return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return []


def _command(pid: int) -> str:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    return ""
