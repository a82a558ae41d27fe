"""How soon the site answers: the server alone, and `make run` in a fresh copy of the project with a warm package cache."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from bench.common import ROOT, Database, Row, Site, at_most, free_port, serve

SERVER_LIMIT, RUN_LIMIT = 5, 60  # seconds
GIVE_UP = 600


def run(database: Database, folder: Path) -> list[Row]:
    """Seconds until the first answer; once, for the database makes no difference."""
    if database.url:
        return []
    site = Site(folder / "site").prepare()
    began = time.monotonic()
    with serve(site.environment(), "portal.wsgi:application", ROOT / "site"):
        server = time.monotonic() - began
    first, second = _make_run(folder / "clone")
    return [
        at_most("服务器冷启动到应答", server, SERVER_LIMIT, "秒"),
        at_most("空目录中 make run 到应答（软件包已有缓存）", first, RUN_LIMIT, "秒"),
        Row("再次 make run 到应答", second, "秒"),
    ]


def _make_run(clone: Path) -> tuple[float, float]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False, text=True)
    if listed.returncode:
        raise RuntimeError("这一项要在 git 克隆中测：要复制的是项目自己的文件。")
    for name in filter(None, listed.stdout.split("\0")):
        target = clone / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / name).exists():
            shutil.copy2(ROOT / name, target)
    return _answer_after(clone), _answer_after(clone)


def _answer_after(clone: Path) -> float:
    """Seconds from `scripts/run.py` to the first page; RuntimeError with its words when it ends before."""
    port = free_port()
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    log = clone / "run.log"
    began = time.monotonic()
    with log.open("wb") as output:
        process = subprocess.Popen(
            [_plain_python(), str(clone / "scripts" / "run.py")],
            env={**kept, "PORT": str(port), "PYTHONUTF8": "1"},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )
    try:
        while time.monotonic() < began + GIVE_UP:
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=10).close()
                return time.monotonic() - began
            if process.poll() is not None:
                break
            time.sleep(0.1)
        raise RuntimeError(f"make run 没有应答：\n{log.read_text(errors='replace')[-3000:]}")
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


def _plain_python() -> str:
    """The Python that made the environment we run in: what a person types on a fresh machine."""
    return getattr(sys, "_base_executable", sys.executable)
