"""Where somebody goes after signing in: a path of this site and nothing else."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme


def is_safe(request: HttpRequest, address: str) -> bool:
    """Whether the address is a path of this site, which no browser takes for another host."""
    return (
        address.startswith("/")
        and "\\" not in address
        and url_has_allowed_host_and_scheme(address, allowed_hosts=None, require_https=request.is_secure())
    )


def wanted(request: HttpRequest) -> str:
    """The page that the person was on the way to (?next= or the form's), "" when there is none or it is not ours."""
    address = request.POST.get("next") or request.GET.get("next") or ""
    return address if is_safe(request, address) else ""


def onward(address: str) -> str:
    """That page, or 我的办件."""
    return address or reverse("my_cases")
