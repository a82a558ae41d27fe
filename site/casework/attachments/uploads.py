"""Files that come in parts, so that a broken connection costs only the part that was on its way.

begin → take_part … take_part → finish, which is `services.add`. What has arrived is kept for some days and found again
by the file's fingerprint, even after the browser was closed.
"""

import hashlib
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

from django.core.files import File
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.db.models import F, Sum
from django.utils import timezone

from casework.attachments import names, services
from casework.attachments.errors import FileRefused, TryLater, WrongOffset
from casework.attachments.storage import private, random_name
from casework.models import Attachment, Case, Upload, UploadPart

PART_BYTES = 2 * 1024**2
"""The longest part."""
KEPT_FOR = timedelta(days=3)
UNFINISHED = 30
"""How many files of one person (of one case, for a sender without an account) may be on their way."""
UNFINISHED_BYTES = 1024**3


def begin(case: Case, item_name: str, *, user: services.Sender, raw_name: str, size: int, modified: str = "") -> Upload:
    """A place for the parts of a file of `size` bytes; the same file begun before is gone on with.

    modified: what the browser says of the time of the file's last change. Errors as `services.add`.
    """
    name = names.shown_name(raw_name)
    services.guard_change(case, user)
    item = services.check_entry(case, item_name, name, size)
    fingerprint = hashlib.sha256(f"{name}\n{size}\n{modified}".encode()).hexdigest()
    known = Upload.objects.filter(case_id=case.pk, item=item, fingerprint=fingerprint).first()
    if known:
        return known
    others = Upload.objects.filter(user_id=user.pk) if user.pk else Upload.objects.filter(case_id=case.pk)
    if others.count() >= UNFINISHED or (others.aggregate(all=Sum("size"))["all"] or 0) + size > UNFINISHED_BYTES:
        raise TryLater(name, "您没有传完的文件太多了。请先把它们传完或者取消，再传新的。")
    try:
        with transaction.atomic():
            return Upload.objects.create(
                case_id=case.pk,
                item=item,
                user_id=user.pk,
                name=name,
                fingerprint=fingerprint,
                size=size,
                touched_at=timezone.now(),
            )
    except IntegrityError:  # begun twice at once
        return Upload.objects.get(case_id=case.pk, item=item, fingerprint=fingerprint)


def take_part(upload: Upload, offset: int, content: bytes, *, user: services.Sender) -> int:
    """Keeps a part and returns the place where the next one begins, in bytes.

    WrongOffset when it does not begin where the last part ended or goes beyond the file's end: of two that come at
    once for the same place, one is kept. WrongStatus and WrongPerson as `services.add`.
    """
    services.guard_change(upload.case, user)
    end = offset + len(content)
    if offset != upload.received or not content or end > upload.size or len(content) > PART_BYTES:
        raise WrongOffset(Upload.objects.values_list("received", flat=True).get(pk=upload.pk))
    stored = private().save(random_name(None, ""), ContentFile(content))
    try:
        with transaction.atomic():
            free = Upload.objects.filter(pk=upload.pk, received=offset)
            if not free.update(received=F("received") + len(content), touched_at=timezone.now()):
                raise WrongOffset(Upload.objects.values_list("received", flat=True).get(pk=upload.pk))
            UploadPart.objects.create(upload=upload, offset=offset, file=stored)
    except BaseException:
        services.discard(stored)
        raise
    return end


def finish(upload: Upload, *, user: services.Sender, sha256: str = "") -> Attachment:
    """Puts the parts together and takes the file in as `services.add` does, with its errors.

    sha256: the file's, as the sender reckoned it, if he did. A file that is refused for what it is has to be sent
    anew; for TryLater the parts stay, and finish may be called again. WrongOffset while parts are missing.
    """
    if upload.received != upload.size:
        raise WrongOffset(upload.received)
    with tempfile.TemporaryDirectory(prefix="upload-") as folder:
        path = Path(folder) / "file"
        digest = _join(upload, path)
        try:
            if sha256 and sha256.lower() != digest:
                raise FileRefused(upload.name, "传到的内容和您的文件不一致，可能是途中出错。请再传一次。")
            with path.open("rb") as source:
                added = services.add(upload.case, upload.item.name, File(source, name=upload.name), user=user)
        except TryLater:
            raise
        except FileRefused:
            upload.delete()
            raise
    upload.delete()
    return added


def sweep(now: datetime | None = None) -> int:
    """Deletes what nobody has gone on with for some days; returns how many files that were."""
    old = list(Upload.objects.filter(touched_at__lt=(now or timezone.now()) - KEPT_FOR))
    for upload in old:
        upload.delete()
    return len(old)


def _join(upload: Upload, path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("wb") as target:
        for part in upload.parts.order_by("offset"):
            with part.file.open("rb") as source:
                content = source.read()
            digest.update(content)
            target.write(content)
    return digest.hexdigest()
