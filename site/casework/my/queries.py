"""The list of one's cases, narrowed and counted."""

import math
from dataclasses import dataclass
from datetime import timedelta

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.paginator import Page, Paginator
from django.db.models import Count, QuerySet
from django.http import QueryDict
from django.utils import timezone

from casework import kinds
from casework.drafts import deletion_of
from casework.models import Case
from catalogue.facets import Facet, build_facet

PER_PAGE = 20


@dataclass(frozen=True)
class MyCases:
    """One page of the list, and the questions by which it is narrowed."""

    page: Page
    facets: list[Facet]
    is_narrowed: bool = False


def my_cases(user: AbstractBaseUser, params: QueryDict) -> MyCases:
    """The user's cases as the query string asks for them; unknown values narrow nothing. Constant in queries."""
    known = [kind.name for kind in kinds.case_kinds()]
    mine = Case.objects.visible_to(user).filter(kind__in=known)
    counted = list(mine.order_by().values_list("kind", "status").annotate(Count("pk")))
    kind = params.get("kind", "") if params.get("kind", "") in known else ""
    labels = {
        status: kinds.case_kind(name).workflow.label(status) for name, status, _ in counted if not kind or name == kind
    }
    status = params.get("status", "") if params.get("status", "") in labels else ""
    by_kind: dict[str, int] = {}
    by_status: dict[str, int] = {}
    for name, state, count in counted:
        if not status or state == status:
            by_kind[name] = by_kind.get(name, 0) + count
        if not kind or name == kind:
            by_status[state] = by_status.get(state, 0) + count
    narrowed = {key: value for key, value in {"kind": kind, "status": status}.items() if value}
    cases = mine.filter(**narrowed).select_related("organisation").order_by("-touched_at", "-pk")
    facets = [
        build_facet("kind", "业务", by_kind, [(name, kinds.case_kind(name).label) for name in known], params, kind),
        build_facet("status", "状态", by_status, list(labels.items()), params, status),
    ]
    page = Paginator(cases, PER_PAGE).get_page(params.get("page"))
    for case in page:
        case.days_kept = max(math.ceil((deletion_of(case) - timezone.now()) / timedelta(days=1)), 0)
    return MyCases(page, facets, bool(narrowed))


def messages_about(case: Case, user: AbstractBaseUser) -> QuerySet:
    """What the person was told about a case, on the site; the room of messages stands above and adds them to the case."""
    return case.messages.filter(user=user, channel="site")
