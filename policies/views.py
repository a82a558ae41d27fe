"""Policies by number, and as open data."""

from django.core.paginator import InvalidPage, Page, Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

import page_cache
from catalogue import counts, queries
from catalogue.enums import Kind
from catalogue.listing import Selection
from catalogue.services import printable
from content.context import site_settings
from policies import numbers, open_data

LONGEST_QUERY = 200
SEVERAL = 50
PER_PAGE, MOST_PER_PAGE = 100, 1_000
PARAMETERS = ("page", "per_page")


@require_safe
def by_number(request: HttpRequest) -> HttpResponse:
    """Leads to the document with the number `q`, in whatever brackets and width; lists several; 404 for none."""
    asked = printable(request.GET.get("q", ""))[:LONGEST_QUERY].strip()
    keys = {numbers.number_key(asked), *(number.key for number in numbers.find_all(asked))} - {""}
    found = queries.with_numbers(keys)[:SEVERAL]
    if len(found) == 1:
        return redirect(found[0].path)
    context = {"asked": asked, "entries": found}
    return render(request, "policies/by_number.html", context, status=404 if asked and not found else 200)


class Refused(ValueError):
    """A page that cannot be given; str() says what to ask for instead."""


def _page(request: HttpRequest) -> Page:
    try:
        per_page = int(request.GET.get("per_page") or PER_PAGE)
    except ValueError:
        per_page = 0
    if not 1 <= per_page <= MOST_PER_PAGE:
        raise Refused(f"per_page 应是 1 到 {MOST_PER_PAGE} 之间的整数。")
    entries, total = queries.entries(Kind.POLICY), counts.total(Kind.POLICY)
    selection = Selection(entries, queries.newest_first(), total, related=["topic__parent"])
    paginator = Paginator(selection, per_page)
    try:
        return paginator.page(request.GET.get("page") or 1)
    except InvalidPage as error:
        raise Refused(f"page 应是 1 到 {paginator.num_pages} 之间的整数。") from error


def _address(request: HttpRequest, page: Page, number: int) -> str:
    return request.build_absolute_uri(f"{request.path}?page={number}&per_page={page.paginator.per_page}")


def _neighbours(request: HttpRequest, page: Page) -> dict[str, str | None]:
    return {
        "next": _address(request, page, page.next_page_number()) if page.has_next() else None,
        "previous": _address(request, page, page.previous_page_number()) if page.has_previous() else None,
    }


def _shared(response: HttpResponse, neighbours: dict[str, str | None]) -> HttpResponse:
    """Readable by programs of other sites, with links to the neighbouring pages (RFC 8288), kept for all."""
    relations = {"next": "next", "previous": "prev"}
    links = [f'<{address}>; rel="{relations[name]}"' for name, address in neighbours.items() if address]
    if links:
        response["Link"] = ", ".join(links)
    response["Access-Control-Allow-Origin"] = "*"
    return page_cache.cacheable(response, parameters=PARAMETERS)


@require_safe
def policies_json(request: HttpRequest) -> HttpResponse:
    """A page of the policies as JSON; 400 with a sentence for a page that there is not."""
    try:
        page = _page(request)
    except Refused as refusal:
        return _json({"error": str(refusal)}, status=400)
    neighbours = _neighbours(request, page)
    content = {
        "title": Kind.POLICY.label,
        "publisher": site_settings().sponsor,
        "schema": request.build_absolute_uri(reverse("open_schema")),
        "total": page.paginator.count,
        "page": page.number,
        "pages": page.paginator.num_pages,
        "per_page": page.paginator.per_page,
        **neighbours,
        "items": [open_data.as_json(each) for each in open_data.records(page, request.build_absolute_uri)],
    }
    return _shared(_json(content), neighbours)


@require_safe
def policies_csv(request: HttpRequest) -> HttpResponse:
    """A page of the policies as CSV; 400 with a sentence for a page that there is not."""
    try:
        page = _page(request)
    except Refused as refusal:
        return HttpResponse(str(refusal), status=400, content_type="text/plain; charset=utf-8")
    content = open_data.as_csv(open_data.records(page, request.build_absolute_uri))
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="policies-{page.number}.csv"'
    return _shared(response, _neighbours(request, page))


@require_safe
def open_schema(request: HttpRequest) -> HttpResponse:
    """The JSON Schema of the open data."""
    return _shared(_json(open_data.schema(request.build_absolute_uri)), {})


@require_safe
def open_data_page(request: HttpRequest) -> HttpResponse:
    """The open data described for people."""
    context = {"fields": open_data.FIELDS, "most_per_page": MOST_PER_PAGE, "per_page": PER_PAGE}
    return page_cache.cacheable(render(request, "policies/open_data.html", context))


def _json(content: dict, status: int = 200) -> JsonResponse:
    return JsonResponse(content, status=status, json_dumps_params={"ensure_ascii": False, "indent": 1})
