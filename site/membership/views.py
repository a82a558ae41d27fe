"""/my/organisations/: for whom a person acts, and for administrators the people of their organisation."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Membership, Organisation
from casework import kinds
from casework.my.keeping import my_page
from membership import services
from membership.errors import MembershipRefused
from membership.forms import InviteForm
from membership.kind import KIND
from membership.models import Invitation
from membership.queries import administered_by, invitations_for, members_of, memberships_of

READ_WRITE = ["GET", "HEAD", "POST"]
UNPROCESSABLE = 422


@my_page
@require_safe
def organisations(request: HttpRequest) -> HttpResponse:
    """The person's organisations, and the invitations that wait for an answer."""
    context = {
        "memberships": memberships_of(request.user),
        "invitations": invitations_for(request.user),
        "claim_path": kinds.case_kind(KIND.name).start_path,
    }
    return render(request, "membership/organisations.html", context)


@my_page
@require_http_methods(READ_WRITE)
def organisation(request: HttpRequest, pk: int) -> HttpResponse:
    """The people of one organisation; administrators invite handlers here."""
    own = get_object_or_404(Organisation.objects.filter(memberships__in=memberships_of(request.user)), pk=pk)
    may_manage = administered_by(request.user).filter(pk=pk).exists()
    form = InviteForm(request.POST or None, initial=request.kept.dict() if request.kept else None)
    if request.method == "POST" and form.is_valid():
        try:
            services.invite(own, user=request.user, **form.cleaned_data)
        except MembershipRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "邀请已发出。对方用这个手机号码登录后，可以在“我的单位”里同意。")
            return redirect("my_organisation", pk)
    context = {
        "organisation": own,
        "members": members_of(own),
        "invitations": own.invitations.open() if may_manage else [],
        "may_manage": may_manage,
        "form": form,
    }
    return render(request, "membership/organisation.html", context, status=UNPROCESSABLE if form.errors else 200)


@my_page
@require_http_methods(READ_WRITE)
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks, then ends a membership: one's own, or that of a handler."""
    visible = Membership.objects.active().filter(organisation__memberships__in=memberships_of(request.user))
    membership = get_object_or_404(visible.select_related("user", "organisation"), pk=pk)
    is_own = membership.user_id == request.user.pk
    refusal = ""
    if request.method == "POST":
        try:
            services.end(membership, user=request.user)
        except MembershipRefused as problem:
            refusal = str(problem)
        else:
            left = "您已退出" if is_own else f"{membership.user} 已不再代表"
            messages.success(request, f"{left}“{membership.organisation}”。")
            return redirect("my_organisations") if is_own else redirect("my_organisation", membership.organisation_id)
    context = {"membership": membership, "is_own": is_own, "refusal": refusal}
    return render(request, "membership/end.html", context, status=UNPROCESSABLE if refusal else 200)


@my_page
@require_http_methods(READ_WRITE)
def invitation(request: HttpRequest, pk: int) -> HttpResponse:
    """The answer to an invitation, or its taking back by an administrator."""
    if request.method != "POST":
        return redirect("my_organisations")
    found = get_object_or_404(Invitation.objects.select_related("organisation"), pk=pk)
    try:
        if "take_back" in request.POST:
            services.take_back(found, user=request.user)
            messages.success(request, "邀请已收回。")
            return redirect("my_organisation", found.organisation_id)
        accept = "accept" in request.POST
        services.answer(found, user=request.user, accept=accept)
    except MembershipRefused as refusal:
        messages.error(request, str(refusal))
    else:
        done = f"您现在可以代表“{found.organisation}”办事。" if accept else "已谢绝邀请。"
        messages.success(request, done)
    return redirect("my_organisations")
