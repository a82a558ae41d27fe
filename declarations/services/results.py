"""What the steps of the office keep besides the status: the approved amount, the experts' result with its signed opinions."""

import hashlib
import tempfile
from pathlib import Path

from django.core.files import File

from casework.attachments import scanner
from casework.attachments.storage import private, random_name
from casework.errors import NotNow
from casework.models import StatusChange
from declarations.models import Demonstration, ExpertResult, RewardFund, SignedOpinion

SIGNED_MISSING = "请上传专家签字的评审意见（PDF 扫描件），评审结果才能登记。"
AMOUNT_MISSING = "请填写核定的奖励金额；不奖励的，请办理“不予通过”。"


def fix_amount(case: RewardFund, change: StatusChange, data: dict) -> None:
    """The effect of approval: the amount that staff have fixed, in 元. NotNow without one."""
    amount = data.get("approved_amount", case.approved_amount)
    if amount is None:
        raise NotNow(AMOUNT_MISSING)
    case.approved_amount = amount
    case.save(update_fields=["approved_amount"])


def keep_experts(case: Demonstration, change: StatusChange, data: dict) -> None:
    """The effect of the experts' result: who met when, and the signed opinions. NotNow without any opinion."""
    opinions = data.get("opinions") or []
    if not opinions:
        raise NotNow(SIGNED_MISSING)
    result = ExpertResult.objects.create(
        change=change,
        case_id=case.pk,
        held_on=data["held_on"],
        experts=data["experts"],
        leader=data.get("leader", ""),
    )
    for upload in opinions:
        _keep(result, upload)


def _keep(result: ExpertResult, upload: File) -> SignedOpinion:
    """A scan goes into the private storage as it was sent; the form has looked at it (`staff.forms`)."""
    digest = hashlib.sha256()
    upload.seek(0)
    with tempfile.TemporaryDirectory(prefix="opinion-") as folder:
        path = Path(folder) / "file"
        with path.open("wb") as target:
            for chunk in upload.chunks():
                digest.update(chunk)
                target.write(chunk)
        with path.open("rb") as source:
            stored = private().save(random_name(None, ""), File(source))
    name = Path(upload.name or "评审意见.pdf").name[:200]
    return SignedOpinion.objects.create(
        result=result, name=name, file=stored, size=upload.size, sha256=digest.hexdigest()
    )


def scan(upload: File) -> None:
    """Raises VirusFound or ScannerDown of `casework.attachments.scanner`; nothing where no scanner is set up."""
    if scanner.is_on():
        upload.seek(0)
        scanner.scan(upload)
