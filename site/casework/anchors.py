"""Hourly anchors: the newest digests of the cases that changed and of the audit list, signed, to be kept elsewhere."""

from collections.abc import Iterable, Iterator
from datetime import timedelta

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.db import IntegrityError, transaction
from django.db.models import Max, Q
from django.utils import timezone

from audit.models import Entry, Head
from casework import anchor_keys, digests
from casework.models import Anchor, StatusChange

OVERLAP = timedelta(hours=1)  # a step is dated at its start and may be committed after the anchor that should hold it
BATCH = 500


def drop_anchor() -> Anchor | None:
    """Signs the heads of the cases and of the audit list that changed since the last anchor; None when none has.

    Two processes at once: the unique position lets one of them win, the other drops its own.
    """
    last = Anchor.objects.order_by("position").last()
    heads, seen = _changed_heads(last)
    audit_head = _audit_head()
    if not heads and audit_head == (last.audit_head if last else {}):
        return None
    key = anchor_keys.signing_key()
    anchor = Anchor(
        position=last.position + 1 if last else 1,
        at=timezone.now(),
        heads=heads,
        audit_head=audit_head,
        last_change=seen,
        previous=last.digest if last else "",
        public_key=anchor_keys.public_half(key),
    )
    anchor.digest = digest_of(anchor)
    anchor.signature = key.sign(anchor.digest.encode()).hex()
    try:
        with transaction.atomic():
            anchor.save()
    except IntegrityError:
        return None
    return anchor


def digest_of(anchor: Anchor) -> str:
    """What an anchor's digest must be."""
    return digests.of_anchor(
        position=anchor.position,
        at=anchor.at,
        heads=anchor.heads,
        audit_head=anchor.audit_head,
        previous=anchor.previous,
        public_key=anchor.public_key,
    )


def chain_problems(anchors: Iterable[Anchor], known_keys: frozenset[str]) -> Iterator[str]:
    """What is wrong with a run of anchors in themselves, from wherever it begins: Chinese sentences. Asks no database."""
    before: Anchor | None = None
    for anchor in anchors:
        place = f"第 {anchor.position} 个存证"
        if before and (anchor.position, anchor.previous) != (before.position + 1, before.digest):
            yield f"{place}与前一个接不上：中间少了存证，或者有改动。"
        if anchor.position == 1 and anchor.previous:
            yield f"{place}被改动，或者少了一个。"
        if anchor.digest != digest_of(anchor):
            yield f"{place}被改动。"
        if not _is_signed(anchor):
            yield f"{place}的签名不对。"
        elif anchor.public_key not in known_keys:
            yield f"{place}用不认识的密钥签名（公钥 {anchor.public_key}）。更换过密钥的，把旧公钥写进 ANCHOR_RETIRED_KEYS。"
        before = anchor


def history_problems(anchors: Iterable[Anchor]) -> Iterator[str]:
    """What these anchors have seen and the database no longer has: Chinese sentences."""
    for anchor in anchors:
        when = f"{timezone.localtime(anchor.at):%Y-%m-%d %H:%M}"
        places = list(anchor.heads.items())
        for start in range(0, len(places), BATCH):
            batch = dict(places[start : start + BATCH])
            known = set(StatusChange.objects.filter(digest__in=batch.values()).values_list("digest", flat=True))
            for case_id, digest in batch.items():
                if digest not in known:
                    yield f"办件 {case_id} 在 {when} 时的记录不见了。"
        if anchor.audit_head and not Entry.objects.filter(**anchor.audit_head).exists():
            yield f"审计记录第 {anchor.audit_head['position']} 条在 {when} 时还在，现在不见了或被改动。"


def problems() -> Iterator[str]:
    """What is wrong with the anchors kept here, or missing from history although one of them has seen it."""
    first = Anchor.objects.order_by("position").first()
    if first and first.position != 1:
        yield f"第 {first.position} 个存证之前的存证不见了。"
    yield from chain_problems(_kept(), anchor_keys.known_keys())
    yield from history_problems(_kept())


def _kept() -> Iterator[Anchor]:
    return Anchor.objects.order_by("position").iterator(BATCH)


def _is_signed(anchor: Anchor) -> bool:
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(anchor.public_key))
        key.verify(bytes.fromhex(anchor.signature), anchor.digest.encode())
    except (InvalidSignature, ValueError):
        return False
    return True


def _changed_heads(last: Anchor | None) -> tuple[dict[str, str], int]:
    """Digest by id of each case with a new head since the last anchor, and the newest entry that was looked at.

    New is what was written after the last anchor, whatever its date, and what is dated near it: an entry with a smaller
    id may be committed later.
    """
    changes = StatusChange.objects.all()
    if last:
        changes = changes.filter(Q(pk__gt=last.last_change) | Q(at__gte=last.at - OVERLAP))
    seen = StatusChange.objects.aggregate(newest=Max("pk"))["newest"] or 0
    known = last.heads if last else {}
    newest = _heads(changes.values("case_id").distinct())
    return {case_id: digest for case_id, digest in newest.items() if known.get(case_id) != digest}, seen


def _heads(case_ids) -> dict[str, str]:
    newest = StatusChange.objects.filter(case_id__in=case_ids).values("case_id").annotate(position=Max("position"))
    positions = {row["case_id"]: row["position"] for row in newest}
    entries = StatusChange.objects.filter(case_id__in=case_ids).values_list("case_id", "position", "digest")
    return {str(case_id): digest for case_id, position, digest in entries if positions.get(case_id) == position}


def _audit_head() -> dict[str, object]:
    """Where the audit list ends; {} while it is empty."""
    end = Head.objects.order_by("pk").first()
    return {"position": end.position, "digest": end.digest} if end and end.position else {}
