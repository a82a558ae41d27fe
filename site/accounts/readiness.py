"""What the readiness report says of accounts."""

from collections.abc import Iterator

from django.urls import reverse

from accounts.groups import StaffGroup
from accounts.models import User
from operations.readiness import Finding, Level, check

SAMPLE_DOMAIN = "@example.invalid"  # of every account that load_sample_site makes
REVIEW = (StaffGroup.EDITORS, StaffGroup.REVIEWERS, StaffGroup.PUBLISHERS)


@check("示例账号")
def sample_accounts() -> Iterator[Finding]:
    """Accounts whose password anybody can look up."""
    for user in User.objects.filter(is_active=True, email__endswith=SAMPLE_DOMAIN).order_by("pk"):
        yield Finding(
            Level.BLOCKER,
            f"示例账号“{user.username}”仍然启用",
            "停用这个账号（取消“有效”），不要删除：历史记录指向它。",
            reverse("wagtailusers_users:edit", args=[user.pk]),
        )


@check("审核人员")
def reviewers() -> Iterator[Finding]:
    """Each step of review needs somebody, and no person may take two of them."""
    for name in REVIEW:
        if not User.objects.filter(is_active=True, groups__name=name).exclude(email__endswith=SAMPLE_DOMAIN).exists():
            yield Finding(
                Level.BLOCKER,
                f"“{StaffGroup(name).label}”组没有启用的账号，文件审核走不完",
                "在“设置 → 用户”把相应的工作人员加入这个组，每一步由不同的人担任。",
                reverse("wagtailusers_users:index"),
            )
