"""Coming to act for an organisation, and no longer doing so. The organisation's row is the lock for its members."""

from datetime import datetime, timedelta

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.identifiers import is_uscc, normal_uscc
from accounts.models import Membership, Organisation, Role, User
from audit.enums import Event
from audit.services import record
from casework.models import StatusChange
from membership.errors import InvitationOver, LastAdministrator, MembershipRefused, NotAdministrator
from membership.models import OPEN_FOR, Invitation, OrganisationClaim
from membership.queries import administered_by, invitations_for
from notifications import services as notifications

KEPT_FOR = timedelta(days=30)  # an invitation that is over
JOINED, INVITED = "organisation_joined", "organisation_invited"


def admit(claim: OrganisationClaim, change: StatusChange, data: dict) -> None:
    """The effect of accepting a claim, in the step's transaction: the organisation is there, and the person in it."""
    organisation, _ = Organisation.objects.get_or_create(code=claim.code, defaults={"name": claim.organisation_name})
    claim.membership = join(claim.applicant, organisation, Role(claim.role), by=change.actor)
    claim.save(update_fields=["membership"])


@transaction.atomic
def join(user: AbstractBaseUser, organisation: Organisation, role: Role, *, by: AbstractBaseUser | None) -> Membership:
    """Makes a person a member, or an administrator of who was a handler; tells the other administrators.

    by: on whose word, None for an identity provider's.
    """
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    member = Membership.objects.active().filter(user=user, organisation=organisation).first()
    if member and role in (member.role, Role.HANDLER):
        return member
    member = member or Membership(user=user, organisation=organisation)
    member.role = role
    member.save()
    others = organisation.memberships.active().filter(role=Role.ADMINISTRATOR).exclude(user=user)
    for other in others.select_related("user"):
        values = {"单位": organisation.name, "姓名": str(user), "身份": role.label}
        notifications.tell(other.user, JOINED, values)
    _record(member, by, role=str(role))
    return member


@transaction.atomic
def claim_from_provider(user: AbstractBaseUser, code: str, name: str) -> Membership:
    """An identity provider vouches that the person acts for the organisation: administrator if it has none, else handler.

    ValueError when the code is not a 统一社会信用代码.
    """
    code = normal_uscc(code)
    if not is_uscc(code):
        raise ValueError("not a unified social credit code")
    organisation, _ = Organisation.objects.get_or_create(code=code, defaults={"name": name.strip()[:100]})
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    has_administrator = organisation.memberships.active().filter(role=Role.ADMINISTRATOR).exists()
    return join(user, organisation, Role.HANDLER if has_administrator else Role.ADMINISTRATOR, by=None)


@transaction.atomic
def invite(organisation: Organisation, *, name: str, phone: str, user: AbstractBaseUser) -> Invitation:
    """Asks who signs in with that number to be a handler; asking again renews the invitation.

    Says nothing about whether the number is known here: the invitation waits until somebody with it signs in.
    """
    _lock_for(organisation, user)
    draft = Invitation(organisation=organisation, name=name, invited_by=user)
    draft.phone = phone
    known = Invitation.objects.filter(organisation=organisation, phone_hash=draft.phone_hash, settled_at=None).first()
    if known:
        known.name, known.invited_by, known.sent_at = name, user, timezone.now()
    invitation = known or draft
    invitation.save()
    for invited in User.objects.filter(phone_hash=invitation.phone_hash, is_active=True):
        notifications.tell(invited, INVITED, {"单位": organisation.name, "姓名": str(user)})
    return invitation


@transaction.atomic
def answer(invitation: Invitation, *, user: AbstractBaseUser, accept: bool) -> Membership | None:
    """The invited person agrees or declines. InvitationOver when it is too late or was never theirs."""
    Organisation.objects.select_for_update().get(pk=invitation.organisation_id)
    invitation = invitations_for(user).filter(pk=invitation.pk).first()
    if invitation is None:
        raise InvitationOver
    invitation.membership = join(user, invitation.organisation, Role.HANDLER, by=user) if accept else None
    invitation.settled_at = timezone.now()
    invitation.save(update_fields=["membership", "settled_at"])
    return invitation.membership


@transaction.atomic
def take_back(invitation: Invitation, *, user: AbstractBaseUser) -> None:
    """An administrator takes an unanswered invitation back."""
    _lock_for(invitation.organisation, user)
    if not Invitation.objects.filter(pk=invitation.pk, settled_at=None).update(settled_at=timezone.now()):
        raise InvitationOver


@transaction.atomic
def end(membership: Membership, *, user: AbstractBaseUser) -> None:
    """Ends a membership: one's own, or as an administrator that of a handler. Cases stay with the organisation."""
    organisation = Organisation.objects.select_for_update().get(pk=membership.organisation_id)
    membership = Membership.objects.active().filter(pk=membership.pk).first()
    if membership is None:
        raise MembershipRefused("这位成员已经不在单位里了。")
    if membership.user_id == user.pk:
        _guard_last(membership, organisation)
    else:
        _lock_for(organisation, user)
        if membership.role == Role.ADMINISTRATOR:
            raise MembershipRefused("管理员只能由本人退出。需要更换管理员时请联系我们。")
    membership.ended_at = timezone.now()
    membership.save(update_fields=["ended_at"])
    _record(membership, user, removed=True)


def _record(membership: Membership, by: AbstractBaseUser | None, **data) -> None:
    """Who acts for whom, and on whose word, stands in the audit list."""
    about = membership.organisation.code
    data |= {"organisation": membership.organisation_id, "user": membership.user_id}
    record(Event.MEMBERSHIP_CHANGED, actor=by, about=about, data=data)


def _guard_last(membership: Membership, organisation: Organisation) -> None:
    others = organisation.memberships.active().exclude(pk=membership.pk)
    is_last = membership.role == Role.ADMINISTRATOR and not others.filter(role=Role.ADMINISTRATOR).exists()
    if is_last and others.exists():
        raise LastAdministrator


def _lock_for(organisation: Organisation, user: AbstractBaseUser) -> None:
    """Locks the organisation for one of its administrators; NotAdministrator for anybody else."""
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    if not user.is_active or not administered_by(user).filter(pk=organisation.pk).exists():
        raise NotAdministrator


def forget_invitations(now: datetime | None = None) -> int:
    """Deletes invitations that have been over for a month, with the names and numbers in them; returns how many."""
    now = now or timezone.now()
    over = Q(settled_at__lt=now - KEPT_FOR) | Q(sent_at__lt=now - OPEN_FOR - KEPT_FOR)
    return Invitation.objects.filter(over).delete()[0]
