"""What a paper in somebody's hands is worth: by number and code, or by its bytes.

By bytes is the better proof: a QR code can be copied to another sheet. A file whose digest is in the store is what was
issued, whoever sent it; any other file is examined in a process of its own for a seal of ours.
"""

import hashlib
import tempfile
from dataclasses import dataclass
from pathlib import Path

from django.core.files.uploadedfile import UploadedFile

from library.apart import GaveUp
from paperwork.enums import Verdict
from paperwork.issuing import codes
from paperwork.models import IssuedPaper, SealCertificate
from paperwork.sealing.base import Examination, sealer

HEAD = 1024  # bytes within which a PDF says that it is one


@dataclass(frozen=True)
class Finding:
    """What was found. paper: what was issued, None where nothing may be told; claimed: the number that an altered file
    gives itself, which proves nothing; sentence: what it means for whoever asks."""

    verdict: Verdict
    sentence: str
    paper: IssuedPaper | None = None
    claimed: str = ""
    by_file: bool = False


def by_code(number: str, code: str) -> Finding:
    """What a number and its code, both tidied, stand for."""
    paper = _papers().filter(number=number).first() if codes.is_right(number, code) else None
    if paper is None:
        return Finding(Verdict.UNKNOWN, "没有这个编号和核验码的文书。请核对后再查：核验码里没有数字 0、1 和 8。")
    return _standing(paper, by_file=False)


def by_file(file: UploadedFile) -> Finding:
    """What an uploaded file is. It is not kept."""
    digest = hashlib.sha256()
    for block in file.chunks():
        digest.update(block)
    if paper := _papers().filter(sha256=digest.hexdigest()).first():
        return _standing(paper, by_file=True)
    file.seek(0)
    if b"%PDF-" not in file.read(HEAD):
        return Finding(
            Verdict.UNREADABLE, "这个文件不是 PDF。请上传下载时的原文件；纸质文书请按编号和核验码核验。", by_file=True
        )
    try:
        examined = _examine(file)
    except GaveUp:
        return Finding(
            Verdict.UNREADABLE,
            "这个文件和登记的任何一份文书都不一样，而且读不出里面的印章：它可能损坏了，也可能被改动过。不要把它当作真的文书。",
            by_file=True,
        )
    return _told(examined)


def _told(examined: Examination) -> Finding:
    if not examined.signer:
        return Finding(
            Verdict.UNKNOWN,
            "这个文件和登记的任何一份文书都不一样，里面也没有我们的电子印章。拍照、打印、另存、转换过的文件不再是原文件，请按编号和核验码核验。",
            by_file=True,
        )
    if not examined.is_intact:
        return Finding(
            Verdict.ALTERED,
            "这个文件盖章以后内容被改动过，不能当作真的文书。",
            claimed=examined.number,
            by_file=True,
        )
    if examined.is_whole:
        return Finding(
            Verdict.UNKNOWN,
            "印章是真的，但是没有这份文件的登记。请致电我们核实。",
            claimed=examined.number,
            by_file=True,
        )
    return Finding(
        Verdict.ALTERED,
        "这个文件盖章以后又被添加了内容，看到的可能不是当时签发的样子。下面是当时签发的文书。",
        paper=_papers().filter(number=examined.number).first(),
        claimed=examined.number,
        by_file=True,
    )


def _standing(paper: IssuedPaper, *, by_file: bool) -> Finding:
    if paper.withdrawn:
        return Finding(Verdict.WITHDRAWN, "这份文书是我们签发的，后来作废了，不再有效。", paper=paper, by_file=by_file)
    sentence = (
        "这个文件与签发时一字不差。"
        if by_file
        else "我们签发过这份文书。请核对手里的文书与下面各项、与内容是否一致；二维码可以被复制到别的纸上，最可靠的是上传文件核验。"
    )
    return Finding(Verdict.GENUINE, sentence, paper=paper, by_file=by_file)


def _papers():
    return IssuedPaper.objects.select_related("withdrawal", "certificate")


def _examine(file: UploadedFile) -> Examination:
    known = list(SealCertificate.objects.values_list("pem", flat=True))
    if hasattr(file, "temporary_file_path"):
        return sealer().examine(Path(file.temporary_file_path()), known)
    with tempfile.NamedTemporaryFile(suffix=".pdf") as copy:
        file.seek(0)
        copy.writelines(file.chunks())
        copy.flush()
        return sealer().examine(Path(copy.name), known)
