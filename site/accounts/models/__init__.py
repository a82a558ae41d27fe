"""Who somebody is, by what they are known again, and what they have agreed to."""

from accounts.models.codes import SignInCode
from accounts.models.notices import Consent, PrivacyNotice
from accounts.models.people import Membership, MembershipQuerySet, Organisation, Role, User
from accounts.models.persons import KeyKind, PersonKey, Suspension

__all__ = [
    "Consent",
    "KeyKind",
    "Membership",
    "MembershipQuerySet",
    "Organisation",
    "PersonKey",
    "PrivacyNotice",
    "Role",
    "SignInCode",
    "Suspension",
    "User",
]
