"""/v/: checking a paper, for everybody. In capitals too, as QR codes have it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from paperwork.enums import Verdict
from paperwork.issuing import codes, sending
from paperwork.verification import checking
from paperwork.verification.forms import CodeForm, FileForm
from portal import client

PERIOD = 10 * 60  # seconds
CODES, FILES = 120, 20  # from one address in that time; many people may share one
STATUS = {Verdict.UNKNOWN: 404}
TOO_MANY, UNPROCESSABLE = 429, 422


@never_cache
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """The two ways to check; a typed number and code lead to their own address."""
    typed = CodeForm(request.GET if {"number", "code"} & set(request.GET) else None)
    if typed.is_bound and typed.is_valid():
        number, code = typed.cleaned_data["number"], typed.cleaned_data["code"]
        if number.replace("-", "").isalnum() and code.isalnum():
            return redirect("paper_check", number=number, code=code)
        typed.add_error(None, "编号和核验码只有字母、数字和短横，请核对后再填。")
    return _start(request, typed, FileForm(), UNPROCESSABLE if typed.errors else 200)


@never_cache
@require_safe
def check(request: HttpRequest, number: str, code: str) -> HttpResponse:
    """What stands behind a QR code."""
    if client.too_often(request, "paper-code", limit=CODES, seconds=PERIOD):
        return _result(request, None, TOO_MANY)
    finding = checking.by_code(codes.tidy_number(number), codes.tidy_code(code))
    return _result(request, finding, STATUS.get(finding.verdict, 200))


@never_cache
@require_safe
def public_file(request: HttpRequest, number: str, code: str) -> HttpResponse:
    """A public paper as it was issued; 404 for any other, whatever its code."""
    finding = checking.by_code(codes.tidy_number(number), codes.tidy_code(code))
    if finding.paper is None or not finding.paper.is_public:
        raise Http404
    return sending.response(finding.paper)


@never_cache
@require_POST
def check_file(request: HttpRequest) -> HttpResponse:
    """What a file is worth; it changes nothing, so that its answer has no address of its own."""
    if client.too_often(request, "paper-file", limit=FILES, seconds=PERIOD):
        return _result(request, None, TOO_MANY)
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _start(request, CodeForm(), form, UNPROCESSABLE)
    return _result(request, checking.by_file(form.cleaned_data["file"]), 200)


def _start(request: HttpRequest, typed: CodeForm, sent: FileForm, status: int) -> HttpResponse:
    return render(request, "paperwork/check.html", {"typed": typed, "sent": sent}, status=status)


def _result(request: HttpRequest, finding: checking.Finding | None, status: int) -> HttpResponse:
    return render(request, "paperwork/result.html", {"finding": finding}, status=status)
