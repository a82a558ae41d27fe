"""Hourly anchors: the newest digests of the cases that changed, signed, to be exported and kept elsewhere."""

from collections.abc import Iterator
from datetime import timedelta

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.crypto import salted_hmac

from casework import digests
from casework.models import Anchor, StatusChange

OVERLAP = timedelta(hours=1)  # a step is dated at its start and may be committed after the anchor that should hold it


def signing_key() -> Ed25519PrivateKey:
    """The key that signs anchors, derived from SECRET_KEY; its public half goes out with every export."""
    seed = salted_hmac("casework.anchors", "ed25519", secret=settings.SECRET_KEY, algorithm="sha256").digest()
    return Ed25519PrivateKey.from_private_bytes(seed)


def public_key() -> str:
    """The public key in hexadecimal."""
    return signing_key().public_key().public_bytes_raw().hex()


def drop_anchor() -> Anchor | None:
    """Signs the heads of the cases that changed since the last anchor; None when none has.

    Two processes at once: the unique position lets one of them win, the other drops its own.
    """
    last = Anchor.objects.order_by("position").last()
    changed = StatusChange.objects.filter(at__gte=last.at - OVERLAP) if last else StatusChange.objects.all()
    now = timezone.now()
    heads = dict(last.heads) if last else {}
    newest = _heads(changed.filter(at__lt=now).values_list("case_id", flat=True).distinct())
    fresh = {case_id: digest for case_id, digest in newest.items() if heads.get(case_id) != digest}
    if not fresh:
        return None
    anchor = Anchor(
        position=last.position + 1 if last else 1, at=now, heads=fresh, previous=last.digest if last else ""
    )
    anchor.digest = digests.of_anchor(position=anchor.position, at=now, heads=fresh, previous=anchor.previous)
    anchor.signature = signing_key().sign(anchor.digest.encode()).hex()
    try:
        with transaction.atomic():
            anchor.save()
    except IntegrityError:
        return None
    return anchor


def problems() -> Iterator[str]:
    """What is wrong with the anchors, or missing from history although an anchor has seen it: Chinese sentences."""
    previous, key = "", signing_key().public_key()
    for position, anchor in enumerate(Anchor.objects.order_by("position").iterator(), start=1):
        expected = digests.of_anchor(position=position, at=anchor.at, heads=anchor.heads, previous=previous)
        if anchor.position != position or anchor.previous != previous or anchor.digest != expected:
            yield f"第 {position} 个存证被改动，或者少了一个。"
        try:
            key.verify(bytes.fromhex(anchor.signature), anchor.digest.encode())
        except (InvalidSignature, ValueError):
            yield f"第 {position} 个存证的签名不对。"
        known = set(StatusChange.objects.filter(digest__in=anchor.heads.values()).values_list("digest", flat=True))
        for case_id, digest in anchor.heads.items():
            if digest not in known:
                yield f"办件 {case_id} 在 {timezone.localtime(anchor.at):%Y-%m-%d %H:%M} 时的记录不见了。"
        previous = anchor.digest


def _heads(case_ids) -> dict[str, str]:
    newest = StatusChange.objects.filter(case_id__in=case_ids).values("case_id").annotate(position=Max("position"))
    positions = {row["case_id"]: row["position"] for row in newest}
    entries = StatusChange.objects.filter(case_id__in=positions).values_list("case_id", "position", "digest")
    return {str(case_id): digest for case_id, position, digest in entries if positions[case_id] == position}
