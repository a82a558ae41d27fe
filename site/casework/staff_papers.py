"""The papers about a case, on its page in the admin, and opening one of them."""

from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from casework import papers
from casework.case_page import panel
from casework.models import Case
from casework.permissions import kinds_for
from paperwork.models import IssuedPaper
from paperwork.staff_views import opened


@panel("papers", title="文书", template="casework/admin/includes/papers.html")
def papers_of_case(case: Case, user: AbstractBaseUser) -> dict | None:
    """What was issued about the case, and what is still being made; no part of the page without any."""
    found = papers.listing(case)
    return (
        {"case": case, "requests": found, "may_withdraw": user.has_perm("paperwork.change_issuedpaper")}
        if found
        else None
    )


@require_safe
def open_paper(request: HttpRequest, paper_id: int) -> HttpResponse:
    """A paper about a case of a kind that the member of staff works on."""
    mine = IssuedPaper.objects.filter(case__kind__in=kinds_for(request.user))
    paper = get_object_or_404(mine, pk=paper_id)
    return opened(request, paper, "case_detail", paper.case_id)
