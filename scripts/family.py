"""Several programs under one parent: started again when they die, gone when the parent goes, however it goes.

Standard library only. A watcher waits at a pipe that only the parent holds open: when the parent ends, even by kill
-9, the pipe closes and the watcher ends whatever the parent has left running.
"""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

PATIENCE = 20.0  # seconds a program gets to end by itself
STEADY = 60.0  # seconds after which a program counts as running well
LONGEST_WAIT = 60.0
LARGEST_LOG = 10 * 1024 * 1024


@dataclass
class Member:
    """One program: its name for people, its command, and where its words go."""

    name: str
    command: list[str]
    log: Path
    process: subprocess.Popen | None = None
    started: float = 0.0
    failures: int = 0
    due: float = 0.0


@dataclass
class Family:
    """The programs, watched from `run`; messages go to `say`."""

    members: list[Member]
    environment: dict[str, str]
    say: Callable[[str], None] = print
    _stopping: bool = field(default=False, init=False)
    _watcher: subprocess.Popen | None = field(default=None, init=False)

    def run(self, ready: Callable[[], bool] = lambda: True, on_ready: Callable[[], None] = lambda: None) -> None:
        """Runs until SIGINT or SIGTERM, then ends all. on_ready is called once, when ready() first says so."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._stop)
        self._watcher = _start_watcher()
        told = False
        try:
            while not self._stopping:
                self._look_after()
                if not told and ready():
                    told = True
                    on_ready()
                time.sleep(0.2)
        finally:
            self._end()

    def _stop(self, number: int, frame: object) -> None:
        self._stopping = True

    def _look_after(self) -> None:
        now = time.monotonic()
        for member in self.members:
            if member.process is None:
                if now >= member.due:
                    self._start(member)
            elif (code := member.process.poll()) is not None:
                self._forget(member)
                member.failures = 1 if now - member.started > STEADY else member.failures + 1
                wait = min(LONGEST_WAIT, 2.0 ** (member.failures - 1))
                member.due = now + wait
                self.say(f"{member.name}意外停止（代码 {code}），{wait:.0f} 秒后重新启动。记录见 {member.log}")

    def _start(self, member: Member) -> None:
        member.log.parent.mkdir(parents=True, exist_ok=True)
        if member.log.exists() and member.log.stat().st_size > LARGEST_LOG:
            member.log.replace(member.log.with_suffix(".1.log"))
        with member.log.open("ab") as log:
            # A session of its own: Ctrl-C reaches the parent only, which ends all in good order.
            member.process = subprocess.Popen(
                member.command,
                env=self.environment,
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        member.started = time.monotonic()
        self._tell_watcher(f"+{member.process.pid}")

    def _forget(self, member: Member) -> None:
        """Ends what a dead program may have left behind, its workers."""
        _signal_group(member.process.pid, signal.SIGKILL)
        self._tell_watcher(f"-{member.process.pid}")
        member.process = None

    def _end(self) -> None:
        running = [member for member in self.members if member.process is not None]
        for member in running:
            _signal_group(member.process.pid, signal.SIGTERM)
        deadline = time.monotonic() + PATIENCE
        for member in running:
            with contextlib.suppress(subprocess.TimeoutExpired):
                member.process.wait(max(0.0, deadline - time.monotonic()))
            self._forget(member)
        if self._watcher:
            self._watcher.stdin.close()
            self._watcher.wait()

    def _tell_watcher(self, line: str) -> None:
        with contextlib.suppress(BrokenPipeError):  # somebody has ended the watcher; the programs still run
            self._watcher.stdin.write(line.encode() + b"\n")
            self._watcher.stdin.flush()


def _start_watcher() -> subprocess.Popen:
    return subprocess.Popen([sys.executable, __file__], stdin=subprocess.PIPE, start_new_session=True)


def _signal_group(pid: int, number: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, number)


def watch() -> None:
    """Reads which process groups run, until the pipe closes; ends those that are left."""
    running: set[int] = set()
    for line in sys.stdin:
        pid = int(line[1:])
        running.add(pid) if line[0] == "+" else running.discard(pid)
    for pid in running:
        _signal_group(pid, signal.SIGTERM)
    deadline = time.monotonic() + PATIENCE
    while running and time.monotonic() < deadline:
        time.sleep(0.2)
        running = {pid for pid in running if _exists(pid)}
    for pid in running:
        _signal_group(pid, signal.SIGKILL)


def _exists(pid: int) -> bool:
    try:
        os.killpg(pid, 0)
    except (ProcessLookupError, PermissionError):
        return False
    return True


if __name__ == "__main__":
    watch()
