"""Reading a notice (须知) before one applies: published in versions, read for some seconds, agreed to once a draft.

The clock is the server's: a reading is a row that says when the page was first shown to this person.
"""

import math
from datetime import datetime, timedelta

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Organisation
from casework import drafts, errors, kinds
from casework.consents import current
from casework.enums import DRAFT
from casework.kinds import CaseKind
from casework.models import Case, NoticeReading, NoticeVersion
from content.context import site_settings

REUSED = timedelta(minutes=30)
"""A page loaded again within this time goes on with the reading that has begun."""
UNUSED = timedelta(days=2)
"""After this a reading that nobody agreed to is deleted."""


def publish(kind: str, body: str) -> NoticeVersion:
    """Makes the body the version that holds from now on; nothing changes when it is the one already."""
    newest = current(kind)
    if newest and newest.body == body:
        return newest
    try:
        with transaction.atomic():
            return NoticeVersion.objects.create(kind=kind, number=newest.number + 1 if newest else 1, body=body)
    except IntegrityError:  # somebody published at the same moment: theirs came first, ours is the next
        return publish(kind, body)


def start(user: AbstractBaseUser, kind: CaseKind, now: datetime | None = None) -> NoticeReading:
    """The person's open reading of the version that holds, or a new one. Raises NoticeMissing."""
    now = now or timezone.now()
    version = current(kind.name)
    if version is None:
        raise errors.NoticeMissing(kind.label, site_settings().phone)
    begun = NoticeReading.objects.filter(
        user=user, version=version, case=None, started_at__gt=now - REUSED, started_at__lte=now
    )
    found = begun.order_by("-started_at").first()
    return found or NoticeReading.objects.create(user=user, version=version, started_at=now)


def seconds_left(reading: NoticeReading, kind: CaseKind, now: datetime | None = None) -> int:
    """How many whole seconds the notice must still be read; 0 when one may agree."""
    passed = ((now or timezone.now()) - reading.started_at).total_seconds()
    return max(0, math.ceil(kind.notice_seconds - passed))


@transaction.atomic
def agree(
    reading_id: int,
    *,
    user: AbstractBaseUser,
    organisation: Organisation | None = None,
    draft: Case | None = None,
    now: datetime | None = None,
) -> Case:
    """The person agrees to what was read: opens the draft (drafts.open_draft), and binds the reading to it.

    draft: one that is open already and lacks a consent to the version that holds; it is bound instead of a new one.
    A reading is used once: used again while its draft is open it leads to that draft, so that a double click is right.
    Raises ReadingUnknown, ReadingUsed, NoticeChanged, NoticeTooSoon, and the errors of open_draft.
    """
    now = now or timezone.now()
    reading = NoticeReading.objects.select_for_update().filter(pk=reading_id, user=user).first()
    if reading is None:
        raise errors.ReadingUnknown
    if reading.case_id:
        return _already_open(reading, user)
    kind = kinds.case_kind(reading.version.kind)
    newest = current(kind.name)
    if reading.version_id != newest.pk:
        raise errors.NoticeChanged(newest.number)
    if left := seconds_left(reading, kind, now):
        raise errors.NoticeTooSoon(left)
    case = draft or drafts.open_draft(kind, user=user, organisation=organisation)
    _bind(reading, case, user, now)
    return case


def _already_open(reading: NoticeReading, user: AbstractBaseUser) -> Case:
    found = Case.objects.drafts().visible_to(user).filter(pk=reading.case_id).first()
    if found is None:
        raise errors.ReadingUsed
    return found


def _bind(reading: NoticeReading, case: Case, user: AbstractBaseUser, now: datetime) -> None:
    """Ties the reading to the draft, in the place of one of an older version; one of the same version stays."""
    locked = Case.objects.select_for_update().get(pk=case.pk)
    if locked.kind != reading.version.kind or not Case.objects.visible_to(user).filter(pk=locked.pk).exists():
        raise errors.WrongPerson("填写")
    if locked.status != DRAFT:
        raise errors.WrongStatus("同意须知", locked.status_label)
    held = NoticeReading.objects.filter(case=locked)
    if held.filter(version=reading.version_id).exists():
        return
    held.delete()
    reading.case, reading.agreed_at = locked, now
    reading.save(update_fields=["case", "agreed_at"])


def forget_unused(now: datetime | None = None) -> int:
    """Deletes readings that nobody agreed to; returns how many."""
    old = (now or timezone.now()) - UNUSED
    return NoticeReading.objects.filter(case=None, started_at__lte=old).delete()[0]
