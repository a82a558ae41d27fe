"""Handing out an issued paper: always the same bytes, kept by no cache. Whoever calls has asked who may have it."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from paperwork.issuing import services
from paperwork.models import IssuedPaper

HEADERS = {
    "Cache-Control": "private, no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
}


def file_name(paper: IssuedPaper) -> str:
    """What the file is called when it is saved."""
    return f"{paper.label}{paper.number}.pdf"


def response(paper: IssuedPaper) -> HttpResponse:
    """The file, shown or saved as the browser likes. services.NotMade when it was purged or is damaged."""
    answer = HttpResponse(services.content(paper), content_type="application/pdf", headers=HEADERS)
    answer.headers["Content-Disposition"] = content_disposition_header(False, file_name(paper))
    return answer
