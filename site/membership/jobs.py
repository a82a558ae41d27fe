"""What the room of organisations does again and again."""

from datetime import timedelta

from membership import services
from operations.jobs import job


@job("forget_invitations", label="清理过去的邀请", every=timedelta(days=1))
def forget_invitations() -> None:
    """Names and numbers of invitations that are over."""
    services.forget_invitations()
