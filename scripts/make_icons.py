"""Makes static/img/icons.svg, the one file of icons, from the npm package lucide-static (ISC licence).

Run by hand when an icon is added to ICONS: `python scripts/make_icons.py`. The result is committed, so that neither
building nor running the site asks for npm.
"""

import io
import re
import subprocess
import tarfile
import tempfile
from pathlib import Path

PACKAGE = "lucide-static@1.62.0"
TARGET = Path(__file__).resolve().parents[1] / "static" / "img" / "icons.svg"
LICENCE = TARGET.with_name("icons.LICENSE")
# our name: lucide's name
ICONS = {
    "archive": "archive",
    "arrow-right": "arrow-right",
    "building": "building-2",
    "calculator": "calculator",
    "calendar": "calendar-check",
    "clock": "clock",
    "coins": "hand-coins",
    "correct": "square-pen",
    "cpu": "cpu",
    "download": "download",
    "file": "file-text",
    "file-search": "file-search",
    "info": "info",
    "mail": "mail",
    "message": "message-circle-question-mark",
    "phone": "phone",
    "pin": "map-pin",
    "printer": "printer",
    "search": "search",
    "share": "share-2",
    "warning": "triangle-alert",
}
SHAPES = re.compile(r"<svg[^>]*>(.*?)</svg>", re.DOTALL)


def package_files() -> tarfile.TarFile:
    """The package as the npm registry serves it, unpacked in memory."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["npm", "pack", "--silent", PACKAGE], cwd=folder, check=True, capture_output=True)
        (archive,) = Path(folder).glob("*.tgz")
        return tarfile.open(fileobj=io.BytesIO(archive.read_bytes()))


def symbol(name: str, drawing: str) -> str:
    """One icon as a <symbol>; its lines take the colour of the text beside it."""
    shapes = " ".join(SHAPES.search(drawing)[1].split())
    return f'<symbol id="{name}" viewBox="0 0 24 24">{shapes}</symbol>'


def main() -> None:
    with package_files() as archive:
        symbols = [
            symbol(ours, archive.extractfile(f"package/icons/{theirs}.svg").read().decode())
            for ours, theirs in sorted(ICONS.items())
        ]
        LICENCE.write_bytes(archive.extractfile("package/LICENSE").read())
    lines = "\n".join(symbols)
    TARGET.write_text(
        f"<!-- Icons of Lucide (https://lucide.dev), ISC licence. Made by scripts/make_icons.py: do not edit. -->\n"
        f'<svg xmlns="http://www.w3.org/2000/svg">\n{lines}\n</svg>\n'
    )
    print(f"{TARGET}: {len(symbols)} 个图标")


if __name__ == "__main__":
    main()
