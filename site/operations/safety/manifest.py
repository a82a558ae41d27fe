"""What a backup holds: written beside it as JSON, with a checksum of its own."""

import hashlib
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

NAME = "manifest.json"
CHECKSUM = "manifest.json.sha256"  # as sha256sum writes it
FORMAT = 1
BLOCK = 1024 * 1024


class Damaged(Exception):
    """A backup that is not what it was when it was made; str() is a Chinese sentence for the operator."""


@dataclass(frozen=True)
class Kept:
    """A file in the backup: its content's hash, its size in bytes, and its time of change in nanoseconds."""

    sha256: str
    size: int
    mtime_ns: int


@dataclass(frozen=True)
class Manifest:
    """tables: for each table its number of rows and a digest of them. files: by path ("media/…", "private/…")."""

    name: str
    made_at: str
    vendor: str
    database: str
    database_sha256: str
    tables: dict[str, list]
    files: dict[str, Kept] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)
    format: int = FORMAT

    def write(self, folder: Path) -> None:
        """Writes manifest and checksum into the backup's folder."""
        text = json.dumps(asdict(self), ensure_ascii=False, indent=1)
        (folder / NAME).write_text(text, encoding="utf-8")
        digest = hashlib.sha256(text.encode()).hexdigest()
        (folder / CHECKSUM).write_text(f"{digest}  {NAME}\n", encoding="utf-8")


def read(folder: Path) -> Manifest:
    """The manifest of a backup; Damaged when it is missing or not as it was written."""
    try:
        text = (folder / NAME).read_text(encoding="utf-8")
        known = (folder / CHECKSUM).read_text(encoding="utf-8").split()[0]
    except (OSError, IndexError, UnicodeDecodeError) as problem:
        raise Damaged(f"备份 {folder.name} 没有可读的清单（{NAME}）。") from problem
    if hashlib.sha256(text.encode()).hexdigest() != known:
        raise Damaged(f"备份 {folder.name} 的清单被改动或损坏，与校验值不符。")
    values = json.loads(text)
    if values["format"] != FORMAT:
        raise Damaged(f"备份 {folder.name} 的格式是 {values['format']}，这个版本只认识 {FORMAT}。")
    return Manifest(**{**values, "files": {path: Kept(**each) for path, each in values["files"].items()}})


def sha256(path: Path) -> str:
    """The hash of a file's content, read in blocks."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()
