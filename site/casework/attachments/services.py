"""What is done with the files of a case: adding, taking away, freezing, and lawful erasing."""

import hashlib
import logging
import tempfile
from pathlib import Path

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import transaction
from django.db.models import QuerySet, Sum
from django.utils import timezone

from casework import errors as case_errors
from casework.attachments import formats, names, scanner
from casework.attachments.errors import FileRefused, TryLater
from casework.attachments.queries import listing, missing
from casework.attachments.storage import private, random_name
from casework.enums import Holder
from casework.models import Attachment, AttachmentItem, Case, Scan
from casework.services import ANONYMOUS, Anonymous
from library.uploads import check_content, open_file, refusal

__all__ = ["add", "check_entry", "erase", "frozen", "guard_change", "listing", "missing", "remove"]

logger = logging.getLogger(__name__)
CASE_BYTES = 500 * 1024**2
"""How much all files of one case may hold."""
Sender = AbstractBaseUser | Anonymous


def add(case: Case, item_name: str, upload: File, *, user: Sender) -> Attachment:
    """Takes a file into the case and returns it; what was sent is kept byte for byte.

    FileRefused, in a sentence that names the file and the reason, when it is not fit (TryLater when that does not lie
    with the file). WrongPerson when the case is not the user's. Nothing has been kept then. Looking at the file is
    slow, so this is not to be called inside a transaction.
    """
    name = names.shown_name(upload.name or "")
    guard_change(case, user)
    item = check_entry(case, item_name, name, upload.size)
    extension = names.extension_of(name)
    with tempfile.TemporaryDirectory(prefix="attachment-") as folder:
        path, copy = Path(folder) / "file", Path(folder) / "copy"
        sha256 = _copy(upload, path)
        _refuse_twin(case, item, name, sha256)
        try:
            has_picture = _look(path, name, extension, copy)
            state = _scan(path, name)
        except ValidationError as problem:
            raise FileRefused(name, problem.message) from problem
        attachment = Attachment(
            case_id=case.pk,
            item=item,
            name=name,
            size=path.stat().st_size,
            sha256=sha256,
            content_type=formats.FORMATS[extension].content_type,
            scan=state,
            uploaded_by_id=user.pk,
        )
        attachment.file = _store(path)
        if has_picture:
            attachment.picture = _store(copy)
    try:
        return _enter(attachment, user)
    except BaseException:
        discard(attachment.file.name, attachment.picture.name)
        raise


def check_entry(case: Case, item_name: str, name: str, size: int | None) -> AttachmentItem:
    """The item, when a file of that shown name and size (bytes) may be sent for it; FileRefused otherwise."""
    item = AttachmentItem.objects.filter(kind=case.kind, name=item_name, in_use=True).first()
    if item is None:
        raise FileRefused(name, "这项材料现在不收。请刷新页面，看最新的材料清单。")
    extension = names.extension_of(name)
    if extension not in formats.extensions(item.sorts):
        shown = f"“.{extension}”格式" if extension else "没有扩展名的文件"
        raise FileRefused(name, f"“{item.label}”不收{shown}，可以用：{formats.in_words(item.sorts)}。")
    if size is None or size <= 0:
        raise FileRefused(name, refusal("empty").message)
    if size > item.max_bytes:
        megabytes = f"{size / 1024**2:.1f}"
        raise FileRefused(
            name, f"文件有 {megabytes} MB，“{item.label}”每个不能超过 {item.max_megabytes} MB。请压缩或者分成几个。"
        )
    _room(case, item, name, size)
    return item


def guard_change(case: Case, user: Sender) -> None:
    """Whether the files of the case are in this person's hands now: WrongStatus or WrongPerson otherwise."""
    if case.case_kind.workflow.statuses[case.status].holder is not Holder.APPLICANT:
        raise case_errors.WrongStatus("增删附件", case.status_label)
    if user is ANONYMOUS:
        allowed = case.applicant_id is None
    else:
        allowed = user.is_active and Case.objects.visible_to(user).filter(pk=case.pk).exists()
    if not allowed:
        raise case_errors.WrongPerson("增删附件")


@transaction.atomic
def remove(attachment: Attachment, *, user: Sender) -> None:
    """Takes a file off the case's list. It is deleted for good, unless it was part of a submission. Errors as add."""
    case = Case.objects.select_for_update().get(pk=attachment.case_id)
    guard_change(case, user)
    attachment = Attachment.objects.get(pk=attachment.pk)
    if attachment.frozen_at is None:
        attachment.delete()
    elif attachment.removed_at is None:
        attachment.removed_at = timezone.now()
        attachment.save(update_fields=["removed_at"])
    _touch(case)


def frozen(case: Case) -> list[dict]:
    """The case's files as a submission keeps them; from now on none of them is deleted.

    To be called inside the transaction that submits: the case stays locked until that ends, so that no file comes or
    goes between this list and the submission.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("frozen needs the transaction that submits")
    Case.objects.select_for_update().get(pk=case.pk)
    files = [(item, file) for item, found in listing(case) for file in found]
    kept = Attachment.objects.filter(pk__in=[file.pk for _, file in files], frozen_at=None)
    kept.update(frozen_at=timezone.now())
    return [{"item": item.label, "name": file.name, "size": file.size, "sha256": file.sha256} for item, file in files]


@transaction.atomic
def erase(attachments: QuerySet[Attachment], *, rule: str) -> int:
    """Takes content and name of these files away under a rule and says how many; size and sha256 stay as proof."""
    found = list(attachments.select_for_update().filter(erased_under=""))
    for attachment in found:
        stored = (attachment.file.name, attachment.picture.name)
        transaction.on_commit(lambda stored=stored: discard(*stored))
    attachments.model.objects.filter(pk__in=[each.pk for each in found]).update(
        name="已依规清除", file="", picture="", erased_under=rule
    )
    return len(found)


def discard(*stored: str) -> None:
    """Deletes stored files by their names; "" stands for none."""
    for name in filter(None, stored):
        private().delete(name)


def _copy(upload: File, path: Path) -> str:
    """Writes the upload to path, where it can be opened as often as needed, and returns its SHA-256."""
    digest = hashlib.sha256()
    upload.seek(0)
    with path.open("wb") as target:
        for chunk in upload.chunks():
            digest.update(chunk)
            target.write(chunk)
    return digest.hexdigest()


def _look(path: Path, name: str, extension: str, copy: Path) -> bool:
    with path.open("rb") as source:
        check_content(File(source), f"file.{extension}")
    return open_file(path, extension, copy)


def _scan(path: Path, name: str) -> Scan:
    if not scanner.is_on():
        return Scan.NOT_SCANNED
    try:
        with path.open("rb") as source:
            scanner.scan(source)
    except scanner.VirusFound as virus:
        logger.warning("virus found in an upload", extra={"virus": str(virus)})
        raise FileRefused(name, f"查毒发现病毒（{virus}）。请先在自己的电脑上杀毒，再上传没有病毒的文件。") from virus
    except scanner.ScannerDown as problem:
        logger.exception("virus scanner does not answer")
        raise TryLater(
            name, "查毒服务暂时不可用，现在不能收文件。已经填写和上传的内容都在，请过几分钟再传一次。"
        ) from problem
    return Scan.CLEAN


def _store(path: Path) -> str:
    with path.open("rb") as source:
        return private().save(random_name(None, ""), File(source))


@transaction.atomic
def _enter(attachment: Attachment, user: Sender) -> Attachment:
    """Writes the row, with the case locked, so that limits hold when several files come at once."""
    case = Case.objects.select_for_update().get(pk=attachment.case_id)
    guard_change(case, user)
    _room(case, attachment.item, attachment.name, attachment.size)
    _refuse_twin(case, attachment.item, attachment.name, attachment.sha256)
    attachment.save(force_insert=True)
    _touch(case)
    return attachment


def _room(case: Case, item: AttachmentItem, name: str, size: int) -> None:
    current = Attachment.objects.current().filter(case_id=case.pk)
    if current.filter(item=item).count() >= item.max_files:
        raise FileRefused(name, f"“{item.label}”最多 {item.max_files} 个文件。请先移除一个，或者合并成一个文件。")
    used = current.aggregate(total=Sum("size"))["total"] or 0
    if used + size > CASE_BYTES:
        raise FileRefused(name, f"一个办件的全部附件不能超过 {CASE_BYTES // 1024**2} MB。请压缩后再上传。")


def _refuse_twin(case: Case, item: AttachmentItem, name: str, sha256: str) -> None:
    twin = Attachment.objects.current().filter(case_id=case.pk, item=item, sha256=sha256).first()
    if twin:
        raise FileRefused(name, f"和已经上传的“{twin.name}”内容相同，不用再传。")


def _touch(case: Case) -> None:
    case.touched_at = timezone.now()
    case.save(update_fields=["touched_at"])
