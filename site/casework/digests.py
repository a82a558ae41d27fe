"""What the digests of a case's history run over (see `audit.chain`). Pure functions."""

from datetime import datetime

from audit.chain import digest, moment


def of_words(salt: str, text: str, points: list[dict] = ()) -> str:
    """The salted digest of an opinion, and of the places that it names if it names any."""
    return digest(["text", salt, text, *([points] if points else [])])


def of_content(salt: str, content: dict) -> str:
    """The salted digest of a snapshot's content."""
    return digest(["content", salt, content])


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
    codes = [case_id, position, action, source, target, by, actor_id, moment(at), visible]
    return digest(["change", *codes, opinion_digest, snapshot_digest, previous])


def of_anchor(
    *, position: int, at: datetime, heads: dict[str, str], audit_head: dict, previous: str, public_key: str
) -> str:
    """The digest of one anchor."""
    return digest(["anchor", position, moment(at), sorted(heads.items()), audit_head, previous, public_key])
