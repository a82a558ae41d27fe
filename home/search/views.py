"""/search/: finding what is public. A GET form, so that a search can be kept, shared and gone back to."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from home.search.forms import SearchForm
from home.search.results import answer


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """The form, and below it what was found for ?q=; anything may be typed."""
    form = SearchForm(request.GET)
    form.is_valid()  # a field that is wrong says so and is left out of the search
    listing = answer(form, request.GET)
    return render(request, "home/search/page.html", {"form": form, "listing": listing})
