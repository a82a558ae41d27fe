"""Drafts that somebody has deleted: out of sight at once, restorable for a month, then gone with their files (003-38)."""

import logging
from datetime import datetime, timedelta

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.utils import timezone

from casework import drafts, errors, services
from casework.enums import DRAFT
from casework.managers import CaseQuerySet
from casework.models import Case, OpenDraft

logger = logging.getLogger(__name__)
RESTORABLE = timedelta(days=30)


def deleted_of(user: AbstractBaseUser) -> CaseQuerySet:
    """The deleted drafts of a person and of the organisations the person acts for, that can still be restored."""
    since = timezone.now() - RESTORABLE
    return Case.objects.of(user).filter(status=DRAFT, deleted_at__gt=since).order_by("-deleted_at")


def gone_on(case: Case) -> datetime:
    """When a deleted draft is gone for good."""
    return case.deleted_at + RESTORABLE


@transaction.atomic
def throw_away(case: Case, *, user: AbstractBaseUser) -> None:
    """Deletes a draft so that it can be restored; nothing where it is deleted already.

    WrongStatus for what has been submitted, WrongPerson for other people. What only one open draft may claim is free.
    """
    locked = _locked(case, user, "删除草稿")
    if locked.deleted_at:
        return
    locked.deleted_at, locked.deleted_by = timezone.now(), user
    locked.save(update_fields=["deleted_at", "deleted_by"])
    OpenDraft.objects.filter(case_id=locked.pk).delete()
    logger.info("draft thrown away", extra={"case": locked.pk, "kind": locked.kind, "actor": user.pk})


@transaction.atomic
def restore(case: Case, *, user: AbstractBaseUser) -> Case:
    """Brings a deleted draft back with everything in it, and returns it; nothing changes where it is back already.

    NotNow when its month is over, or when another draft stands where the kind allows only one. Others as throw_away.
    """
    locked = _locked(case, user, "恢复草稿")
    if locked.deleted_at is None:
        return locked
    if gone_on(locked) <= timezone.now():
        raise errors.NotNow("这份草稿删除已超过 30 天，不能再恢复。")
    try:
        with transaction.atomic():
            OpenDraft.objects.create(
                case=locked, claim=drafts.claim_of(locked.case_kind, locked.applicant, locked.organisation)
            )
    except IntegrityError as taken:
        raise errors.NotNow("这项业务同时只能有一份草稿，您已经另有一份。请先提交或删除那一份，再恢复。") from taken
    locked.deleted_at = locked.deleted_by = None
    locked.touched_at = timezone.now()
    locked.save(update_fields=["deleted_at", "deleted_by", "touched_at"])
    return locked


def _locked(case: Case, user: AbstractBaseUser, act: str) -> Case:
    locked = Case.objects.select_for_update().get(pk=case.pk)
    if not Case.objects.of(user).filter(pk=case.pk).exists():
        raise errors.WrongPerson(act)
    if locked.status != DRAFT:
        raise errors.WrongStatus(act, locked.status_label)
    return locked


def over(now: datetime) -> CaseQuerySet:
    """The deleted drafts whose month is over."""
    return Case.objects.filter(status=DRAFT, deleted_at__lte=now - RESTORABLE)


def forget(case: Case) -> None:
    """Deletes one for good, in the caller's transaction."""
    drafts.delete_draft(case, user=services.SYSTEM)
