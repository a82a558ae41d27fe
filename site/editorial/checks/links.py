"""Links inside the site that lead nowhere, or to what the public cannot open."""

from collections.abc import Iterator

from django.urls import Resolver404, resolve
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Site

from content.addresses import local_path, own_hosts
from editorial.checks.finding import Finding, Subject
from library.models import LibraryImage

NAME = "links"


def check(subject: Subject) -> Iterator[Finding]:
    """Pages that are gone or not live, files and pictures that are gone, addresses that answer to nothing."""
    contents = subject.contents
    pages = {pk: (title, live) for pk, title, live in _pages(contents.page_ids)}
    for pk in sorted(contents.page_ids):
        if pk not in pages:
            yield Finding(NAME, f"链接的页面（编号 {pk}）已经删除")
        elif not pages[pk][1]:
            yield Finding(NAME, f"链接的页面《{pages[pk][0]}》没有发布，读者打不开")
    for pk in sorted(contents.document_ids - {each.pk for each in subject.documents}):
        yield Finding(NAME, f"链接的文件（编号 {pk}）已经删除")
    used = {use.image_id for use in contents.images}
    present = set(LibraryImage.objects.filter(pk__in=used).values_list("pk", flat=True)) if used else set()
    for pk in sorted(used - present):
        yield Finding(NAME, f"图片（编号 {pk}）已经删除")
    yield from _dead_addresses(contents.addresses)


def _pages(ids: set[int]) -> Iterator[tuple]:
    return Page.objects.filter(pk__in=ids).values_list("pk", "title", "live") if ids else iter(())


def _dead_addresses(addresses: list[str]) -> Iterator[Finding]:
    if not addresses:
        return
    hosts = own_hosts()
    for address in dict.fromkeys(addresses):
        path = local_path(address, hosts)
        if path is not None and not _answers(path):
            yield Finding(NAME, f"站内链接 {address[:100]} 打不开")


def _answers(path: str) -> bool:
    """Whether something stands at the path: a live page, a redirect, or a view of the site's own."""
    slashed = path if path.endswith("/") else f"{path}/"
    roots = Site.objects.values_list("root_page__url_path", flat=True)
    if Page.objects.live().filter(url_path__in=[root.rstrip("/") + slashed for root in roots]).exists():
        return True
    if Redirect.objects.filter(old_path=Redirect.normalise_path(path)).exists():
        return True
    try:
        return resolve(path).url_name != "wagtail_serve"
    except Resolver404:
        return False
