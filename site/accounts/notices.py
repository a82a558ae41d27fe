"""The privacy notice: which version holds, who has agreed, and publishing a new one."""

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

import page_cache
from accounts.models import Consent, PrivacyNotice
from audit import services as audit
from audit.enums import Event


def current() -> PrivacyNotice | None:
    """The version that holds, for reading only; None until the archive has published one. Read once a generation."""
    return page_cache.kept("privacy notice", _read_current)


def _read_current() -> PrivacyNotice | None:
    return PrivacyNotice.objects.filter(published_at__isnull=False).order_by("-version").first()


def is_wanted(user: AbstractBaseUser) -> PrivacyNotice | None:
    """The version that this person has yet to agree to."""
    notice = current()
    if notice is None or Consent.objects.filter(user=user, notice=notice).exists():
        return None
    return notice


@transaction.atomic
def accept(user: AbstractBaseUser, notice: PrivacyNotice, *, address: str = "") -> Consent:
    """Keeps that the person agrees; agreeing twice is agreeing once."""
    consent, made = Consent.objects.get_or_create(user=user, notice=notice)
    if made:
        audit.record(Event.NOTICE_ACCEPTED, actor=user, address=address, data={"version": notice.version})
    return consent


@transaction.atomic
def publish(notice: PrivacyNotice, *, user: AbstractBaseUser) -> PrivacyNotice:
    """Freezes a draft and makes it the version that everybody is asked to agree to; ValidationError when it is frozen."""
    notice.published_at, notice.published_by = timezone.now(), user
    notice.save()
    audit.record(
        Event.SETTINGS_CHANGED, actor=user, about="隐私说明", data={"version": notice.version, "published": True}
    )
    return notice
