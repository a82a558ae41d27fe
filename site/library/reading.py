"""Reading a file's text in a process of its own, so that a hostile file can take nothing down with it."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from library.models import TextState

EXTRACT = Path(__file__).with_name("extract.py")
PATIENCE = 90  # seconds on the clock; extract.py allows itself 60 of processor time
ANSWER_BYTES = 8 * 1024**2


@dataclass(frozen=True)
class Reading:
    """What became of reading a file. error is Chinese and may stand beside a text that was read only in part."""

    state: TextState
    text: str = ""
    error: str = ""


def read_file(path: Path, extension: str) -> Reading:
    """The text of the file at path, bounded in time, memory and length. Never raises for what the file is."""
    command = [sys.executable, "-I", str(EXTRACT), str(path), extension.lower()]
    try:
        done = subprocess.run(command, capture_output=True, timeout=PATIENCE, check=False)  # noqa: S603  our own script
    except subprocess.TimeoutExpired:
        return Reading(TextState.FAILED, error="读取超过规定时间，已停止。请检查文件，或者由人工检查。")
    if done.returncode != 0 or len(done.stdout) > ANSWER_BYTES:
        return Reading(TextState.FAILED, error="读取时用尽了规定的时间或内存，已停止。请检查文件，或者由人工检查。")
    answer = json.loads(done.stdout)
    return Reading(TextState(answer["state"]), answer["text"], answer["error"])
