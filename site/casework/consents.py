"""The notice (须知) that stands before an application: which version holds, and what was agreed to in a case."""

from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from casework.enums import DRAFT
from casework.kinds import CaseKind
from casework.models import Case, NoticeReading, NoticeVersion
from casework.sections import Fault


def title(kind: CaseKind) -> str:
    """What the notice is called wherever it is named."""
    return f"《{kind.notice_title or kind.label + '须知'}》"


def current(kind: str) -> NoticeVersion | None:
    """The version that holds now; None when none was ever published."""
    return NoticeVersion.objects.filter(kind=kind).order_by("-number").first()


def consent(case: Case) -> NoticeReading | None:
    """The agreed reading that belongs to the case, with its version."""
    return NoticeReading.objects.select_related("version").filter(case_id=case.pk).first()


def is_needed(case: Case) -> bool:
    """Whether a draft still has to be agreed to under the version that holds now.

    A case that came back needs nothing new, nor does one that staff registered for a caller: they read it to him.
    """
    if not case.case_kind.notice_seconds or case.status != DRAFT or case.is_callers:
        return False
    newest = current(case.kind)
    return not (newest and NoticeReading.objects.filter(case_id=case.pk, version=newest).exists())


def faults(case: Case) -> list[Fault]:
    """What keeps a draft from being handed in, with the address where the notice is read."""
    if not is_needed(case):
        return []
    link = reverse("my_begin", args=[case.kind]) + f"?draft={case.pk}"
    return [Fault("notice", f"请阅读并同意现在的{title(case.case_kind)}。您填写的内容都还在。", link=link)]


def frozen(case: Case) -> dict:
    """Version and time of the consent as a snapshot keeps them; {} for a case without one."""
    if not case.case_kind.notice_seconds or not (found := consent(case)):
        return {}
    return {"notice": {"version": found.version.number, "agreed_at": found.agreed_at.isoformat()}}


def line(kind: CaseKind, content: dict | None) -> str:
    """The consent in a snapshot's content as people read it, in one line; "" where there is none."""
    if not (said := (content or {}).get("notice")):
        return ""
    return words(kind, said["version"], datetime.fromisoformat(said["agreed_at"]))


def words(kind: CaseKind, version: int, agreed_at: datetime) -> str:
    """《…须知》第 2 版，2026-11-20 10:12 同意."""
    return f"{title(kind)}第 {version} 版，{timezone.localtime(agreed_at):%Y-%m-%d %H:%M} 同意"
