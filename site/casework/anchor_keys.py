"""The keys of anchors: one signs today, and the public halves of those that signed before stay known.

ANCHOR_KEY is 32 random bytes in hexadecimal, apart from every other secret: who can sign a session cannot sign an anchor.
Where it is not set (never in production) a key is made once and kept in DATA_DIR. To change it, move the public half of
the old key (`manage.py export_anchors --public-key` prints it) to ANCHOR_RETIRED_KEYS and set a new ANCHOR_KEY.
"""

import secrets
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from portal.kept import kept

SEED_BYTES = 32
FILE_NAME = "anchor.key"


def signing_key() -> Ed25519PrivateKey:
    """The key that signs anchors now; ImproperlyConfigured when what is set is none."""
    text = settings.ANCHOR_KEY or _kept()
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


def _kept() -> str:
    made = kept(Path(settings.DATA_DIR) / FILE_NAME, lambda: secrets.token_hex(SEED_BYTES).encode("ascii"))
    return made.decode("ascii").strip()
