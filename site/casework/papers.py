"""The papers that the office issues about a case: the receipt of a submission, and those that a step asks for."""

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import QuerySet

from accounts.identifiers import mask_name
from casework import documents, services
from casework.models import Case, Snapshot, StatusChange
from casework.purging import on_purge
from casework.workflow import Transition
from paperwork import papers
from paperwork.issuing import services as issuing
from paperwork.issuing import tasks
from paperwork.models import IssuedPaper, PaperRequest
from paperwork.papers import PaperKind

RECEIPT = PaperKind("receipt", "收件回执", "HZ", documents.receipt)
papers.register(RECEIPT)


def recipient(case: Case) -> str:
    """To whom a paper goes, as strangers may read it: a firm by its name, a person masked."""
    if case.organisation:
        return case.organisation.name
    return mask_name(case.applicant.get_full_name() if case.applicant else case.caller_name)


def receipt(case: Case, snapshot: Snapshot) -> IssuedPaper:
    """The receipt of a submission, issued when it is first wanted. issuing.NotMade says why there is none now."""
    return issuing.make(_asked(RECEIPT.name, case, snapshot.position, snapshot=snapshot))


@services.on_change
def ask_for_paper(case: Case, transition: Transition, change: StatusChange) -> None:
    """The paper that the step brings, asked for in the step's transaction and made by the worker."""
    if name := case.case_kind.papers.get(transition.action):
        snapshot, freeze = case.snapshots.order_by("position").last(), papers.get(name).freeze
        facts = freeze(case, change) if freeze else {}
        tasks.enqueue([_asked(name, case, change.position, snapshot=snapshot, change=change, facts=facts)])


def listing(case: Case, *, only_visible: bool = False) -> list[PaperRequest]:
    """What was asked for about the case, the newest first, each with its paper when it is made. One query.

    only_visible: without the receipts, which the applicant finds elsewhere.
    """
    found = PaperRequest.objects.filter(case_id=case.pk).select_related("paper__withdrawal")
    return list(found.exclude(kind=RECEIPT.name) if only_visible else found)


def papers_of(user: AbstractBaseUser) -> QuerySet[IssuedPaper]:
    """The papers about a person's cases and those of the organisations they act for."""
    return IssuedPaper.objects.filter(case__in=Case.objects.visible_to(user))


def _asked(kind: str, case: Case, position: int, **what) -> PaperRequest:
    return issuing.ask(kind, case.number, position, case=case, recipient=recipient(case), **what)


@on_purge
def erase_papers(case_ids: list[int]) -> dict[str, int]:
    """Papers say what was submitted, in full: they go with it."""
    return {"文书": issuing.erase(case_ids, "办件的保存期满")}
