"""The way from an address to its page: two look-ups by index, however deep the page stands."""

from functools import cache

from django.contrib.contenttypes.models import ContentType
from django.http import Http404, HttpRequest, HttpResponse
from wagtail.models import Page, Site, get_page_models
from wagtail.url_routing import RouteResult
from wagtail.views import serve as wagtail_serve

import page_cache
from page_cache.prepared import Prepared


def serve(request: HttpRequest, path: str) -> HttpResponse:
    """Wagtail's own view, hooks and restrictions included, with the page found in a shorter way.

    Wagtail walks down the tree with two queries a step. Its way is still taken where the short one may differ: more
    than one site, or page types that route addresses below themselves.
    """
    sites = page_cache.kept("sites", lambda: list(Site.objects.select_related("root_page")))
    if len(sites) == 1 and not _some_type_routes():
        request._wagtail_site = sites[0]  # where Wagtail itself keeps it for the rest of the request
        page = _live_page(sites[0].root_page.url_path + path)
        if page is None:
            raise Http404
        request._wagtail_route_for_request = RouteResult(page)
    return wagtail_serve(request, path)


def _live_page(url_path: str) -> Page | None:
    """The live page with this url_path, as its own type."""
    slug = url_path.rstrip("/").rpartition("/")[2]
    for pk, content_type_id in _live_pages_at(slug, url_path):
        model = ContentType.objects.get_for_id(content_type_id).model_class() or Page
        return next(iter(_page_of(model)(pk)), None)
    return None


# The slug has an index, the url_path has none.
_live_pages_at = Prepared(
    lambda slug, url_path: Page._base_manager.filter(slug=slug, url_path=url_path, live=True).values_list(
        "pk", "content_type_id"
    )
)


@cache
def _page_of(model: type[Page]) -> Prepared:
    return Prepared(lambda pk: model._base_manager.filter(pk=pk))


@cache
def _some_type_routes() -> bool:
    return any(model.route is not Page.route for model in get_page_models())
