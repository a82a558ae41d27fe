"""The code beside a paper's number: it shows that whoever asks has seen the paper, and gives nothing away to guessing.

Version digit and 13 characters of base32 (65 bits) of HMAC-SHA256 over the number. The key is apart from SECRET_KEY:
sessions may be signed anew, papers hang on walls for years. PAPER_CODE_KEYS holds "version:key", the newest first;
where it is not set (never in production) a key is made once and kept in DATA_DIR.
"""

import base64
import hashlib
import hmac
import re
import secrets
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.urls import reverse

from portal.kept import kept

CHARACTERS = 13
FILE_NAME = "paper-code.key"
# What a person may type for a letter of the alphabet A–Z 2–7, which has no 0, 1, 8.
MEANT = str.maketrans({"0": "O", "1": "I", "8": "B"})
_IGNORED = re.compile(r"[\s\-‐–—_.·]+")


def keys() -> dict[str, bytes]:
    """The keys by version digit, the one that makes new codes first."""
    texts = settings.PAPER_CODE_KEYS or [_made()]
    found = {}
    for text in texts:
        version, _, key = text.partition(":")
        if not re.fullmatch("[0-9]", version) or not key:
            raise ImproperlyConfigured("PAPER_CODE_KEYS 应当是“版本号:密钥”，版本号是一位数字。")
        found[version] = key.encode()
    return found


def code(number: str) -> str:
    """The code of a paper's number, by the newest key."""
    version, key = next(iter(keys().items()))
    return version + _digest(key, version, number)


def is_right(number: str, given: str) -> bool:
    """Whether a code, tidied by `tidy_code`, belongs to the number; takes the same time whatever is wrong with it."""
    version, rest = given[:1], given[1:]
    key = keys().get(version)
    expected = _digest(key or b"-", version, number)
    return hmac.compare_digest(expected.encode(), rest.encode()) and key is not None


def address(number: str) -> str:
    """The address behind a paper's QR code, in capitals for a smaller code."""
    return (settings.WAGTAILADMIN_BASE_URL.rstrip("/") + reverse("paper_check", args=[number, code(number)])).upper()


def tidy_number(typed: str) -> str:
    """A paper's number as it is kept, of what somebody typed: capitals, no blanks, any dash as -."""
    plain = "".join(typed.upper().split())
    return re.sub("[‐‑–—－_]", "-", plain)[:60]


def tidy_code(typed: str) -> str:
    """A code as it is compared, of what somebody typed or read from the sheet, in groups or without."""
    plain = _IGNORED.sub("", typed).upper()[: CHARACTERS + 1]
    return plain[:1] + plain[1:].translate(MEANT)


def grouped(text: str) -> str:
    """A code as it is printed beside the QR, in groups that can be typed: 1ABCD-EFGHI-JKLM."""
    return "-".join([text[:5], text[5:10], text[10:]])


def _digest(key: bytes, version: str, number: str) -> str:
    made = hmac.new(key, f"paper|{version}|{number}".encode(), hashlib.sha256).digest()
    return base64.b32encode(made).decode("ascii")[:CHARACTERS]


def _made() -> str:
    made = kept(Path(settings.DATA_DIR) / FILE_NAME, lambda: f"1:{secrets.token_hex(32)}".encode("ascii"))
    return made.decode("ascii").strip()
