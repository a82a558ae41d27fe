"""The digest that chains rows which must not change. Pure: the same value gives the same digest for ever.

A chain runs over codes, ids and times, and over salted digests of texts. A lawful purge takes away a text and its salt;
the text's digest stays, so the chain still holds, and nobody can find the text by trying.
"""

import hashlib
import json
import secrets
from datetime import UTC, datetime


def digest(value: object) -> str:
    """SHA-256, in hexadecimal, of the value's one canonical JSON."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def moment(at: datetime) -> str:
    """A point in time as chains write it: UTC, ISO 8601."""
    return at.astimezone(UTC).isoformat()


def new_salt() -> str:
    """A salt, so that a digest tells nothing of a short text."""
    return secrets.token_hex(16)
