"""Small views that belong to every page: how it is read, and how it is shared."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from content import reading


@csrf_exempt  # sets a preference and nothing else; pages that come from the cache can carry no token
@require_POST
def set_reading(request: HttpRequest) -> HttpResponse:
    """Keeps mode (standard, elder) and size in cookies for a year and goes back to the page.

    Values that are not offered change nothing; `next` leads only to this site.
    """
    target = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts=None):
        target = "/"
    response = HttpResponseRedirect(target)
    offered = {reading.MODE_COOKIE: {reading.ELDER, reading.STANDARD}, reading.SIZE_COOKIE: set(dict(reading.SIZES))}
    plain = {reading.STANDARD, reading.SIZES[0][0]}
    for cookie, values in offered.items():
        value = request.POST.get(cookie)
        if value not in values:
            continue
        if value in plain:
            response.delete_cookie(cookie, samesite="Lax")
        else:
            response.set_cookie(
                cookie, value, max_age=reading.YEAR, httponly=True, samesite="Lax", secure=request.is_secure()
            )
    return response
