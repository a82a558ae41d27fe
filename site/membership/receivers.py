"""What an identity provider says of organisations."""

import logging

from django.dispatch import receiver

from accounts.signals import organisation_vouched
from membership import services

logger = logging.getLogger(__name__)


@receiver(organisation_vouched)
def join_as_vouched(sender, user, code: str, name: str, **kwargs) -> None:
    """A provider's word makes a member. A code that is none is the provider's mistake: signing in goes on without it."""
    try:
        services.claim_from_provider(user, code, name)
    except ValueError:
        logger.warning("identity provider names an organisation by a wrong code", extra={"user": user.pk})
