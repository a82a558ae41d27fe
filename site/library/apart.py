"""Running one of our small programs on a file in a process of its own, so that a hostile file takes nothing down."""

import json
import subprocess
import sys
import threading
from pathlib import Path

PATIENCE = 90  # seconds on the clock; the programs allow themselves less of processor time
ANSWER_BYTES = 8 * 1024**2
_places = threading.BoundedSemaphore(2)  # in each server process: each program may take a gigabyte of memory


class GaveUp(Exception):
    """The program was ended for it took too long (timeout) or used up what it may have."""

    def __init__(self, *, timeout: bool):
        super().__init__("timeout" if timeout else "used up")
        self.timeout = timeout


def run_apart(program: Path, *arguments: str) -> dict:
    """What the program answers about a file. GaveUp when it did not answer."""
    command = [sys.executable, "-I", str(program), *arguments]
    if not _places.acquire(timeout=PATIENCE):
        raise GaveUp(timeout=True)
    try:
        done = subprocess.run(command, capture_output=True, timeout=PATIENCE, check=False)  # noqa: S603  our own program
    except subprocess.TimeoutExpired as problem:
        raise GaveUp(timeout=True) from problem
    finally:
        _places.release()
    if done.returncode != 0 or len(done.stdout) > ANSWER_BYTES:
        raise GaveUp(timeout=False)
    return json.loads(done.stdout)
