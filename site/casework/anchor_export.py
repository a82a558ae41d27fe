"""Anchors as a file: a line of JSON for each, proved anywhere without the site's database."""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime

from casework import anchors
from casework.models import Anchor

FIELDS = ("position", "heads", "audit_head", "previous", "digest", "public_key", "signature")


class Unreadable(Exception):
    """A line that is no anchor. str(error) is a Chinese sentence."""

    def __init__(self, number: int):
        super().__init__(f"第 {number} 行不是存证：文件不完整，或者不是 export_anchors 写的。")


def lines(after: int = 0) -> Iterator[str]:
    """Every anchor behind that position, the oldest first, each as one line."""
    for anchor in Anchor.objects.filter(position__gt=after).order_by("position").iterator(anchors.BATCH):
        line = {name: getattr(anchor, name) for name in FIELDS} | {"at": anchor.at.isoformat()}
        yield json.dumps(line, ensure_ascii=False, sort_keys=True) + "\n"


def read(text: Iterable[str]) -> Iterator[Anchor]:
    """The anchors of a file, as objects that are in no database; raises Unreadable."""
    for number, line in enumerate(text, start=1):
        if not line.strip():
            continue
        try:
            values = json.loads(line)
            anchor = Anchor(at=datetime.fromisoformat(values["at"]), **{name: values[name] for name in FIELDS})
        except (ValueError, KeyError, TypeError):
            raise Unreadable(number) from None
        if not _is_whole(anchor):
            raise Unreadable(number)
        yield anchor


def missing_here(exported: Iterable[Anchor]) -> Iterator[str]:
    """Which exported anchors the database no longer holds as they were: Chinese sentences."""
    for anchor in exported:
        if not Anchor.objects.filter(position=anchor.position, digest=anchor.digest).exists():
            yield f"第 {anchor.position} 个存证在数据库里不见了，或者被换过。"


def _is_whole(anchor: Anchor) -> bool:
    """Whether the values have the shapes of an anchor's."""
    texts = [anchor.previous, anchor.digest, anchor.public_key, anchor.signature]
    return (
        isinstance(anchor.position, int)
        and anchor.at.tzinfo is not None
        and isinstance(anchor.heads, dict)
        and isinstance(anchor.audit_head, dict)
        and (not anchor.audit_head or set(anchor.audit_head) == {"position", "digest"})
        and all(isinstance(text, str) for text in texts)
    )
