"""Which live page cites which document, by a link or by its number (发文字号).

Kept on publishing, so that a page shows in one query that a document it cites no longer holds, and editors see all
such pages in a report. A number nobody has published yet is kept too and finds its document when that one comes.
"""

import re
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q
from wagtail.models import Page

from content import reading
from content.addresses import local_path, own_hosts
from policies import numbers
from policies.models import Citation, PolicyPage

KEY_LENGTH = 100
_POLICY_PATH = re.compile(r"/policies/([^/]+)/?")
_HAN = re.compile(f"[{numbers.HAN}]")
# A code never goes on to the left of these: 京建法 is an agency's own code, and 建法 is another's (of the ministry).
# Prose that runs into a code (按照京建法…) ends in other characters.
PLACES = frozenset("京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼港澳台国省市区县州")


def record(page: Page) -> None:
    """Writes the citations of a live page anew; of a document, lets those who name its number find it."""
    contents = reading.read(page)
    own_key = page.number_key if isinstance(page, PolicyPage) else ""
    keys = {each.key[:KEY_LENGTH] for each in numbers.find_all(contents.text)}
    keys -= {key for key in keys if own_key and own_key in _ends(key)}
    targets = resolve(keys)
    rows = [Citation(page_id=page.pk, target_id=pk) for pk in sorted(_linked_policies(contents) - {page.pk})]
    rows += [Citation(page_id=page.pk, number_key=key, target_id=targets.get(key)) for key in sorted(keys)]
    with transaction.atomic():
        drop(page)
        Citation.objects.bulk_create(rows)


def drop(page: Page) -> None:
    """Forgets what the page cites: it is no longer public."""
    Citation.objects.filter(page_id=page.pk).delete()


def release(policy: PolicyPage) -> None:
    """Before a document is deleted: links to it are forgotten, its number waits for another that bears it."""
    Citation.objects.filter(target_id=policy.pk, number_key="").delete()
    reconcile(policy, leaving=True)


def reconcile(policy: PolicyPage, *, leaving: bool = False) -> None:
    """After a document came, went or changed its number: the citations by number that concern it find their target."""
    mine = Q(target_id=policy.pk) & ~Q(number_key="")
    if policy.number_key:
        mine |= Q(number_key__endswith=policy.number_key)
    current = set(Citation.objects.filter(mine).values_list("number_key", "target_id"))
    targets = resolve({key for key, _ in current}, without=policy.pk if leaving else None)
    for key, target in current:
        if targets.get(key) != target:
            Citation.objects.filter(number_key=key, target_id=target).update(target_id=targets.get(key))


def resolve(keys: Iterable[str], *, without: int | None = None) -> dict[str, int]:
    """The live document that each found key names, by the longest end of the key that is somebody's number.

    Chinese prose has no blanks, so a key found in it may begin too early. Of two documents with one number the
    earlier page is taken. One query for all keys.
    """
    ends = {key: list(_ends(key)) for key in keys}
    wanted = {end for each in ends.values() for end in each}
    known: dict[str, int] = {}
    found = PolicyPage.objects.live().exclude(pk=without).exclude(number_key="").order_by("-pk")
    for chunk in _chunks(sorted(wanted)):
        known.update(found.filter(number_key__in=chunk).values_list("number_key", "pk"))
    longest = {key: next((end for end in each if end in known), None) for key, each in ends.items()}
    return {key: known[end] for key, end in longest.items() if end}


def rebuild() -> int:
    """Records every live page anew and returns how many citations stand: after pages were made in bulk."""
    for page in Page.objects.live().specific().iterator(chunk_size=200):
        record(page)  # resolves against all documents, whatever the order
    return Citation.objects.count()


def _ends(key: str) -> Iterable[str]:
    """The key and what is left when it begins later, longest first, as far as an agency's code may begin there."""
    yield key
    for start in range(1, len(key)):
        if not _HAN.match(key[start]):
            return
        if key[start - 1] not in PLACES:
            yield key[start:]


def _chunks(values: list[str], size: int = 500) -> Iterable[list[str]]:
    """SQLite takes a limited number of parameters in one statement."""
    return (values[start : start + size] for start in range(0, len(values), size))


def _linked_policies(contents: reading.Contents) -> set[int]:
    """The documents among the pages that are linked to, by id or by address."""
    ids = set(PolicyPage.objects.filter(pk__in=contents.page_ids).values_list("pk", flat=True))
    if not contents.addresses:
        return ids
    hosts = own_hosts()
    paths = filter(None, (local_path(address, hosts) for address in contents.addresses))
    slugs = {match[1] for path in paths if (match := _POLICY_PATH.fullmatch(path))}
    return ids | set(PolicyPage.objects.filter(slug__in=slugs).values_list("pk", flat=True))
