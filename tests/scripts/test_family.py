"""Programs under one parent: started again when they die, gone when the parent goes, however it goes."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"
PARENT = """
import sys
from pathlib import Path
from family import Family, Member
folder = Path(sys.argv[1])
child = "import os, sys, time; open(sys.argv[1], 'a').write(f'{os.getpid()}\\\\n'); time.sleep(600)"
members = [Member(name, [sys.executable, "-c", child, str(folder / name)], folder / f"{name}.log") for name in ("one", "two")]
Family(members, {}, lambda words: print(words, flush=True)).run(on_ready=lambda: print("ready", flush=True))
print("ended", flush=True)
"""


class Parent:
    """A parent with two programs that write their process ids and wait."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.process = subprocess.Popen(
            [sys.executable, "-c", PARENT, str(folder)],
            cwd=SCRIPTS,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        until(lambda: len(self.children("one")) == 1 and len(self.children("two")) == 1)

    def children(self, name: str) -> list[int]:
        """Every process id under which the program has run."""
        path = self.folder / name
        return [int(line) for line in path.read_text().splitlines()] if path.exists() else []


def until(condition, seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


def runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    # One that has ended and whom nobody has asked for yet does not run.
    state = Path(f"/proc/{pid}/stat")
    return not state.exists() or state.read_text().rpartition(")")[2].split()[0] != "Z"


@pytest.fixture
def parent(tmp_path):
    found = Parent(tmp_path)
    yield found
    found.process.kill()
    found.process.wait()
    found.process.stdout.close()
    until(lambda: not any(runs(pid) for name in ("one", "two") for pid in found.children(name)))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_all_in_good_order(parent, number):
    children = [*parent.children("one"), *parent.children("two")]
    parent.process.send_signal(number)
    assert parent.process.wait(30) == 0
    assert "ended" in parent.process.stdout.read()
    assert not any(runs(pid) for pid in children)


def test_children_do_not_outlive_a_parent_that_was_killed(parent):
    children = [*parent.children("one"), *parent.children("two")]
    parent.process.kill()
    parent.process.wait()
    until(lambda: not any(runs(pid) for pid in children))


def test_a_program_that_dies_is_started_again_and_the_others_go_on(parent):
    (one,), (two,) = parent.children("one"), parent.children("two")
    os.kill(one, signal.SIGKILL)
    until(lambda: len(parent.children("one")) == 2)
    assert runs(parent.children("one")[1])
    assert parent.children("two") == [two]
    parent.process.terminate()
    assert "one意外停止（代码 -9），1 秒后重新启动" in parent.process.stdout.read()


def test_the_wait_grows_with_each_failure(tmp_path):
    code = (
        "import sys, pathlib; from family import Family, Member\n"
        "m = Member('x', [sys.executable, '-c', 'raise SystemExit(3)'], pathlib.Path(sys.argv[1]))\n"
        "Family([m], {}, lambda words: print(words, flush=True)).run()"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path / "x.log")], cwd=SCRIPTS, stdout=subprocess.PIPE, text=True
    )
    lines = [process.stdout.readline() for _ in range(3)]
    process.terminate()
    process.communicate()
    assert [line.split("，")[1].split(" ")[0] for line in lines] == ["1", "2", "4"]
