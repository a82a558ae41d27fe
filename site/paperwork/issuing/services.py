"""Asking for papers and making them. One function makes a paper, whoever asks; the database decides which try counts."""

import hashlib
import logging
from datetime import datetime

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils import timezone

import page_cache
from audit.enums import Event
from audit.services import record
from content.context import site_settings
from paperwork import papers
from paperwork.enums import Making
from paperwork.issuing import codes
from paperwork.models import IssuedPaper, PaperRequest, PaperWithdrawal, SealCertificate
from paperwork.papers import Order
from paperwork.sealing.base import SealFailed, sealer

logger = logging.getLogger(__name__)


class NotMade(Exception):
    """The paper could not be made now; str(error) says why, in Chinese. It may be tried again."""


class WithdrawalRefused(Exception):
    """The paper cannot be withdrawn; str(error) says why, in Chinese."""


def ask(kind: str, subject: str, position: int, **what) -> PaperRequest:
    """Asks for a paper, in the caller's transaction; a second time it is the same request. what: case, snapshot, change,
    facts, recipient (masked), as PaperRequest has them. Nothing is made before `make` or the worker's task."""
    papers.get(kind)  # KeyError at once and not in the worker
    found, _ = PaperRequest.objects.get_or_create(kind=kind, subject=subject, position=position, defaults=what)
    return found


def issued(request: PaperRequest) -> IssuedPaper | None:
    """The paper, once it is made."""
    return IssuedPaper.objects.filter(request=request).select_related("withdrawal").first()


def make(request: PaperRequest, now: datetime | None = None) -> IssuedPaper:
    """The paper of a request: the one that exists or, the first time, a new one. NotMade says why there is none.

    Of two who make it at the same moment one writes its row, and the other takes what that one made.
    """
    if paper := issued(request):
        return paper
    kind, number = papers.get(request.kind), number_of(request)
    at = (now or timezone.now()).replace(microsecond=0)
    order = Order(
        number=number,
        address=codes.address(number),
        issuer=site_settings().sponsor,
        issued_at=at,
        case=request.case.specific if request.case else None,
        snapshot=request.snapshot,
        change=request.change,
        facts=request.facts,
    )
    body = kind.render(order)
    certificate, content = None, body.pdf
    if kind.is_sealed:
        try:
            certificate = _known_certificate()
            content = sealer().seal(body, number=number, unit=settings.SEAL["unit"] or order.issuer, at=at)
        except SealFailed as problem:
            raise NotMade(str(problem)) from problem
    return _keep(request, number, at, content, certificate)


def number_of(request: PaperRequest) -> str:
    """The paper's number: the case's, the mark of the kind, and which of the case's submissions or steps it is about."""
    return f"{request.subject}-{papers.get(request.kind).mark}{request.position}"


def _keep(request: PaperRequest, number: str, at: datetime, content: bytes, certificate) -> IssuedPaper:
    paper = IssuedPaper(
        request=request,
        number=number,
        kind=request.kind,
        label=request.label,
        case_id=request.case_id,
        recipient=request.recipient,
        issued_at=at,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        certificate=certificate,
    )
    paper.file.save("paper.pdf", ContentFile(content), save=False)
    try:
        with transaction.atomic():
            paper.save(force_insert=True)
            PaperRequest.objects.filter(pk=request.pk).update(state=Making.DONE, problem="", changed_at=timezone.now())
    except IntegrityError:
        paper.file.storage.delete(paper.file.name)
        if first := issued(request):
            return first
        raise
    if papers.is_public(paper.kind):
        page_cache.changed()
    logger.info("paper issued", extra={"paper": number, "bytes": paper.size})
    return paper


def _known_certificate() -> SealCertificate:
    """The certificate in use, kept at its first seal: old seals are checked against it when it is long replaced."""
    now = sealer().certificate()
    kept = {"pem": now.pem, "subject": now.subject, "not_after": now.not_after, "is_test": now.is_test}
    return SealCertificate.objects.get_or_create(fingerprint=now.fingerprint, defaults=kept)[0]


def content(paper: IssuedPaper) -> bytes:
    """The bytes as they were issued. NotMade when they were lawfully purged or the store has other bytes."""
    if not paper.file:
        raise NotMade(f"这份文书的内容已依规清除（{paper.erased_under}）。")
    with paper.file.open("rb") as file:
        found = file.read()
    if hashlib.sha256(found).hexdigest() != paper.sha256:
        logger.error("issued paper differs from what was issued", extra={"paper": paper.number})
        raise NotMade("这份文书的文件已损坏，请联系我们。")
    return found


@transaction.atomic
def withdraw(paper: IssuedPaper, *, by: AbstractBaseUser, reason: str, address: str = "") -> PaperWithdrawal:
    """Takes a paper back: it is served no more as valid, and whoever checks it reads the reason. WithdrawalRefused."""
    reason = reason.strip()
    if not reason:
        raise WithdrawalRefused("请写明作废的原因。")
    try:
        with transaction.atomic():
            made = PaperWithdrawal.objects.create(paper_id=paper.pk, by=by, reason=reason)
    except IntegrityError as error:
        raise WithdrawalRefused("这份文书已经作废了。") from error
    if papers.is_public(paper.kind):
        page_cache.changed()
    record(
        Event.PAPER_WITHDRAWN,
        actor=by,
        about=paper.number,
        reason=reason,
        address=address,
        data={"paper": paper.pk, "kind": paper.kind, "sha256": paper.sha256},
    )
    return made


def erase(case_ids: list[int], rule: str) -> int:
    """The lawful purge: takes the bytes and the names of the papers of these cases away and says of how many; number,
    times and digest stay, so that a paper somebody still has can be checked."""
    rows = IssuedPaper.objects.filter(case__in=case_ids, erased_under="")
    names = [paper.file for paper in rows if paper.file]
    count = rows.update(file="", recipient="", erased_under=rule)
    PaperRequest.objects.filter(case__in=case_ids).update(facts={}, recipient="")
    transaction.on_commit(lambda: [each.storage.delete(each.name) for each in names])
    return count
