"""Keeping the catalogue in step with the pages."""

from django.utils import timezone
from wagtail.models import Page, Site

from catalogue.models import CatalogueEntry


def record(page: Page) -> None:
    """Writes, rewrites or removes the page's entry so that it stands exactly when the page is live and public.

    page may be of any class; its specific type decides by `catalogue_facts()` (None: never catalogued).
    """
    page = page.specific
    facts = page.catalogue_facts() if hasattr(page, "catalogue_facts") else None
    if facts is None or not page.live or page.get_view_restrictions().exists():
        drop(page)
        return
    CatalogueEntry.objects.update_or_create(
        page_id=page.pk,
        defaults={
            "kind": facts.kind,
            "title": page.title,
            "summary": facts.summary,
            "path": _path(page),
            "published_on": facts.published_on,
            "year": facts.published_on.year,
            "changed_at": page.last_published_at or timezone.now(),
            "topic": facts.topic,
            "top_topic_id": facts.topic.top_id if facts.topic else None,
            "issuer_key": _issuer_key(facts.issuers),
            "issuer_names": "、".join(issuer.name for issuer in facts.issuers)[:500],
            "number": facts.number,
            "number_key": facts.number_key,
            "number_agency": facts.number_agency,
            "number_year": facts.number_year,
            "number_serial": facts.number_serial,
            "validity": facts.validity,
            "pinned": facts.pinned,
            "ended_on": facts.ended_on,
        },
    )


def drop(page: Page) -> None:
    """Removes the page's entry, if it has one."""
    CatalogueEntry.objects.filter(page_id=page.pk).delete()


def record_branch(page: Page) -> None:
    """Records the page and everything below it: after a move, a new address or a changed view restriction."""
    for each in page.get_descendants(inclusive=True).specific().iterator():
        record(each)


def rebuild() -> int:
    """Records every page of the site anew and returns how many entries stand."""
    CatalogueEntry.objects.all().delete()
    for page in Page.objects.live().specific().iterator():
        record(page)
    return CatalogueEntry.objects.count()


def _path(page: Page) -> str:
    root = Site.objects.select_related("root_page").get(is_default_site=True).root_page
    return "/" + page.url_path.removeprefix(root.url_path)


def _issuer_key(issuers) -> str:
    ids = sorted(issuer.pk for issuer in issuers)
    return f",{','.join(map(str, ids))}," if ids else ""
