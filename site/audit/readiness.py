"""What the readiness report says of the audit list."""

from collections.abc import Iterator

from audit import proof
from operations.models import JobRun
from operations.readiness import Finding, Level, check

KEEP = "立即保全数据库和备份，运行 manage.py verify_audit 查看全部问题，查明原因之前不要上线。"


@check("审计记录")
def audit_list() -> Iterator[Finding]:
    """Its newest part is proved here, the whole of it every day by a job."""
    for sentence in proof.prove_newest().problems:
        yield Finding(Level.BLOCKER, f"审计记录有改动：{sentence}", KEEP)
    run = JobRun.objects.filter(name="verify_audit").first()
    if run and run.last_error:
        yield Finding(Level.BLOCKER, "上次核对审计记录发现有改动，或者没有完成", KEEP)
