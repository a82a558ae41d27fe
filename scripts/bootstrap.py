"""A virtual environment with the pinned requirements, made by whatever Python starts us. Standard library only."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LEAST = (3, 11)


class Trouble(Exception):
    """Something that the person at the keyboard has to put right; str() is one plain sentence."""


def check_python(version: tuple[int, ...] = tuple(sys.version_info)) -> None:
    """Raises Trouble when this Python is too old."""
    if version[:2] < LEAST:
        have = ".".join(map(str, version[:2]))
        raise Trouble(f"需要 Python {LEAST[0]}.{LEAST[1]} 或更新的版本，现在用的是 {have}。请安装新版本后再运行。")


def environment(
    folder: Path = ROOT / ".venv",
    requirements: Path = ROOT / "requirements.txt",
    changes: dict[str, str] | None = None,
) -> Path:
    """The Python of a virtual environment in folder that has exactly what requirements pins; made when it is not there.

    changes replaces single pins ({"wagtail": "8.0.1"}). Nothing is done when nothing changed since the last time.
    """
    check_python()
    python = folder / "bin" / "python"
    pins = _pins(requirements, changes or {})
    wanted = hashlib.sha256(f"{sys.version_info[:2]}\n{pins}".encode()).hexdigest()
    stamp = folder / f".installed-{requirements.stem}"
    if _works(python) and stamp.is_file() and stamp.read_text() == wanted:
        return python
    if not _works(python):
        print(f"建立虚拟环境 {folder.name} …", flush=True)
        _must(
            [sys.executable, "-m", "venv", "--clear", str(folder)],
            "建立虚拟环境失败：Debian、Ubuntu 请先安装 python3-venv。",
        )
    print(f"安装 {requirements.name} 中的依赖（第一次约需一分钟）…", flush=True)
    listed = folder / f"{requirements.stem}.resolved.txt"
    listed.write_text(pins, encoding="utf-8")
    pip = [str(python), "-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check"]
    _must([*pip, "-r", str(listed)], "依赖没有装好：请检查能否访问 Python 软件源，原因见上面几行。")
    stamp.write_text(wanted)
    return python


def _pins(requirements: Path, changes: dict[str, str]) -> str:
    """The requirement lines with files named by -r put in their place and changed versions put in."""
    lines = []
    for line in requirements.read_text(encoding="utf-8").splitlines():
        line = line.split("#")[0].strip()
        if line.startswith("-r "):
            lines.append(_pins(requirements.parent / line[3:].strip(), changes))
        elif line:
            name, _, version = line.partition("==")
            lines.append(f"{name}=={changes.get(name, version)}")
    return "\n".join(lines)


def _works(python: Path) -> bool:
    """Whether the environment's Python starts, is this version and has pip: a copied or half-made one does not."""
    if not python.exists():
        return False
    ask = [str(python), "-c", "import pip, sys; print(*sys.version_info[:2])"]
    answer = subprocess.run(ask, capture_output=True, text=True, check=False)
    return answer.stdout.split() == [str(part) for part in sys.version_info[:2]]


def _must(command: list[str], sentence: str) -> None:
    if subprocess.run(command, cwd=ROOT, env={**os.environ, "PYTHONUTF8": "1"}, check=False).returncode:
        raise Trouble(sentence)
