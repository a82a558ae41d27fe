"""内部备注: what staff write on a case for each other. Nothing on an applicant's page reads them."""

from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.utils import timezone

from casework.models import Case, CaseNote
from casework.permissions import works_on
from casework.purging import on_purge

ADD, VIEW = "casework.add_casenote", "casework.view_casenote"


def may_add(user: AbstractBaseUser, case: Case) -> bool:
    """Whether a member of staff works on the kind and may write notes."""
    return user.has_perm(ADD) and works_on(user, case.case_kind)


def may_read(user: AbstractBaseUser, case: Case) -> bool:
    """Whether a member of staff works on the kind and may read notes."""
    return user.has_perm(VIEW) and works_on(user, case.case_kind)


def add(case: Case, text: str, *, user: AbstractBaseUser, now: datetime | None = None) -> CaseNote:
    """Keeps a note for ever; the text is the form's, clean and not empty. PermissionDenied for who may not."""
    if not may_add(user, case):
        raise PermissionDenied
    return CaseNote.objects.create(case_id=case.pk, author=user, at=now or timezone.now(), text=text)


def notes_of(case: Case) -> QuerySet:
    """The notes of a case, the newest first, each with its author."""
    return case.notes.select_related("author").order_by("-at", "-pk")


@on_purge
def forget(case_ids: list[int]) -> dict[str, int]:
    """The words go with the personal data of the case; that there was a note, by whom and when, stays."""
    rows = CaseNote.objects.filter(case__in=case_ids, erased_under="")
    return {"内部备注": rows.update(text="", erased_under="办件个人信息已依规清除")}
