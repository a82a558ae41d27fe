"""Personal data of cases that ended long ago is taken away under a rule; what happened, and the proof of it, stays.

Of a case go: the words of its history, what was submitted, its files, messages about it, and the kind's own personal
columns. Codes, times, people and digests stay, so that `manage.py verify_history` says 已依规清除 and not 已被改动.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth import get_user_model
from django.db import models, transaction
from wagtail.log_actions import registry as logs

from accounts import closing
from audit.enums import Event
from audit.services import record
from casework import kinds
from casework.attachments import services as attachments
from casework.kinds import CaseKind
from casework.models import Attachment, Case, DraftSection, KindSettings, NoticeReading, Snapshot, StatusChange

BATCH = 200
Erase = Callable[[list[int]], dict[str, int]]
_erasers: list[Erase] = []


def on_purge(eraser: Erase) -> Erase:
    """Registers who else keeps personal data of cases: eraser(case ids) takes it away, inside the transaction, and
    returns {label: how many rows}."""
    _erasers.append(eraser)
    return eraser


@dataclass(frozen=True)
class Other:
    """A rule about personal data outside cases: due(now) are the rows, forget(rows) erases them and says how many."""

    label: str
    due: Callable[[datetime], models.QuerySet]
    forget: Callable[[models.QuerySet], int]

    def purge(self, now: datetime) -> int:
        """Erases what is due, as one entry of the audit list."""
        with transaction.atomic():
            count = self.forget(self.due(now))
            if count:
                record(Event.PURGED, actor=None, about=self.label, data={"rows": count})
        return count


others: list[Other] = []


@dataclass(frozen=True)
class Rule:
    """How long the personal data of one kind is kept after the end of a case."""

    kind: CaseKind
    days: int

    def __str__(self) -> str:
        return f"{self.kind.label}办结满 {self.days} 天"

    def due(self, now: datetime) -> models.QuerySet:
        """The cases whose time is over, the oldest first."""
        ended = Case.objects.filter(kind=self.kind.name, closed_at__lt=now - timedelta(days=self.days), erased_under="")
        return ended.order_by("closed_at", "pk")


def rules(only: str = "") -> list[Rule]:
    """The rule of every kind, or of one, as staff have set it."""
    kept = dict(KindSettings.objects.exclude(retention_days=None).values_list("kind", "retention_days"))
    found = [kind for kind in kinds.case_kinds() if only in ("", kind.name)]
    return [Rule(kind, kept.get(kind.name, kind.retention_days)) for kind in found]


def purge(rule: Rule, *, now: datetime) -> Iterator[dict[str, int]]:
    """Erases everything that is due under the rule, BATCH cases a transaction; yields what went in each.

    Each batch is an entry of the audit list. It can be stopped and begun again at any time.
    """
    while case_ids := list(rule.due(now).values_list("pk", flat=True)[:BATCH]):
        yield _purge_batch(rule, case_ids, now)


@transaction.atomic
def _purge_batch(rule: Rule, case_ids: list[int], now: datetime) -> dict[str, int]:
    due = rule.due(now).filter(pk__in=case_ids).select_for_update()
    cases = list(due)
    if not cases:
        return {}
    ids, text = [case.pk for case in cases], str(rule)
    done = {
        "办件": len(ids),
        "意见": StatusChange.objects.filter(case__in=ids, erased_under="").update(
            opinion="", points=[], salt="", erased_under=text
        ),
        "提交内容": Snapshot.objects.filter(case__in=ids, erased_under="").update(
            content=None, salt="", erased_under=text
        ),
        "附件": attachments.erase(Attachment.objects.filter(case__in=ids), rule=text),
    }
    DraftSection.objects.filter(case__in=ids).delete()
    NoticeReading.objects.filter(case__in=ids).delete()
    for case in cases:
        _forget(case, text)
    for eraser in _erasers:
        done |= eraser(ids)
    record(Event.PURGED, actor=None, about=text, data={"kind": rule.kind.name, "done": done, "cases": ids})
    return done


def _forget(case: Case, rule: str) -> None:
    """Takes the personal data out of the kind's own row, and the notes out of Wagtail's log."""
    specific = case.specific
    own = {field.name for field in specific._meta.local_fields}
    for name in own & set(case.case_kind.personal):
        setattr(specific, name, "")
    if case.case_kind.forget:
        case.case_kind.forget(specific)
    specific.erased_under, specific.caller_name, specific.phone = rule, "", ""
    specific.save()
    for entry in logs.get_logs_for_instance(specific):
        if entry.data.get("note"):
            entry.data["note"] = ""
            entry.save(update_fields=["data"])


def accounts_to_forget() -> models.QuerySet:
    """Closed accounts of which nothing has to be kept: every case that they handed in has been purged."""
    kept = Case.objects.submitted().filter(applicant=models.OuterRef("pk"), erased_under="")
    people = get_user_model().objects.filter(closed_at__isnull=False, forgotten_at=None)
    return people.filter(~models.Exists(kept)).order_by("pk")


def forget_accounts() -> int:
    """Takes the personal data out of these accounts; says out of how many."""
    count = 0
    while numbers := list(accounts_to_forget().values_list("pk", flat=True)[:BATCH]):
        count += closing.forget(numbers)
    return count
