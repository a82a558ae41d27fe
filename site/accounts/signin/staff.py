"""Staff: the sign-in page of the admin, and what superusers do when somebody has lost the second factor."""

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages
from wagtail.admin.views.account import LoginView

from accounts.forms import ResetSecondFactorForm
from accounts.models import User
from accounts.signin import second_factor
from portal import client


class StaffLoginView(LoginView):
    """Wagtail's page; after the password, who has a second factor is asked for it before anything is open to them."""

    def form_valid(self, form) -> HttpResponse:
        user = form.get_user()
        self.request.session.set_expiry(settings.SESSION_COOKIE_AGE if form.cleaned_data.get("remember") else 0)
        record_authentication(self.request, user, "password", reauthenticated=True)
        return perform_login(self.request, Login(user=user, redirect_url=self.get_success_url()))


@require_http_methods(["GET", "POST"])
def reset_second_factor(request: HttpRequest, user_id: int) -> HttpResponse:
    """Asks for the reason, then takes somebody's second factor away; for superusers, and not for oneself."""
    if not request.user.is_superuser:
        raise PermissionDenied
    user = get_object_or_404(User, pk=user_id)
    form = ResetSecondFactorForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason, address = form.cleaned_data["reason"], client.address(request)
        second_factor.reset(user, by=request.user, reason=reason, address=address)
        messages.success(request, f"“{user}”的两步验证已经清除，下次登录时重新设置。")
        return redirect("wagtailusers_users:edit", user.pk)
    context = {"subject": user, "form": form}
    return render(request, "accounts/admin/reset_second_factor.html", context, status=422 if form.errors else 200)
