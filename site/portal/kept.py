"""Secrets that a site for trying makes for itself: a file in DATA_DIR, made once, readable by its owner only."""

import os
import secrets
from collections.abc import Callable
from pathlib import Path


def kept(file: Path, make: Callable[[], bytes]) -> bytes:
    """The content of the file, made at first use.

    The file appears under its name complete or not at all, so of two processes that make it at once both read one.
    """
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        made = file.with_name(f"{file.name}.{secrets.token_hex(8)}")
        try:
            with open(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as new:
                new.write(make())
            try:
                os.link(made, file)
            except FileExistsError:  # another process was faster; its content is the one
                return file.read_bytes()
        finally:
            made.unlink(missing_ok=True)
    return file.read_bytes()
