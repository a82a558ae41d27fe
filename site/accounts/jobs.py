"""What accounts do again and again."""

from datetime import timedelta

from accounts.signin import codes
from operations.jobs import job


@job("forget_codes", label="清除过期的登录验证码", every=timedelta(hours=1))
def forget_codes() -> None:
    """Codes that no limit looks back to are deleted."""
    codes.forget_old()
