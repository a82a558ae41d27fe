"""The digests that chain a case's history. Pure functions: the same input gives the same digest for ever.

The chain runs over codes, ids and times, and over salted digests of texts and snapshots. A lawful purge takes away a text
and its salt; its digest stays, so the chain still holds, and nobody can find the text by trying.
"""

import hashlib
import json
from datetime import UTC, datetime


def of_text(salt: str, text: str) -> str:
    """The salted digest of an opinion."""
    return _sha256(["text", salt, text])


def of_content(salt: str, content: dict) -> str:
    """The salted digest of a snapshot's content."""
    return _sha256(["content", salt, content])


def of_change(
    *,
    case_id: int,
    position: int,
    action: str,
    source: str,
    target: str,
    by: str,
    actor_id: int | None,
    at: datetime,
    visible: bool,
    opinion_digest: str,
    snapshot_digest: str,
    previous: str,
) -> str:
    """The digest of one history entry, over everything that must not change and the entry before."""
    moment = at.astimezone(UTC).isoformat()
    codes = [case_id, position, action, source, target, by, actor_id, moment, visible]
    return _sha256(["change", *codes, opinion_digest, snapshot_digest, previous])


def of_anchor(*, position: int, at: datetime, heads: dict[str, str], previous: str) -> str:
    """The digest of one anchor."""
    return _sha256(["anchor", position, at.astimezone(UTC).isoformat(), sorted(heads.items()), previous])


def _sha256(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
