"""待办 and 已办 (003-33): the declarations of a person and of the firms they act for."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from casework import kinds
from casework.my.keeping import my_page
from declarations.enums import KINDS
from declarations.lists import declarations_of


@my_page
@require_safe
def declarations(request: HttpRequest) -> HttpResponse:
    """What is to be done, and what has been handed in with where it stands."""
    context = {
        "lists": declarations_of(request.user, request.GET),
        "kinds": [kinds.case_kind(name) for name in KINDS],
    }
    return render(request, "declarations/my/list.html", context)
