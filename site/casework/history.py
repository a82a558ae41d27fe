"""Writing history, and proving that nobody has changed it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from audit.chain import new_salt
from casework import digests
from casework.models import Case, Snapshot, StatusChange
from page_cache.prepared import Prepared


class Verdict(StrEnum):
    """What the proof says of one case."""

    SOUND = "完好"
    ERASED = "内容已依规清除"
    BROKEN = "已被改动"


@dataclass(frozen=True)
class Proof:
    """The verdict on one case; for a broken one, where it breaks, and for an erased one, under which rules."""

    case_id: int
    verdict: Verdict
    detail: str = ""


_last = Prepared(lambda case_id: StatusChange.objects.filter(case_id=case_id).order_by("-position")[:1])
"""The newest entry of a case, if there is one."""


def append(
    case: Case,
    *,
    action: str,
    source: str,
    target: str,
    by: str,
    actor_id: int | None,
    at: datetime,
    opinion: str = "",
    visible: bool = True,
    snapshot: Snapshot | None = None,
    points: list[dict] | None = None,
) -> StatusChange:
    """Adds an entry to the history of a case whose row the caller has locked."""
    last = next(iter(_last(case.pk)), None)
    change = StatusChange(
        case_id=case.pk,
        action=action,
        source=source,
        target=target,
        by=by,
        actor_id=actor_id,
        at=at,
        opinion=opinion,
        visible=visible,
        snapshot=snapshot,
        points=points or [],
    )
    chain(change, last)
    change.save()
    return change


def chain(change: StatusChange, last: StatusChange | None) -> None:
    """Puts a new entry behind the last one of its case: its position, its salt and its digests."""
    change.position = last.position + 1 if last else 1
    change.previous = last.digest if last else ""
    change.salt = new_salt()
    change.opinion_digest = digests.of_words(change.salt, change.opinion, change.points)
    change.digest = _digest(change)


def freeze(case: Case, content: dict, *, at: datetime) -> Snapshot:
    """Keeps what was submitted, for a case whose row the caller has locked."""
    position = Snapshot.objects.filter(case_id=case.pk).count() + 1
    snapshot = frozen(case.pk, position, content, at=at)
    snapshot.save()
    return snapshot


def frozen(case_id: int, position: int, content: dict, *, at: datetime) -> Snapshot:
    """A snapshot with its digest; the caller saves it."""
    salt = new_salt()
    digest = digests.of_content(salt, content)
    return Snapshot(case_id=case_id, position=position, content=content, salt=salt, digest=digest, taken_at=at)


def prove(case_ids: list[int]) -> Iterator[Proof]:
    """Recomputes every digest of these cases, in two queries for the whole list."""
    changes = (
        StatusChange.objects.filter(case_id__in=case_ids).select_related("snapshot").order_by("case_id", "position")
    )
    by_case: dict[int, list[StatusChange]] = {case_id: [] for case_id in case_ids}
    for change in changes:
        by_case[change.case_id].append(change)
    statuses = dict(Case.objects.filter(pk__in=case_ids).values_list("pk", "status"))
    for case_id, entries in by_case.items():
        yield _prove(case_id, statuses[case_id], entries)


def _prove(case_id: int, status: str, entries: list[StatusChange]) -> Proof:
    previous, rules = "", set()
    for position, change in enumerate(entries, start=1):
        if problem := _problem(change, position, previous):
            return Proof(case_id, Verdict.BROKEN, f"第 {position} 条：{problem}")
        rules |= {change.erased_under, change.snapshot.erased_under if change.snapshot else ""} - {""}
        previous = change.digest
    if entries and entries[-1].target != status:
        return Proof(case_id, Verdict.BROKEN, "现在的状态与最后一条记录不一致")
    return Proof(case_id, Verdict.ERASED, "、".join(sorted(rules))) if rules else Proof(case_id, Verdict.SOUND)


def _problem(change: StatusChange, position: int, previous: str) -> str:
    """What is wrong with one entry; "" when nothing is."""
    if change.position != position:
        return "少了一条记录"
    if change.previous != previous:
        return "与上一条记录接不上"
    if not change.erased_under and change.opinion_digest != digests.of_words(
        change.salt, change.opinion, change.points
    ):
        return "意见被改动"
    snapshot = change.snapshot
    if (
        snapshot
        and not snapshot.erased_under
        and snapshot.digest != digests.of_content(snapshot.salt, snapshot.content)
    ):
        return "提交的内容被改动"
    return "" if change.digest == _digest(change) else "记录被改动"


def _digest(change: StatusChange) -> str:
    return digests.of_change(
        case_id=change.case_id,
        position=change.position,
        action=change.action,
        source=change.source,
        target=change.target,
        by=change.by,
        actor_id=change.actor_id,
        at=change.at,
        visible=change.visible,
        opinion_digest=change.opinion_digest,
        snapshot_digest=change.snapshot.digest if change.snapshot_id else "",
        previous=change.previous,
    )
