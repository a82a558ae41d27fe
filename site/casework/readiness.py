"""What the readiness report says of cases."""

from collections.abc import Iterator

from casework.attachments import scanner
from operations.readiness import Finding, Level, check


@check("查毒")
def virus_scanner() -> Iterator[Finding]:
    """Without a scanner staff open files that nobody has looked at; with one that is down nobody can send any."""
    if not scanner.is_on():
        yield Finding(
            Level.WARNING,
            "申请人上传的文件没有查毒",
            "安装 ClamAV 并设置环境变量 CLAMAV_URL；没有时，请确认工作人员的电脑装有杀毒软件。",
        )
        return
    try:
        scanner.ping()
    except scanner.ScannerDown as problem:
        yield Finding(
            Level.BLOCKER,
            f"查毒服务没有应答（{problem}），现在不能收任何文件",
            "启动 clamd，或者核对环境变量 CLAMAV_URL。",
        )
