"""Who belongs to which organisation, as its pages show it."""

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import QuerySet

from accounts.models import Membership, Organisation, Role
from membership.models import Invitation


def memberships_of(user: AbstractBaseUser) -> QuerySet[Membership]:
    """The organisations for which a person acts now, by name."""
    return Membership.objects.active().filter(user=user).select_related("organisation").order_by("organisation__name")


def administered_by(user: AbstractBaseUser) -> QuerySet[Organisation]:
    """The organisations of which a person is an administrator now."""
    own = Membership.objects.active().filter(user=user, role=Role.ADMINISTRATOR)
    return Organisation.objects.filter(pk__in=own.values("organisation"))


def members_of(organisation: Organisation) -> QuerySet[Membership]:
    """The people who act for an organisation now, administrators first."""
    return organisation.memberships.active().select_related("user", "organisation").order_by("role", "since")


def invitations_for(user: AbstractBaseUser) -> QuerySet[Invitation]:
    """The open invitations to a person's own telephone number."""
    if not user.phone_hash:
        return Invitation.objects.none()
    return Invitation.objects.open().filter(phone_hash=user.phone_hash).select_related("organisation", "invited_by")
