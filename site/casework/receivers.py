"""Two accounts become one: the cases of the emptied one move along. A closed one leaves no drafts of its own."""

from django.contrib.auth.base_user import AbstractBaseUser
from django.dispatch import receiver

from accounts.signals import account_closed, account_counted, accounts_joined
from casework import drafts, services
from casework.enums import DRAFT
from casework.models import Case, NoticeReading, OpenDraft, Upload


@receiver(account_counted)
def count_cases(sender, user: AbstractBaseUser, **kwargs) -> list[tuple[str, int]]:
    cases = Case.objects.filter(applicant=user)
    return [("办件", cases.submitted().count()), ("草稿", cases.drafts().count())]


@receiver(accounts_joined)
def move_cases(sender, keeper: AbstractBaseUser, other: AbstractBaseUser, **kwargs) -> dict[str, int]:
    """Who took a step stays written in the history: the chain holds over the account that did it."""
    _move_claims(keeper, other)
    Upload.objects.filter(user=other).update(user=keeper)
    NoticeReading.objects.filter(user=other).update(user=keeper)
    return {"cases": Case.objects.filter(applicant=other).update(applicant=keeper)}


def _move_claims(keeper: AbstractBaseUser, other: AbstractBaseUser) -> None:
    """The one open draft of a kind that a person may have: with two, both stay, and the moved one claims nothing."""
    for draft in OpenDraft.objects.filter(claim__endswith=f":u{other.pk}"):
        claim = f"{draft.claim.rpartition(':')[0]}:u{keeper.pk}"
        draft.claim = None if OpenDraft.objects.filter(claim=claim).exists() else claim
        draft.save(update_fields=["claim"])


@receiver(account_closed)
def delete_own_drafts(sender, user: AbstractBaseUser, **kwargs) -> None:
    """What was never handed in goes with the account; an organisation's drafts stay with its other people."""
    for case in Case.objects.filter(status=DRAFT, applicant=user, organisation=None):
        drafts.delete_draft(case, user=services.SYSTEM)
    NoticeReading.objects.filter(user=user, case=None).delete()
