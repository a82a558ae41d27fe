"""The applicant's two lists: 待办, what waits for the firm, and 已办, what has been handed in."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.paginator import Page, Paginator
from django.db.models import Count, QuerySet
from django.http import QueryDict

from casework import kinds
from casework.enums import DRAFT, Holder
from casework.models import Case
from declarations.enums import KINDS
from declarations.models import Declaration, Demonstration, RewardFund, Technology

PER_PAGE = 20
TO_DO, DONE = "todo", "done"
MODELS: tuple[type[Declaration], ...] = (RewardFund, Technology, Demonstration)


@dataclass(frozen=True)
class Lists:
    """One page of one of the lists. tab: which; counts: how many stand in each; kind: to which kind it is narrowed."""

    tab: str
    kind: str
    page: Page
    to_do: int
    done: int


def declarations_of(user: AbstractBaseUser, params: QueryDict) -> Lists:
    """The list that the query string asks for (list, kind, page); unknown words are as none. Constant in queries."""
    tab = DONE if params.get("list") == DONE else TO_DO
    kind = params.get("kind", "") if params.get("kind", "") in KINDS else ""
    mine = Case.objects.visible_to(user).filter(kind__in=[kind] if kind else KINDS)
    waiting = _with_applicant(mine)
    to_do = waiting.aggregate(found=Count("pk"))["found"]
    everything = mine.aggregate(found=Count("pk"))["found"]
    cases = waiting if tab == TO_DO else mine.exclude(pk__in=waiting.values("pk"))
    cases = cases.select_related("organisation", "applicant").order_by("-touched_at", "-pk")
    page = Paginator(cases, PER_PAGE).get_page(params.get("page"))
    _add_deadlines(page)
    return Lists(tab, kind, page, to_do, everything - to_do)


def _with_applicant(cases: QuerySet) -> QuerySet:
    """Those that lie with the applicant: drafts, what was taken back, what was returned. The kinds share their statuses."""
    held = {status for name in KINDS for status in kinds.case_kind(name).workflow.held_by(Holder.APPLICANT)}
    return cases.filter(status__in=sorted(held))


def _add_deadlines(page: Page) -> None:
    """Until when each case of a page can be handed in again; what is a draft has none of its own."""
    ids = [case.pk for case in page if case.status != DRAFT]
    until: dict[int, datetime | None] = {}
    for model in MODELS:
        until |= dict(model.objects.filter(pk__in=ids).values_list("pk", "resubmit_by"))
    for case in page:
        case.resubmit_by = until.get(case.pk)
