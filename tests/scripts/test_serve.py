"""The server as units, containers and `make run` start it: from anywhere, with JSON lines and a request id."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from email.message import Message
from pathlib import Path
from typing import NamedTuple

import pytest

from portal.environment import ROOT


@pytest.fixture
def server(tmp_path):
    """A server started in /, its address and its log; stopped as systemd stops it."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    environment = {
        "PATH": os.environ["PATH"],
        "DATA_DIR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "portal.settings.dev",
        "DEBUG": "0",
        "PORT": str(port),
        "WEB_WORKERS": "1",
    }
    log = tmp_path / "log"
    with log.open("w") as file:
        command = [sys.executable, str(ROOT / "scripts" / "serve.py")]
        process = subprocess.Popen(command, cwd="/", env=environment, stdout=file, stderr=subprocess.STDOUT)
        try:
            yield process, f"http://127.0.0.1:{port}", log
        finally:
            process.kill()
            process.wait()


class Answer(NamedTuple):
    status: int
    headers: Message
    body: bytes


def ask(address, **headers) -> Answer:
    """The answer, as soon as the server gives one."""
    for _ in range(300):
        try:
            with urllib.request.urlopen(urllib.request.Request(address, headers=headers), timeout=10) as answer:  # noqa: S310
                return Answer(answer.status, answer.headers, answer.read())
        except urllib.error.HTTPError as answer:
            with answer:
                return Answer(answer.status, answer.headers, answer.read())
        except OSError:
            time.sleep(0.2)
    raise AssertionError(f"{address} did not answer within a minute")


def children(pid):
    return map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks into /proc")
def test_starts_from_anywhere_logs_json_survives_a_dead_worker_and_stops(server):
    process, address, log = server
    assert ask(f"{address}/healthz").body == b"ok"
    answer = ask(f"{address}/no-such-page/?q=13812345678", **{"X-Request-ID": "from-the-proxy-1"})
    assert answer.headers["X-Request-ID"] == "from-the-proxy-1"
    for child in children(process.pid):
        os.kill(child, signal.SIGKILL)
    time.sleep(1)
    assert ask(f"{address}/healthz").body == b"ok"
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=40) == 0
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    of_request = [line for line in lines if line.get("request_id") == "from-the-proxy-1"]
    assert f"GET /no-such-page/ {answer.status}" in [line["message"] for line in of_request]
    assert "13812345678" not in log.read_text()
    assert any(line["logger"] == "_granian" for line in lines)  # the server's own words about the dead worker
