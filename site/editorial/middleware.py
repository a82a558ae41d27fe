"""Where in the admin a rule of review refuses an act, the person reads why, on the page they came from."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from wagtail.models import TaskState

from editorial.errors import Refused
from editorial.models import ReviewTask


class SayWhyRefused:
    """Turns Refused into a message, and says why a step of review is no longer offered to somebody who asks for it."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view_func, view_args, view_kwargs) -> HttpResponse | None:
        """Wagtail answers a step that is not offered with a bare refusal: ours has the reason."""
        if request.resolver_match.view_name != "wagtailadmin_pages:workflow_action":
            return None
        state = TaskState.objects.filter(pk=view_kwargs["task_state_id"]).first()
        task = state.task.specific if state else None
        if not isinstance(task, ReviewTask) or not request.user.is_authenticated:
            return None
        reason = task.why_not(state, request.user, view_kwargs["action_name"])
        return _answer(request, reason, view_kwargs["page_id"]) if reason else None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refused):
            return None
        return _answer(request, exception.sentence, request.resolver_match.kwargs.get("page_id"))


def _answer(request: HttpRequest, sentence: str, page_id: int | str | None) -> HttpResponse:
    if request.path_info.startswith("/admin/api/"):
        return JsonResponse({"detail": sentence}, status=403)
    messages.error(request, sentence)
    target = redirect("wagtailadmin_pages:edit", page_id) if page_id else redirect("wagtailadmin_home")
    if request.headers.get("x-requested-with") == "XMLHttpRequest":
        return JsonResponse({"step": "success", "redirect": target.url})  # what Wagtail's dialog follows
    return target
