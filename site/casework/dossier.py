"""办件档案: everything that there is about one case as a ZIP, with a manifest by which each file can be proved.

It is written as it is read, so that a case with gigabytes of drawings needs no more memory than one with a letter, and
is under way at once. Rooms above casework add their papers by `on_dossier`.
"""

import hashlib
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from audit.enums import Event
from audit.services import record
from casework import queue
from casework.attachments.storage import private
from casework.models import Attachment, Case
from casework.permissions import works_on
from casework.staff_notes import may_read

RIGHT = "casework.dossier_case"
CHUNK = 256 * 1024


@dataclass(frozen=True)
class Entry:
    """One file of a dossier: its path, its bytes piece by piece, and what the manifest says of it besides."""

    path: str
    content: Iterable[bytes]
    about: str = ""
    expected: str = ""
    """The sha256 that was kept when the file came in; "" where there is none."""


Papers = Callable[[Case], Iterator[Entry]]
_papers: list[Papers] = []


def on_dossier(papers: Papers) -> Papers:
    """Registers who else has papers of a case."""
    _papers.append(papers)
    return papers


def may_take(user: AbstractBaseUser, case: Case) -> bool:
    """Whether a member of staff works on the kind and may take everything of a case out of the house."""
    return user.has_perm(RIGHT) and works_on(user, case.case_kind)


def begin(case: Case, user: AbstractBaseUser, *, with_notes: bool, reason: str, address: str = "") -> None:
    """Asks for the right and records that the dossier is taken out. PermissionDenied for who may not."""
    if not may_take(user, case) or (with_notes and not may_read(user, case)):
        raise PermissionDenied
    data = {"case": case.pk, "notes": with_notes}
    record(Event.EXPORTED, actor=user, about=f"{case} 办件档案", reason=reason, address=address, data=data)


def file_name(case: Case) -> str:
    """The name under which it is saved."""
    return f"办件档案{case.number}.zip"


def stream(case: Case, *, made_by: AbstractBaseUser, with_notes: bool, now: datetime | None = None) -> Iterator[bytes]:
    """The ZIP piece by piece; the manifest comes last, for it holds the digests of what was written."""
    sink, listed = _Sink(), []
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry in entries(case, with_notes=with_notes):
            digest, size = hashlib.sha256(), 0
            with archive.open(_info(entry.path, now), "w", force_zip64=True) as target:
                for piece in entry.content:
                    digest.update(piece)
                    size += len(piece)
                    target.write(piece)
                    yield from sink.taken()
            found = {"path": entry.path, "size": size, "sha256": digest.hexdigest(), "about": entry.about}
            if entry.expected and entry.expected != found["sha256"]:
                found["problem"] = f"与收到时的校验码不同：{entry.expected}"
            listed.append(found)
        archive.writestr(_info("manifest.json", now), _json(_manifest(case, made_by, listed, now)))
    yield from sink.taken()


def entries(case: Case, *, with_notes: bool) -> Iterator[Entry]:
    """The files in their order: what was submitted, what was done, what was said, the papers, and the attachments."""
    for snapshot in case.snapshots.order_by("position"):
        content = {"taken_at": snapshot.taken_at, "digest": snapshot.digest, "content": snapshot.content}
        erased = f"（已依规清除：{snapshot.erased_under}）" if snapshot.erased_under else ""
        yield _data(
            f"申报内容/第{snapshot.position}次提交.json", content, f"第 {snapshot.position} 次提交的内容{erased}"
        )
    history = list(case.history.select_related("actor", "case").order_by("position"))
    yield _data("办理记录.json", [_step(change) for change in history], "每一步的人、时间和意见，按存证的次序")
    decided = [_step(change) for change in history if change.by == "staff" and change.opinion]
    yield _data("意见和决定.json", decided, "工作人员写了意见的各步")
    ticks = case.ticks.select_related("item", "by")
    yield _data("核对清单.json", [_tick(tick) for tick in ticks], "核对清单的勾选记录")
    yield _data("消息.json", [_message(each) for each in case.messages.order_by("pk")], "发给申请人的消息")
    if with_notes:
        notes = [
            {"at": note.at, "by": str(note.author), "text": note.text} for note in case.notes.select_related("author")
        ]
        yield _data("内部备注.json", notes, "工作人员的内部备注，不对外")
    for papers in _papers:
        yield from papers(case)
    for attachment in case.attachments.select_related("item").order_by("item__position", "pk"):
        yield _file(attachment)


def _file(attachment: Attachment) -> Entry:
    state = "已从清单移除" if attachment.removed_at else ""
    path = f"附件/{_safe(attachment.item.label)}/{attachment.pk} {_safe(attachment.name)}"
    if attachment.erased_under:
        return Entry(f"{path}.已清除.txt", [attachment.erased_under.encode()], "内容已依规清除")
    return Entry(path, _pieces(attachment), state, attachment.sha256)


def _pieces(attachment: Attachment) -> Iterator[bytes]:
    with private().open(attachment.file.name) as file:
        while piece := file.read(CHUNK):
            yield piece


def _step(change) -> dict:
    return {
        "position": change.position,
        "at": change.at,
        "action": change.action_label,
        "by": change.get_by_display(),
        "actor": str(change.actor) if change.actor else "",
        "from": change.source,
        "to": change.target,
        "opinion": change.opinion,
        "points": change.points,
        "digest": change.digest,
    }


def _tick(tick) -> dict:
    return {
        "at": tick.at,
        "by": str(tick.by),
        "item": tick.item.text,
        "step": tick.item.action_label,
        "submission": tick.submission,
        "ticked": tick.is_ticked,
    }


def _message(message) -> dict:
    return {
        "at": message.created_at,
        "channel": message.get_channel_display(),
        "title": message.title,
        "text": message.body,
        "state": message.get_state_display(),
    }


def _manifest(case: Case, made_by: AbstractBaseUser, listed: list[dict], now: datetime | None) -> dict:
    last = case.history.order_by("position").last()
    return {
        "number": case.number,
        "kind": case.case_kind.label,
        "title": case.title,
        "status": case.status_label,
        "applicant": queue.full_name(case),
        "organisation": str(case.organisation or ""),
        "made_at": now or timezone.now(),
        "made_by": str(made_by),
        "last_digest": last.digest if last else "",
        "files": listed,
    }


def _data(path: str, content: object, about: str) -> Entry:
    return Entry(path, [_json(content)], about)


def _json(content: object) -> bytes:
    return json.dumps(content, ensure_ascii=False, indent=1, default=_plain).encode()


def _plain(value: object) -> str:
    return timezone.localtime(value).isoformat() if isinstance(value, datetime) else str(value)


def _safe(name: str) -> str:
    """A name that no program that unpacks takes for a path."""
    return "".join("_" if each in '/\\:*?"<>|' or each < " " else each for each in name).strip(". ") or "文件"


def _info(path: str, now: datetime | None) -> zipfile.ZipInfo:
    at = timezone.localtime(now or timezone.now())
    info = zipfile.ZipInfo(path, at.timetuple()[:6])
    info.compress_type = zipfile.ZIP_STORED if path.startswith("附件/") else zipfile.ZIP_DEFLATED
    return info


class _Sink:
    """Where the archive writes, and from where its pieces are taken at once."""

    def __init__(self):
        self.pieces: list[bytes] = []

    def write(self, piece: bytes) -> int:
        self.pieces.append(bytes(piece))
        return len(piece)

    def flush(self) -> None:
        """Nothing is held back."""

    def taken(self) -> Iterator[bytes]:
        pieces, self.pieces = self.pieces, []
        yield from pieces
