"""What a file of the project imports, read from its text."""

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
IMPORT_ROOTS = (ROOT / "site", ROOT)


def imports(path: Path) -> set[str]:
    """Every module that the file imports, dotted, wherever in the file the import stands."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def stands_on(paths: list[Path]) -> set[Path]:
    """These files and all files of the project on which they stand, directly or through others."""
    found: set[Path] = set()
    waiting = list(paths)
    while waiting:
        path = waiting.pop()
        if path not in found:
            found.add(path)
            waiting += filter(None, map(_file_of, imports(path)))
    return found


def _file_of(module: str) -> Path | None:
    for root in IMPORT_ROOTS:
        place = root.joinpath(*module.split("."))
        for path in (place.with_suffix(".py"), place / "__init__.py"):
            if path.exists():
                return path
    return None
