"""The provider's one page: choosing who one is."""

from django.contrib.auth import get_user_model, login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from oauth2_provider.views import AuthorizationView

from identity.people import PEOPLE, by_sub


def choose(request: HttpRequest) -> HttpResponse:
    """Shows the people; POST with `sub` signs that one in and goes on."""
    onward = request.GET.get("next", "/")
    person = by_sub(request.POST.get("sub", ""))
    if person and url_has_allowed_host_and_scheme(onward, allowed_hosts=None):
        user, _ = get_user_model().objects.get_or_create(username=person.sub)
        login(request, user, backend="django.contrib.auth.backends.ModelBackend")
        return redirect(onward)
    return render(request, "choose.html", {"people": PEOPLE})


class Authorize(AuthorizationView):
    """Hands out the code and forgets who it was, so that the next time another person can be chosen."""

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        answer = super().get(request, *args, **kwargs)
        logout(request)
        return answer
