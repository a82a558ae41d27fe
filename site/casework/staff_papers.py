"""The papers about a case, on its page in the admin, and opening one of them."""

from collections.abc import Iterator

from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from casework import papers
from casework.case_page import panel
from casework.dossier import Entry, on_dossier
from casework.models import Case
from casework.permissions import kinds_for
from paperwork.issuing import sending
from paperwork.models import IssuedPaper
from paperwork.staff_views import opened


@on_dossier
def papers_in_dossier(case: Case) -> Iterator[Entry]:
    """The papers as they were issued; of a purged one its rule."""
    for paper in IssuedPaper.objects.filter(case_id=case.pk).select_related("withdrawal").order_by("pk"):
        about = f"{paper.label}，{'已作废：' + paper.withdrawn.reason if paper.withdrawn else '有效'}"
        path = f"文书/{sending.file_name(paper)}"
        if paper.file:
            yield Entry(path, _pieces(paper), about, paper.sha256)
        else:
            yield Entry(f"{path}.已清除.txt", [paper.erased_under.encode()], about)


def _pieces(paper: IssuedPaper) -> Iterator[bytes]:
    with paper.file.open("rb") as file:
        yield from file.chunks()


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
