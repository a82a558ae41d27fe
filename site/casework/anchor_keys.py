"""The keys of anchors: one signs today, and the public halves of those that signed before stay known.

ANCHOR_KEY is 32 random bytes in hexadecimal, apart from every other secret: who can sign a session cannot sign an anchor.
Where it is not set (never in production) a key is made once and kept in DATA_DIR. To change it, move the public half of
the old key (`manage.py export_anchors --public-key` prints it) to ANCHOR_RETIRED_KEYS and set a new ANCHOR_KEY.
"""

import os
import secrets
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

SEED_BYTES = 32
FILE_NAME = "anchor.key"


def signing_key() -> Ed25519PrivateKey:
    """The key that signs anchors now; ImproperlyConfigured when what is set is none."""
    text = settings.ANCHOR_KEY or _kept(Path(settings.DATA_DIR) / FILE_NAME)
    try:
        seed = bytes.fromhex(text)
    except ValueError:
        seed = b""
    if len(seed) != SEED_BYTES:
        raise ImproperlyConfigured(f"ANCHOR_KEY 应当是 {2 * SEED_BYTES} 位十六进制数，现在不是。")
    return Ed25519PrivateKey.from_private_bytes(seed)


def public_half(key: Ed25519PrivateKey) -> str:
    """The public key in hexadecimal."""
    return key.public_key().public_bytes_raw().hex()


def known_keys() -> frozenset[str]:
    """The public keys, in hexadecimal, whose signatures count: today's and the retired ones."""
    return frozenset([public_half(signing_key()), *(key.lower() for key in settings.ANCHOR_RETIRED_KEYS)])


def _kept(file: Path) -> str:
    """The key in the file, made at first use and readable by its owner only.

    The file appears under its name complete or not at all, so of two processes that make it at once both read one key.
    """
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        made = file.with_name(f"{FILE_NAME}.{secrets.token_hex(8)}")
        try:
            with open(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as new:
                new.write(secrets.token_hex(SEED_BYTES))
            try:
                os.link(made, file)
            except FileExistsError:  # another process was faster; its key is the one
                return file.read_text(encoding="ascii").strip()
        finally:
            made.unlink(missing_ok=True)
    return file.read_text(encoding="ascii").strip()
