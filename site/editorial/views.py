"""Two pages of the admin about one page of the site: its checks, and its emergency publication."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods
from wagtail.models import Page

from editorial import checks, publication
from editorial.forms import ExemptionForm, ReasonForm
from editorial.models import Exemption


@require_http_methods(["GET", "POST"])
def checks_view(request: HttpRequest, page_id: int) -> HttpResponse:
    """What the checks find on the latest version, who answered for what, and the form to answer for the rest."""
    page = _draft(request, page_id)
    findings = checks.examine(page)
    held = publication.unexcused(page, findings)
    form = ExemptionForm(request.POST or None, findings=held)
    if request.method == "POST" and form.is_valid():
        chosen = set(form.cleaned_data["fingerprints"])
        excused = [each for each in held if each.fingerprint in chosen]
        publication.excuse(page, excused, user=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, f"已豁免 {len(excused)} 项。")
        return redirect("editorial_checks", page_id)
    shown = {
        "page": page,
        "held": held,
        "warnings": [each for each in findings if not each.blocking],
        "form": form,
        "may_excuse": request.user.has_perm(publication.MAY_EXCUSE),
        "exemptions": Exemption.objects.filter(page_id=page_id).select_related("by").order_by("-at"),
        "current": {each.fingerprint for each in findings},
    }
    return render(request, "editorial/checks.html", shown)


@require_http_methods(["GET", "POST"])
def emergency_view(request: HttpRequest, page_id: int) -> HttpResponse:
    """Asks for the reason, then publishes at once."""
    if not request.user.has_perm(publication.MAY_PUBLISH_EMERGENCY):
        raise PermissionDenied
    page = _draft(request, page_id)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        publication.publish_emergency(page, user=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, f"《{page.title}》已紧急发布。")
        return redirect("wagtailadmin_pages:edit", page_id)
    return render(request, "editorial/emergency.html", {"page": page, "form": form, "held": publication.holding(page)})


def _draft(request: HttpRequest, page_id: int) -> Page:
    page = get_object_or_404(Page, pk=page_id, depth__gt=1)
    draft = page.get_latest_revision_as_object()
    if not (draft.permissions_for_user(request.user).can_edit() or request.user.has_perm(publication.MAY_EXCUSE)):
        raise PermissionDenied
    return draft
