"""已删除的草稿: seeing and restoring them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from casework import deleted
from casework.errors import StepRefused
from casework.models import Case
from casework.my.keeping import my_page

MOST = 100


@my_page
@require_safe
def deleted_drafts(request: HttpRequest) -> HttpResponse:
    """The drafts that can still be restored, with the day on which each is gone for good."""
    found = deleted.deleted_of(request.user).select_related("organisation", "deleted_by")[:MOST]
    return render(request, "casework/my/deleted.html", {"drafts": [(case, deleted.gone_on(case)) for case in found]})


@my_page
@require_POST
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Brings one back; then it can be filled in as before."""
    case = get_object_or_404(Case.objects.of(request.user), pk=pk)
    try:
        restored = deleted.restore(case, user=request.user)
    except StepRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("my_deleted_drafts")
    messages.success(request, f"“{restored.title}”的草稿已恢复。")
    return redirect("my_draft", restored.pk)
