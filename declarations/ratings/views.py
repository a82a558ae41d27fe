"""/services/rating/: the calculator for everybody, and the computed part that pages ask for while somebody types."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

import page_cache
from casework import kinds
from casework.my.frame import frame_of
from declarations.ratings.calculator import CalculatorForm
from declarations.ratings.offered import offered

KIND = "rating"


@require_safe
def calculator(request: HttpRequest) -> HttpResponse:
    """The form, and with a query the result: the address is a link to share.

    Only the empty form is kept ready; the parameters tell the cache which queries it does not answer.
    """
    form = CalculatorForm(request.GET if request.GET else None)
    if form.is_bound:
        form.is_valid()
    context = {"form": form, "frame": frame_of(kinds.get(KIND)), "schemes": offered()}
    response = render(request, "declarations/ratings/calculator.html", context)
    return response if request.GET else page_cache.cacheable(response, parameters=frozenset(form.fields))


@require_http_methods(["GET", "HEAD", "POST"])
def result(request: HttpRequest) -> HttpResponse:
    """The computed part of the page for what is typed now. Nothing is kept; a declaration asks by POST, so that what is
    typed there stands in no log.
    """
    form = CalculatorForm(request.POST if request.method == "POST" else request.GET)
    form.is_valid()
    context = {"form": form, "left_out": form.sentences, "is_open": request.method == "GET"}
    response = render(request, "declarations/ratings/result.html", context)
    response["Cache-Control"] = "no-store"
    return response
