"""What audit does again and again."""

from datetime import timedelta

from audit import proof
from operations.jobs import job


class AuditListChanged(Exception):
    """The audit list is not as it was written: said where failed jobs are shown."""


@job("verify_audit", label="核对审计记录", every=timedelta(days=1), longest=timedelta(hours=2))
def verify_audit() -> None:
    """Proves the whole list."""
    found = proof.prove()
    if not found.is_sound:
        raise AuditListChanged("；".join(found.problems))
