"""The claim of an organisation, a kind of case; and invitations to be a handler."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone

from accounts.encryption import PhoneFields
from accounts.models import Membership, Organisation, Role
from casework.models import Case

OPEN_FOR = timedelta(days=30)


class OrganisationClaim(Case):
    """认领单位: somebody proves that they act for an organisation. membership: what came of it."""

    organisation_name = models.CharField("单位名称", max_length=100, blank=True)
    code = models.CharField("统一社会信用代码", max_length=18, blank=True, db_index=True)
    role = models.CharField("申请的身份", max_length=15, choices=Role, default=Role.ADMINISTRATOR)
    membership = models.ForeignKey(
        Membership, verbose_name="成员", null=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = "单位认领"
        verbose_name_plural = "单位认领"


class InvitationQuerySet(models.QuerySet):
    """Invitations as they are asked for."""

    def open(self) -> "InvitationQuerySet":
        """Those that can still be answered."""
        return self.filter(settled_at=None, sent_at__gt=timezone.now() - OPEN_FOR)


class Invitation(PhoneFields):
    """An administrator asks whoever signs in with a telephone number to be a handler of the organisation."""

    organisation = models.ForeignKey(
        Organisation, verbose_name="单位", on_delete=models.PROTECT, related_name="invitations"
    )
    name = models.CharField("姓名", max_length=50)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="邀请人", on_delete=models.PROTECT, related_name="+"
    )
    sent_at = models.DateTimeField("邀请时间", default=timezone.now)
    settled_at = models.DateTimeField("处理时间", null=True)
    membership = models.ForeignKey(
        Membership, verbose_name="成员", null=True, on_delete=models.PROTECT, related_name="invitations"
    )

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = "经办人邀请"
        verbose_name_plural = "经办人邀请"
        ordering = ["-sent_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "phone_hash"],
                condition=models.Q(settled_at=None),
                name="invitation_once_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation} / {self.phone_tail}"
