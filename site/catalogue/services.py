"""Keeping the catalogue in step with the pages."""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice

from django.db.models import QuerySet
from django.utils import timezone
from wagtail.models import Page, Site

import page_cache
from catalogue import counts
from catalogue.facts import Facts
from catalogue.models import CatalogueEntry, EntryIssuer, Issuer, Topic

CHUNK = 500
# What XML 1.0 cannot carry: feeds and the site map would break at a character that somebody pasted unseen.
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_COLUMNS = [field.name for field in CatalogueEntry._meta.concrete_fields if not field.primary_key]


def record(page: Page) -> None:
    """Writes, rewrites or removes the page's entry so that it stands exactly when the page is live and public.

    page may be of any class; its specific type decides by `catalogue_facts()` (None: never catalogued).
    """
    record_all([page.specific])


def record_all(pages: Iterable[Page]) -> None:
    """Records many pages, given in their specific classes, in one transaction."""
    pages = iter(pages)
    with counts.together():
        while chunk := list(islice(pages, CHUNK)):
            _record_chunk(chunk)


def record_branch(page: Page) -> None:
    """Records the page and everything below it, and what mirrors any of it elsewhere: after a move, a new address or
    a changed view restriction."""
    branch = page.get_descendants(inclusive=True)
    mirrors = Page.objects.filter(alias_of__in=branch)
    with counts.together():
        record_all(_specific(branch))
        for mirror in mirrors.not_descendant_of(page, inclusive=True):
            record_branch(mirror)


def follow_site() -> None:
    """Records every page anew if addresses begin elsewhere now; asks one entry, for saving a site is mostly a trifle."""
    entry = CatalogueEntry.objects.select_related("page").first()
    if entry is None or (root := _root_path()) is None or entry.path != "/" + entry.page.url_path.removeprefix(root):
        rebuild()


def rebuild() -> int:
    """Records every page of the site anew, counts anew, and returns how many entries stand.

    One transaction for each chunk, so that nobody who publishes meanwhile waits long.
    """
    for ids in _chunks(Page.objects.all()):
        with counts.together():
            record_all(Page.objects.filter(pk__in=ids).specific())
    counts.recount()
    return CatalogueEntry.objects.count()


def rename_issuer(issuer: Issuer) -> None:
    """Brings a new name of an issuer into the entries of its documents."""
    with counts.together():
        entries = CatalogueEntry.objects.filter(issuer_links__issuer=issuer)
        names = dict(Issuer.objects.values_list("pk", "name"))
        for key in set(entries.values_list("issuer_key", flat=True)):
            ids = [int(number) for number in key.split(",") if number]
            same = CatalogueEntry.objects.filter(issuer_key=key)
            same.update(issuer_names=_issuer_names(names[each] for each in ids), changed_at=timezone.now())


def move_topic(topic: Topic) -> None:
    """Brings a new place of a topic in the tree into the entries that have it."""
    with counts.together():
        entries = CatalogueEntry.objects.filter(topic=topic).exclude(top_topic=topic.top_id)
        if entries.update(top_topic=topic.top_id, changed_at=timezone.now()):
            counts.recount()


def printable(text: str) -> str:
    """The text without control characters and other code points that no XML document may hold."""
    return _UNPRINTABLE.sub("", text)


def _chunks(pages: QuerySet[Page]) -> Iterator[list[int]]:
    ids = list(pages.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), CHUNK):
        yield ids[start : start + CHUNK]


def _specific(pages: QuerySet[Page]) -> Iterator[Page]:
    """The pages, each in its specific class, read in chunks small enough to keep."""
    for ids in _chunks(pages):
        yield from Page.objects.filter(pk__in=ids).specific()


def _record_chunk(pages: list[Page]) -> None:
    root = _root_path()
    public = _public_ids(pages) if root else set()
    earlier = CatalogueEntry.objects.in_bulk([page.pk for page in pages])
    written, gone = [], []
    for page in pages:
        is_shown = page.pk in public and page.url_path.startswith(root) and hasattr(page, "catalogue_facts")
        facts = page.catalogue_facts() if is_shown else None
        before = earlier.get(page.pk)
        if facts is None:
            if before:
                gone.append(page.pk)
            continue
        after = _entry(page, facts, "/" + page.url_path.removeprefix(root))
        if before is None or _differs(before, after):
            after.changed_at = _changed_at(page, before)
            written.append((after, before))
    CatalogueEntry.objects.filter(pk__in=gone).delete()  # its signal counts them out
    CatalogueEntry.objects.bulk_create(
        [after for after, _ in written], update_conflicts=True, unique_fields=["page"], update_fields=_COLUMNS
    )
    _link_issuers(written)
    for after, before in written:
        counts.change(before, after)
    if written or gone:
        page_cache.changed()  # many rows written at once send no signal


def _root_path() -> str | None:
    return Site.objects.filter(is_default_site=True).values_list("root_page__url_path", flat=True).first()


def _public_ids(pages: list[Page]) -> set[int]:
    """Those that everybody may read. A page that mirrors another takes the other's restrictions over."""
    public = Page.objects.filter(pk__in=[page.pk for page in pages]).live().public()
    ids = set(public.order_by().values_list("pk", flat=True))
    mirrors = [page for page in pages if page.alias_of_id and page.pk in ids]
    return ids - {page.pk for page in mirrors if page.get_view_restrictions().exists()}


def _entry(page: Page, facts: Facts, path: str) -> CatalogueEntry:
    # in the order of their numbers, as in the key: so a renamed issuer keeps its place
    issuers = sorted(facts.issuers, key=lambda issuer: issuer.pk)
    return CatalogueEntry(
        page_id=page.pk,
        kind=facts.kind,
        title=printable(page.title),
        summary=printable(facts.summary),
        path=path,
        published_on=facts.published_on,
        year=facts.document_year or facts.published_on.year,
        changed_at=page.last_published_at or timezone.now(),
        topic=facts.topic,
        top_topic_id=facts.topic.top_id if facts.topic else None,
        issuer_key=f",{','.join(str(issuer.pk) for issuer in issuers)}," if issuers else "",
        issuer_names=_issuer_names(issuer.name for issuer in issuers),
        number=printable(facts.number),
        number_key=printable(facts.number_key),
        number_sort=_number_sort(facts),
        document_type=facts.document_type,
        validity=facts.validity,
        pinned=facts.pinned,
        ended_on=facts.ended_on,
    )


def _issuer_names(names: Iterable[str]) -> str:
    return "、".join(names)[:500]


def _number_sort(facts: Facts) -> str:
    """Agency by agency, the newest number first; documents without a number last. Digits sort alike in every collation."""
    if not facts.number:
        return "1"
    agency = facts.number_agency or facts.number[:40]
    return f"0{agency} {9_999 - (facts.number_year or 0):04d} {9_999_999 - (facts.number_serial or 0):07d}"[:60]


def _differs(before: CatalogueEntry, after: CatalogueEntry) -> bool:
    names = [field.attname for field in CatalogueEntry._meta.concrete_fields if field.name != "changed_at"]
    return after.changed_at > before.changed_at or any(getattr(before, name) != getattr(after, name) for name in names)


def _changed_at(page: Page, before: CatalogueEntry | None) -> datetime:
    """When the page was published, or now if another document or a vocabulary has changed its entry since."""
    published = page.last_published_at or timezone.now()
    return published if before is None or published > before.changed_at else timezone.now()


def _link_issuers(written: list[tuple[CatalogueEntry, CatalogueEntry | None]]) -> None:
    stale = [
        after
        for after, before in written
        if before is None or (before.issuer_key, before.published_on) != (after.issuer_key, after.published_on)
    ]
    EntryIssuer.objects.filter(entry__in=[entry.pk for entry in stale]).delete()
    EntryIssuer.objects.bulk_create(
        EntryIssuer(entry_id=entry.pk, issuer_id=issuer_id, published_on=entry.published_on)
        for entry in stale
        for issuer_id in entry.issuer_ids
    )
