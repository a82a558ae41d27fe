"""Which files somebody may open, and the files of a case as its list has them."""

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Q

from casework.enums import DRAFT
from casework.models import Attachment, AttachmentItem, Case
from casework.models.attachments import AttachmentQuerySet
from casework.permissions import kinds_for


def own(user: AbstractBaseUser) -> AttachmentQuerySet:
    """The files of a person's cases and of those of the organisations the person acts for."""
    return Attachment.objects.filter(case__in=Case.objects.visible_to(user), erased_under="")


def readable_by(user: AbstractBaseUser) -> AttachmentQuerySet:
    """One's own files and, for staff, those of submitted cases of the kinds they work on."""
    work = Q(case__kind__in=kinds_for(user)) & ~Q(case__status=DRAFT)
    return Attachment.objects.filter(Q(case__in=Case.objects.visible_to(user)) | work, erased_under="")


def items_of(kind: str) -> list[AttachmentItem]:
    """The items that the kind asks for now, in their order."""
    return list(AttachmentItem.objects.filter(kind=kind, in_use=True).select_related("sample"))


def listing(case: Case) -> list[tuple[AttachmentItem, list[Attachment]]]:
    """Every item of the case's kind with its files, and items no longer asked for that have files. Two queries."""
    files: dict[int, list[Attachment]] = {}
    for attachment in Attachment.objects.current().filter(case_id=case.pk).order_by("pk"):
        files.setdefault(attachment.item_id, []).append(attachment)
    asked = Q(kind=case.kind, in_use=True) | Q(pk__in=files)
    items = AttachmentItem.objects.filter(asked).select_related("sample")
    return [(item, files.get(item.pk, [])) for item in items]


def missing(case: Case) -> list[str]:
    """A sentence for each required item that has no file yet."""
    return [f"请上传“{item.label}”。" for item, files in listing(case) if item.required and item.in_use and not files]


def changes(before: dict | None, after: dict) -> list[dict]:
    """What two submissions differ in their files, in the shape of `casework.sections.changes`."""
    old, new = _by_content(before or {}), _by_content(after)
    gone = [_change(old[key], before=old[key]["name"]) for key in old if key not in new]
    return gone + [_change(new[key], after=new[key]["name"]) for key in new if key not in old]


def _by_content(content: dict) -> dict[tuple[str, str], dict]:
    return {(file.get("item", ""), file["sha256"]): file for file in content.get("files", [])}


def _change(file: dict, before: str = "", after: str = "") -> dict:
    return {"section": "附件", "row": None, "label": file.get("item", ""), "before": before, "after": after}
