"""/search/: finding what is public. A GET form, so that a search can be kept, shared and gone back to."""

import logging

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from chinese_search.asked import Unavailable
from home.search.forms import SearchForm
from home.search.results import answer

logger = logging.getLogger(__name__)


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """The form, and below it what was found for ?q=; anything may be typed."""
    form = SearchForm(request.GET)
    form.is_valid()  # a field that is wrong says so and is left out of the search
    try:
        listing = answer(form, request.GET)
    except Unavailable:
        logger.exception("检索服务器没有回答")
        return render(request, "home/search/page.html", {"form": form, "is_unavailable": True}, status=503)
    return render(request, "home/search/page.html", {"form": form, "listing": listing})
