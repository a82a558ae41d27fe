"""What the readiness report says of accounts."""

from collections.abc import Iterator

from django.conf import settings
from django.urls import reverse

from accounts import notices
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


@check("隐私说明")
def privacy_notice() -> Iterator[Finding]:
    """People are asked to agree to it; without one, personal data would be taken without a word."""
    if notices.current() is None:
        yield Finding(
            Level.BLOCKER,
            "隐私说明还没有公布",
            "在“设置 → 隐私说明”核对草稿，勾选“现在公布”并保存。",
            reverse("privacynotice:index"),
        )


@check("两步验证")
def second_factors() -> Iterator[Finding]:
    """Who may enter the admin proves more than a password."""
    if not settings.STAFF_SECOND_FACTOR:
        yield Finding(
            Level.WARNING, "进入管理后台不要求两步验证", "去掉环境变量 STAFF_SECOND_FACTOR=0，正式环境默认要求。"
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
