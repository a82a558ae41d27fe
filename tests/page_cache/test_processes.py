"""The running server with its worker processes: what is published shows in all of them, and none can take it down."""

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
WORKERS = 2
PUBLISH = """
import sys
from home.models import GuideIndexPage, GuidePage
page = GuidePage.objects.filter(slug="guide").first()
if page is None:
    page = GuideIndexPage.objects.get().add_child(instance=GuidePage(title="version 0", slug="guide", live=False))
for number in range(int(sys.stdin.readline()), int(sys.stdin.readline())):
    page.title = f"version {number}"
    page.save_revision().publish()
    print(number, flush=True)
"""

pytestmark = pytest.mark.load


def environment(folder: Path, port: int) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG"}}
    return {
        **kept,
        "DJANGO_SETTINGS_MODULE": "portal.settings.dev",
        "DEBUG": "0",
        "DATA_DIR": str(folder),
        "PORT": str(port),
        "WEB_WORKERS": str(WORKERS),
        "PYTHONUTF8": "1",
        "ACCESS_LOG": "0",
    }


class Running:
    """A server on a database of its own, started from the root folder as a service is."""

    def __init__(self, folder: Path):
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            self.port = listener.getsockname()[1]
        self.folder = folder
        self.environment = environment(folder, self.port)
        self.manage("migrate", "-v0")
        self.manage("collectstatic", "--noinput", "-v0")
        self.publish(0, 1)
        self.log = folder / "server.log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, str(ROOT / "scripts" / "serve.py")],
                env=self.environment,
                cwd="/",
                stdout=log,
                stderr=log,
            )
        self.wait()

    def manage(self, *arguments: str) -> None:
        command = [sys.executable, str(ROOT / "manage.py"), *arguments]
        subprocess.run(command, env=self.environment, cwd="/", check=True, stdin=subprocess.DEVNULL)

    def publisher(self, first: int, last: int) -> subprocess.Popen:
        """Another process that publishes one version after the other and prints each when it has."""
        command = [sys.executable, str(ROOT / "manage.py"), "shell", "-v0", "-c", PUBLISH]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL, "text": True}
        process = subprocess.Popen(command, env=self.environment, cwd="/", **pipes)
        process.stdin.write(f"{first}\n{last}\n")
        process.stdin.close()
        return process

    def publish(self, first: int, last: int) -> None:
        with self.publisher(first, last) as process:
            assert process.stdout.read().split() == [str(number) for number in range(first, last)]
        assert process.returncode == 0

    def version(self) -> int:
        """The version that a new connection is shown."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/guides/guide/", timeout=20) as answer:
            return int(re.search(r"<h1>version (\d+)</h1>", answer.read().decode())[1])

    def wait(self) -> None:
        deadline = time.monotonic() + 60
        while True:
            with contextlib.suppress(OSError):
                self.version()
                return
            assert self.process.poll() is None, self.log.read_text()
            assert time.monotonic() < deadline, self.log.read_text()
            time.sleep(0.1)

    def workers(self) -> list[int]:
        """The processes that answer requests."""
        found = []
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                with contextlib.suppress(OSError):
                    words = (entry / "stat").read_text().rpartition(")")[2].split()
                    is_worker = b"granian" in (entry / "cmdline").read_bytes() and words[0] != "Z"
                    if int(words[1]) == self.process.pid and is_worker:
                        found.append(int(entry.name))
        return found


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    if not Path("/proc").exists():
        pytest.skip("worker processes are counted in /proc")
    site = Running(tmp_path_factory.mktemp("served"))
    yield site
    site.process.terminate()
    site.process.wait(60)


def test_what_another_process_publishes_shows_in_every_worker(running):
    for _ in range(20):
        running.version()
    running.publish(100, 101)
    assert {running.version() for _ in range(40)} == {100}


def test_nobody_ever_sees_an_older_version_than_was_published_when_they_asked(running):
    published, stale, done = [200], [], threading.Event()

    def read() -> None:
        while not done.is_set():
            least = published[-1]
            if (seen := running.version()) < least:
                stale.append((least, seen))

    running.publish(200, 201)
    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    with running.publisher(201, 241) as publisher:
        published += (int(line) for line in publisher.stdout)
    done.set()
    for reader in readers:
        reader.join()
    assert publisher.returncode == 0
    assert published[-1] == 240
    assert stale == []


def test_a_worker_killed_under_load_does_not_take_the_server_down(running):
    answers, failures, kills, done = [], [], [], threading.Event()

    def ask() -> None:
        while not done.is_set():
            asked = time.monotonic()
            try:
                running.version()
                answers.append(time.monotonic())
            except OSError:
                failures.append(asked)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    try:
        time.sleep(1)
        first = running.workers()
        assert len(first) == WORKERS
        for victim in first:
            os.kill(victim, signal.SIGKILL)
            killed = time.monotonic()
            kills.append(killed)
            while len(running.workers()) < WORKERS or victim in running.workers():
                assert time.monotonic() < killed + 30, running.log.read_text()
                time.sleep(0.1)
            time.sleep(3)
    finally:
        done.set()
        for thread in threads:
            thread.join()
    assert running.process.poll() is None
    # Only what was on its way to a killed worker may fail: asked before the kill or just after it.
    strangers = [asked for asked in failures if not any(-20 < asked - killed < 1 for killed in kills)]
    assert not strangers, running.log.read_text()[-2000:]
    assert len(failures) < len(answers) / 10
    assert max(answers) > killed + 1
    assert {running.version() for _ in range(10)} == {240}
