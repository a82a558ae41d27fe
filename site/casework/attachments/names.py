"""The name under which a file is shown: what the sender called it, without what could deceive or break something."""

import re
import unicodedata

LONGEST = 120
NAMELESS = "未命名"
FORBIDDEN = re.compile(r'[<>:"|?*]')
RESERVED = re.compile(r"(?i)(con|prn|aux|nul|clock\$|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)")  # devices of Windows


def shown_name(raw: str) -> str:
    """A name fit to be shown, stored and given to a file on any system; the extension stays.

    Folders, control and invisible characters (NUL, line ends, characters that turn the direction of writing) and
    lone surrogates go; a reserved name gets an underscore; a long name is cut in its middle.
    """
    name = re.split(r"[/\\]", str(raw))[-1]
    name = "".join(
        " " if unicodedata.category(letter) in ("Zs", "Zl", "Zp") else letter
        for letter in unicodedata.normalize("NFC", name)
        if not unicodedata.category(letter).startswith("C")
    )
    name = FORBIDDEN.sub("_", re.sub(" +", " ", name)).rstrip(" .")
    stem, dot, extension = name.rpartition(".")
    if not dot:
        stem, extension = name, ""
    stem = stem.strip(" .") or NAMELESS
    if RESERVED.match(stem):
        stem = f"_{stem}"
    extension = extension.strip()[:20]
    room = LONGEST - len(extension) - 1
    if len(stem) > room:
        stem = f"{stem[: room - 21]}…{stem[-20:]}"
    return f"{stem}.{extension}" if extension else stem


def extension_of(name: str) -> str:
    """The extension in small letters, without its dot; "" when there is none."""
    return name.rpartition(".")[2].lower() if "." in name else ""
