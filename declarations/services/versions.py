"""预览 and 导出 of a declaration, and whether what is handed in is what was stamped (003-36, 003-42).

Only what was typed is compared, by the names of sections and fields: a label that is worded anew changes nothing, and
neither does a file that is added after stamping.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from casework import drafts
from casework.attachments import services as attachments
from casework.attachments.queries import items_of
from casework.enums import FILES
from casework.errors import NotNow, StaleDraft, WrongPerson, WrongStatus
from casework.models import Attachment, Case
from casework.sections import changes
from declarations.enums import DEMONSTRATION
from declarations.models import ExportVersion, StampedScan

STAMPED = "stamped"
"""The item of the list of files that holds the stamped declaration."""


Draw = Callable[[Case, ExportVersion], bytes]
_drawers: list[Draw] = []


def drawn_by(draw: Draw) -> Draw:
    """Registers who makes the file of a version; the last one counts. Its bytes are kept with the version."""
    _drawers.append(draw)
    return draw


@dataclass(frozen=True)
class Sheet:
    """A declaration as it stands now. content: in the shape of a snapshot. gaps: what is missing or wrong, in sentences.

    lacking: (name, title) of the modules without which nothing is printed; [] where it may be.
    """

    content: dict
    digest: str
    gaps: list[str]
    lacking: list[tuple[str, str]]


def sheet(case: Case) -> Sheet:
    """What would be printed now."""
    tasks = [task for task in drafts.task_list(case) if task.name != FILES]
    gaps = [f"{task.title}：{fault.sentence}" for task in tasks for fault in task.faults]
    incomplete = [(task.name, task.title) for task in tasks if task.faults]
    sections = drafts.shown(case, tasks)
    files = [
        {"item": item.label, "name": file.name, "size": file.size, "sha256": file.sha256}
        for item, found in attachments.listing(case)
        for file in found
        if item.name != STAMPED
    ]
    content = {
        "form_version": case.case_kind.form_version,
        "title": case.case_kind.label,
        "sections": sections,
        "files": files,
        "gaps": gaps,
    }
    return Sheet(content, digest(sections), gaps, incomplete if case.kind == DEMONSTRATION else [])


def not_yet(found: Sheet) -> str:
    """Which modules are to be completed before it is printed (003-42)."""
    return f"这几部分填完整以后才能预览和导出：{'、'.join(title for _, title in found.lacking)}。"


def digest(sections: list[dict]) -> str:
    """SHA-256 of what was typed: names and values of all fields, in their order."""
    plain = [
        [
            section["name"],
            [_values(row) for row in section.get("rows", [section.get("fields")])],
        ]
        for section in sections
    ]
    words = json.dumps(plain, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(words.encode()).hexdigest()


def _values(fields: list[dict]) -> list:
    """Names and values; what the server has worked out is left out, for its words may change."""
    return [[field["name"], field["value"]] for field in fields if not isinstance(field["value"], dict)]


@transaction.atomic
def export(case: Case, *, user: AbstractBaseUser, seen_version: int) -> ExportVersion:
    """Freezes what the page showed as the next numbered version; the last one where nothing has changed since.

    Raises WrongPerson or WrongStatus for who may not fill in now, StaleDraft when somebody has changed the draft since
    the page was made, NotNow with what is missing where a kind is printed only complete.
    """
    locked = Case.objects.select_for_update().get(pk=case.pk)
    if not Case.objects.visible_to(user).filter(pk=locked.pk).exists():
        raise WrongPerson("导出申报书")
    if locked.status not in locked.case_kind.open_statuses:
        raise WrongStatus("导出申报书", locked.status_label)
    if locked.version != seen_version:
        raise StaleDraft("有人", "申报内容")
    found = sheet(locked)
    if found.lacking:
        raise NotNow(not_yet(found))
    last = locked.export_versions.defer("pdf").order_by("number").last()
    if last and last.digest == found.digest:
        return last
    made = ExportVersion(
        case=locked,
        number=last.number + 1 if last else 1,
        content=found.content,
        digest=found.digest,
        made_by=user,
        made_at=timezone.now(),
    )
    if _drawers:
        made.pdf = _drawers[-1](locked, made)
        made.sha256 = hashlib.sha256(made.pdf).hexdigest()
    made.save()
    return made


def scans(case: Case) -> list[tuple[Attachment, ExportVersion | None]]:
    """The stamped scans of a case, each with the version that it shows; None where none had been exported.

    Who uploads one may say which version it is; until then it is the newest of the time of its upload.
    """
    files = case.attachments.current().filter(item__name=STAMPED).order_by("pk")
    versions = list(case.export_versions.defer("pdf").order_by("number"))
    tied = dict(StampedScan.objects.filter(attachment__case=case.pk).values_list("attachment", "version"))
    by_pk = {version.pk: version for version in versions}
    return [(file, by_pk.get(tied.get(file.pk)) or _newest(versions, file)) for file in files]


def _newest(versions: list[ExportVersion], file: Attachment) -> ExportVersion | None:
    earlier = [version for version in versions if version.made_at <= file.uploaded_at]
    return earlier[-1] if earlier else None


@transaction.atomic
def tie(file: Attachment, version: ExportVersion, *, user: AbstractBaseUser) -> None:
    """Somebody says which version a scan shows. Errors as for changing files."""
    case = Case.objects.select_for_update().get(pk=file.case_id)
    attachments.guard_change(case, user)
    StampedScan.objects.update_or_create(attachment=file, defaults={"version": version})


def differences(version: ExportVersion, now: Sheet) -> list[dict]:
    """What has changed since a version was exported (casework.sections.changes)."""
    return changes(version.content, now.content)


def problem(case: Case) -> str:
    """Why the stamped scan does not fit what would be handed in now; "" when it does, or when none is asked for."""
    if not any(item.name == STAMPED for item in items_of(case.kind)):
        return ""
    found = scans(case)
    if not found:
        return ""  # a missing file is the list's own fault
    shown = {version for _, version in found}
    if None in shown:
        return "上传盖章申报书以前没有导出过申报书。请先导出，打印盖章后上传扫描件。"
    if len(shown) > 1:
        numbers = "、".join(f"第 {number} 版" for number in sorted(version.number for version in shown))
        return f"上传的盖章申报书不是同一版（{numbers}）。请只留下与现在内容一致的那一版。"
    version, now = shown.pop(), sheet(case)
    if version.digest == now.digest:
        return ""
    changed = differences(version, now)
    labels = list(dict.fromkeys(f"{each['section']}的“{each['label']}”" for each in changed))
    more = f"等 {len(labels)} 处" if len(labels) > 3 else ""
    what = f"：{'、'.join(labels[:3])}{more}" if labels else ""
    return f"盖章申报书是第 {version.number} 版，导出以后内容又改过{what}。请重新导出、盖章后上传，或者把内容改回去。"
