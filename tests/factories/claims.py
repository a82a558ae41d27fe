"""Claims of organisations as people make them: typed into sections, with files."""

from io import BytesIO

from django.core.files.base import ContentFile
from PIL import Image

from accounts.models import User
from casework import drafts, kinds
from casework.attachments import services as attachments
from casework.models import Case
from casework.sections import as_query

CODE, OTHER_CODE = "91110000600037341L", "92141127MA0KD1Y64A"
NAME = "示例建设有限公司"


def typed(name: str = NAME, code: str = CODE, role: str = "administrator") -> dict[str, dict[str, list[str]]]:
    """What somebody types into the sections, by section."""
    return {
        "organisation": {"organisation-name": [name], "organisation-code": [code]},
        "claimant": {"claimant-role": [role], "claimant-post": ["资料员"], "claimant-promise": ["on"]},
    }


def picture(name: str, colour: str = "white", size: tuple[int, int] = (60, 40)) -> ContentFile:
    """A small photograph as a scanner makes it."""
    content = BytesIO()
    Image.new("RGB", size, colour).save(content, "PNG")
    return ContentFile(content.getvalue(), name=name)


def begin(user: User) -> Case:
    """An empty draft."""
    return drafts.open_draft(kinds.case_kind("org_claim"), user=user)


def filled(user: User, **answers: str) -> Case:
    """A draft with everything in it, not yet handed in."""
    case = begin(user)
    for section, words in typed(**answers).items():
        drafts.save_section(case, section, as_query(words), user=user, seen_version=0)
    attachments.add(case, "licence", picture("营业执照.png"), user=user)
    attachments.add(case, "letter", picture("授权书.png", "grey"), user=user)
    return Case.objects.get(pk=case.pk)


def sent(user: User, *, settled: bool = True, **answers: str) -> Case:
    """A claim that waits for review; settled: the minutes of withdrawal are over."""
    case = filled(user, **answers)
    case = drafts.submit_draft(case, user=user, seen_version=case.version)
    if settled:
        Case.objects.filter(pk=case.pk).update(withdrawable_until=None)
    return Case.objects.get(pk=case.pk)
