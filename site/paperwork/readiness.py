"""What the readiness report says of the seal and of papers."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from django.urls import reverse

from operations.readiness import Finding, Level, check
from paperwork import staff
from paperwork.sealing.base import SealFailed, sealer

SOON = timedelta(days=60)  # an authority takes its weeks to make a new certificate


@check("电子印章")
def seal() -> Iterator[Finding]:
    """Whether papers can be sealed today, and for how long still."""
    try:
        certificate = sealer().certificate()
    except SealFailed as problem:
        yield Finding(Level.BLOCKER, f"不能给文书盖章：{problem}", "核对环境变量 SEAL_P12 等，见 README.md“设置”一节。")
        return
    if certificate.is_test:
        yield Finding(
            Level.BLOCKER,
            "文书盖的是测试印章，没有效力",
            "换成本单位的印章证书：设置环境变量 SEAL_P12 或 SEAL_PKCS11_MODULE。",
        )
    if certificate.not_after - datetime.now(UTC) < SOON:
        yield Finding(
            Level.WARNING,
            f"印章证书（{certificate.subject}）将于 {certificate.not_after:%Y-%m-%d} 过期",
            "向发证机构申请新证书，装好后重启后台任务。已签发的文书照样能核验。",
        )


@check("文书制作")
def failed_papers() -> Iterator[Finding]:
    """Papers that applicants wait for."""
    if count := staff.progress().failed:
        yield Finding(
            Level.WARNING, f"有 {count} 份文书没有做成", "在“文书”查看原因，处理后重新制作。", reverse("papers")
        )
