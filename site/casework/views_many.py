"""The staff's acts on many cases: in one go, and out of the house as a spreadsheet."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST

from audit.sheets import as_csv
from casework import bulk, export, kinds, queue, stepping
from casework.filters import QueueFilter
from casework.forms import StepForm
from casework.permissions import kinds_for
from casework.staff_forms import ExportForm, HandOverForm
from portal import client

CSV_TYPE = "text/csv; charset=utf-8"


@require_POST
def many(request: HttpRequest) -> HttpResponse:
    """What was ticked in a list: asks for words or a colleague where the act needs them, then reports on each case."""
    allowed = kinds_for(request.user)
    if not allowed:
        raise Http404
    act = next((each for each in bulk.acts_for(request.user, allowed) if each.name == request.POST.get("act")), None)
    back, seen = stepping.back(request, reverse("cases_modeladmin_index")), _seen(request)
    if act is None or not seen:
        messages.warning(request, "请先勾选办件，再选择要做什么。")
        return redirect(back)
    if len(seen) > bulk.MOST:
        messages.warning(request, f"一次最多处理 {bulk.MOST} 件，请分几次。")
        return redirect(back)
    cases = list(bulk.found(seen, request.user).values())
    form = _form(request, act, cases)
    if form is not None and not form.is_valid():
        context = {"act": act, "form": form, "cases": cases, "seen": seen, "back": back}
        return render(request, "casework/admin/many.html", context, status=422 if form.errors else 200)
    outcomes = _do(request, act, seen, form)
    done = sum(not outcome.refusal for outcome in outcomes)
    context = {"act": act, "outcomes": outcomes, "done": done, "refused": len(outcomes) - done, "back": back}
    return render(request, "casework/admin/outcomes.html", context)


def _seen(request: HttpRequest) -> list[bulk.Seen]:
    """The ticked rows, each with the version that the list showed; what is no row is left out."""
    pairs = [value.partition(":") for value in dict.fromkeys(request.POST.getlist("case"))]
    return [
        bulk.Seen(int(pk), int(version))
        for pk, _, version in pairs
        if pk.isascii() and pk.isdecimal() and version.isascii() and version.isdecimal() and len(pk + version) < 18
    ]


def _form(request: HttpRequest, act: bulk.BulkAct, cases: list) -> StepForm | HandOverForm | None:
    """The form that the act needs, filled in once it was shown; None for an act that asks nothing."""
    data = request.POST if "confirm" in request.POST else None
    if act is bulk.HAND_OVER:
        kind_names = list(dict.fromkeys(case.kind for case in cases)) or kinds_for(request.user)
        return HandOverForm(data, kind_names=kind_names, user=request.user)
    if act.transition is None:
        return None
    form = StepForm(data, kind=act.kind.name, transition=act.transition)
    del form.fields["seen_version"]  # each row has its own
    return form


def _do(request: HttpRequest, act: bulk.BulkAct, seen: list[bulk.Seen], form) -> list[bulk.Outcome]:
    if act is bulk.CLAIM:
        return bulk.claim(seen, user=request.user)
    if act is bulk.HAND_OVER:
        words = form.cleaned_data
        return bulk.hand_over(seen, words["to"], user=request.user, note=words["note"])
    return bulk.step(seen, act, user=request.user, opinion=form.cleaned_data.get("opinion", ""))


def take_out(request: HttpRequest, kind: str = "") -> HttpResponse:
    """Asks for the format, then hands out exactly the list that the address asks for."""
    if not kinds_for(request.user) or (kind and kind not in kinds_for(request.user)):
        raise Http404
    asked = QueueFilter(request.GET, user=request.user, kind_name=kind)
    cases = asked.cases()
    form = ExportForm(request.POST or None, may_unmask=export.may_unmask(request.user))
    if request.method == "POST" and asked.is_valid() and form.is_valid():
        return _file(request, asked, cases, form.cleaned_data)
    count = cases.count()
    index = "cases_modeladmin_index" if not kind else f"cases_{kind}_modeladmin_index"
    context = {
        "form": form,
        "count": count,
        "is_cut": queue.is_cut(count),
        "filter": asked,
        "kind": kinds.case_kind(kind) if kind else None,
        "back": f"{reverse(index)}?{asked.query()}",
    }
    return render(request, "casework/admin/export.html", context, status=422 if form.errors else 200)


def _file(request: HttpRequest, asked: QueueFilter, cases, choice: dict) -> HttpResponse:
    unmasked = choice.get("unmasked", False)
    export.begin(
        request.user,
        asked=asked.asked(),
        count=cases.count(),
        format=choice["format"],
        unmasked=unmasked,
        reason=choice["reason"],
        address=client.address(request),
    )
    found, name = export.rows(cases, unmasked=unmasked), export.file_name(choice["format"])
    if choice["format"] == "csv":
        answer = StreamingHttpResponse(as_csv(found), content_type=CSV_TYPE)
        answer["Content-Disposition"] = content_disposition_header(True, name)
    else:
        answer = FileResponse(export.as_xlsx(found), as_attachment=True, filename=name)
    answer["Cache-Control"] = "private, no-store"
    return answer
