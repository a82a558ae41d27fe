"""Reading a file's text in a process of its own, so that a hostile file can take nothing down with it."""

from dataclasses import dataclass
from pathlib import Path

from library.apart import GaveUp, run_apart
from library.models import TextState

EXTRACT = Path(__file__).with_name("extract.py")


@dataclass(frozen=True)
class Reading:
    """What became of reading a file. error is Chinese and may stand beside a text that was read only in part."""

    state: TextState
    text: str = ""
    error: str = ""


def read_file(path: Path, extension: str) -> Reading:
    """The text of the file at path, bounded in time, memory and length. Never raises for what the file is."""
    try:
        answer = run_apart(EXTRACT, str(path), extension.lower())
    except GaveUp as gave_up:
        what = "读取超过规定时间" if gave_up.timeout else "读取时用尽了规定的时间或内存"
        return Reading(TextState.FAILED, error=f"{what}，已停止。请检查文件，或者由人工检查。")
    return Reading(TextState(answer["state"]), answer["text"], answer["error"])
