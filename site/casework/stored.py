"""What casework keeps of a person: their own applications, with what they sent and what became of it."""

from collections.abc import Iterator

from django.contrib.auth.base_user import AbstractBaseUser

from accounts.profile.stored import StoredFile, part
from casework import consents
from casework.models import Attachment, Case
from paperwork.models import IssuedPaper

CHUNK = 100


def files_of(user: AbstractBaseUser) -> Iterator[StoredFile]:
    """The files of the person's own cases, as they were sent, and the papers issued about them."""
    found = Attachment.objects.filter(case__applicant=user, erased_under="").select_related("case", "item")
    for each in found.order_by("case_id", "pk").iterator(CHUNK):
        path = f"附件/{each.case}/{each.pk}-{each.name}"
        yield StoredFile(path, lambda each=each: each.file.storage.open(each.file.name))
    issued = IssuedPaper.objects.filter(case__applicant=user, erased_under="").select_related("case")
    for each in issued.order_by("case_id", "pk").iterator(CHUNK):
        path = f"文书/{each.case}/{each.label}{each.number}.pdf"
        yield StoredFile(path, lambda each=each: each.file.storage.open(each.file.name))


def _consent(case: Case) -> str:
    reading = getattr(case, "notice_reading", None)
    return consents.words(case.case_kind, reading.version.number, reading.agreed_at) if reading else ""


@part("办件", files=files_of)
def cases(user: AbstractBaseUser) -> Iterator[dict]:
    """Every case of which the person is the applicant; those of colleagues in the same organisation are theirs."""
    found = Case.objects.filter(applicant=user).select_related("organisation", "notice_reading__version").order_by("pk")
    for case in found.prefetch_related("snapshots", "history", "draft_sections", "attachments__item").iterator(CHUNK):
        yield {
            "编号": case.number,
            "业务": case.case_kind.label,
            "事项": case.title,
            "状态": case.status_label,
            "单位": case.organisation.name if case.organisation else "",
            "同意的须知": _consent(case),
            "提交时间": case.submitted_at,
            "办结时间": case.closed_at,
            "清除依据": case.erased_under,
            "填写中的内容": {section.name: section.typed for section in case.draft_sections.all()},
            "提交的内容": [
                {"时间": each.taken_at, "内容": each.content or f"已依规清除（{each.erased_under}）"}
                for each in case.snapshots.all()
            ],
            "办理过程": [
                {
                    "时间": each.at,
                    "操作": each.action_label,
                    "操作方": each.get_by_display(),
                    "意见": each.opinion if each.visible else "",
                }
                for each in case.history.all()
            ],
            "附件": [
                {"名称": each.name, "材料": each.item.label, "大小": each.size, "SHA-256": each.sha256}
                for each in case.attachments.all()
            ],
        }
