"""Old addresses lead to where their pages are now."""

from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.utils.encoding import uri_to_iri
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Site

from page_cache.prepared import Prepared


class RedirectMiddleware:
    """Wagtail's redirects with one query for an unknown address, however it is spelt."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != 404:
            return response
        redirect = find_redirect(request)
        if redirect is None or not redirect.link:
            return response
        kind = HttpResponsePermanentRedirect if redirect.is_permanent else HttpResponseRedirect
        return kind(redirect.link)


def find_redirect(request: HttpRequest) -> Redirect | None:
    """The redirect of the request's address: with its query before without, for its own site before for all."""
    spellings = _spellings(request.get_full_path())
    if not spellings:
        return None
    four = [*spellings, *spellings[-1:] * (4 - len(spellings))]
    found = _redirects_at(*four)
    if not found:
        return None
    rows = Redirect.get_for_site(Site.find_for_request(request)).filter(pk__in=[pk for (pk,) in found])
    return min(rows, key=lambda row: (spellings.index(row.old_path), row.site_id is None), default=None)


_redirects_at = Prepared(lambda *paths: Redirect.objects.filter(old_path__in=paths).order_by().values_list("pk"))


def _spellings(full_path: str) -> list[str]:
    """The forms in which the address may have been entered, the most exact first; PostgreSQL takes no null character."""
    whole = Redirect.normalise_path(full_path, decode_unicode=False)
    forms = [form for path in (whole, urlsplit(whole).path) for form in (uri_to_iri(path), path)]
    return [form for form in dict.fromkeys(forms) if "\0" not in form]
