"""The contents of the sample site, as they lie in this folder: TOML for facts, HTML for running text."""

import tomllib
from pathlib import Path

FOLDER = Path(__file__).resolve().parent


def facts(name: str) -> dict:
    """What stands in the folder's <name>.toml."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def body(entry: dict) -> str:
    """The HTML of an entry's body: the file it names, or what stands in the entry itself."""
    if name := entry.get("body"):
        return (FOLDER / "bodies" / f"{name}.html").read_text(encoding="utf-8")
    return entry.get("text", "")
