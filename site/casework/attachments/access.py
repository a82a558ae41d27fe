"""Whose case it is when files are added or taken away: a person's who is signed in, or that of who holds a token.

A sender without an account has no case until something is sent. His draft belongs to nobody, and a signed token in his
form holds it for a day.
"""

from datetime import timedelta

from django.core import signing
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from casework.attachments.services import Sender
from casework.models import Case, Upload
from casework.services import ANONYMOUS

HELD_FOR = timedelta(days=1)
_signer = signing.TimestampSigner(salt="casework.attachments.held")


def hold(case: Case) -> str:
    """The token of a draft that belongs to nobody."""
    return _signer.sign(str(case.pk))


def held(token: str) -> Case | None:
    """The draft of a token; None when the token is false or old, or the draft has been sent or deleted."""
    try:
        pk = _signer.unsign(token, max_age=HELD_FOR)
    except signing.BadSignature:
        return None
    return Case.objects.drafts().filter(pk=pk, applicant=None).first()


def case_and_sender(request: HttpRequest, ref: str) -> tuple[Case, Sender]:
    """The case that an address names by its pk or by a token, and who acts; 404 when it is not theirs."""
    if ref.isdecimal() and len(ref) < 19:
        return get_object_or_404(Case.objects.visible_to(request.user), pk=ref), request.user
    case = held(ref)
    if case is None:
        raise Http404
    return case, ANONYMOUS


def upload_and_sender(request: HttpRequest, token: str) -> tuple[Upload, Sender]:
    """The unfinished file of a token, and who goes on with it; 404 when it is not theirs."""
    upload = get_object_or_404(Upload.objects.select_related("case", "item"), token=token)
    if upload.case.applicant_id is None and upload.user_id is None:
        return upload, ANONYMOUS
    if not Case.objects.visible_to(request.user).filter(pk=upload.case_id).exists():
        raise Http404
    return upload, request.user
