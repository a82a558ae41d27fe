"""What staff see of papers: how far the making is, what failed, and what was issued."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from paperwork.enums import Making
from paperwork.issuing import codes
from paperwork.models import IssuedPaper, PaperRequest

MOST_FAILED = 50
STATES = [("", "全部"), ("standing", "有效"), ("withdrawn", "已作废")]


@dataclass(frozen=True)
class Progress:
    """The papers that were asked for: still to be made, failed, and the failed ones themselves, the newest first."""

    waiting: int
    failed: int
    failures: list[PaperRequest]


def progress() -> Progress:
    """How far the worker has come. Two queries."""
    counts = PaperRequest.objects.exclude(state=Making.DONE).aggregate(
        waiting=Count("pk", filter=Q(state=Making.WAITING)), failed=Count("pk", filter=Q(state=Making.FAILED))
    )
    failures = list(PaperRequest.objects.filter(state=Making.FAILED)[:MOST_FAILED]) if counts["failed"] else []
    return Progress(counts["waiting"], counts["failed"], failures)


def found(words: str, state: str) -> QuerySet[IssuedPaper]:
    """The issued papers whose number begins with the words, or whose digest or recipient they are in part."""
    rows = IssuedPaper.objects.select_related("withdrawal__by", "certificate", "case")
    words = words.replace("\x00", "").strip()
    if words:
        number = codes.tidy_number(words)
        rows = rows.filter(Q(number__startswith=number) | Q(sha256=words.lower()) | Q(recipient__contains=words))
    if state in ("standing", "withdrawn"):
        rows = rows.filter(withdrawal__isnull=state == "standing")
    return rows
