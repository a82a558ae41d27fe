"""Links between documents, their interpretations and the services that rest on them, as catalogue entries.

The catalogue holds public pages only, so nothing that is a draft or restricted is ever named. One query each.
"""

from collections.abc import Iterable

from django import template

from catalogue.models import CatalogueEntry
from policies.enums import StatedValidity
from policies.models import PolicyPage

register = template.Library()


@register.simple_tag
def interpretations_of(policy: PolicyPage) -> list[CatalogueEntry]:
    """The interpretations of a document; none for one that is not saved yet (preview)."""
    return _entries(policy.interpretation_links.values("page")) if policy.pk and policy.ties.interpreted else []


@register.simple_tag
def services_resting_on(policy: PolicyPage) -> list[CatalogueEntry]:
    """The services that name this document as their basis."""
    return _entries(policy.service_links.values("page")) if policy.pk and policy.ties.served else []


@register.simple_tag
def linked_policies(links: Iterable) -> list[CatalogueEntry]:
    """The documents that a page's links (each with a policy) lead to, in the order of the links."""
    ids = [link.policy_id for link in links]
    found = CatalogueEntry.objects.in_bulk(ids)
    return [found[each] for each in ids if each in found]


@register.simple_tag
def blank_mark(policy: PolicyPage) -> str:
    """What stands for an unknown value: 待核 while the document is still to be verified, else a dash."""
    return StatedValidity.UNVERIFIED.label if policy.stated_validity == StatedValidity.UNVERIFIED else "—"


def _entries(pages) -> list[CatalogueEntry]:
    return list(CatalogueEntry.objects.filter(page__in=pages))
