"""What page templates show of validity. What a page has nothing of costs it nearly nothing.

{% load policy_validity %}
{% stale_citations_of page as notices %}   on every article page
    {% for notice in notices %} {{ notice.sentence }} {{ notice.policy.url }} {% endfor %}
{% policy_dossier page as dossier %}       on the page of a document
    {{ dossier.ending.sentence }}           why it no longer holds, None while it stands
    {% for each in dossier.ending.by %} {{ each.title }} {{ each.url }} {% endfor %}
    {% for each in dossier.relations %} {{ each.label }} {{ each.policy.title }} {{ each.note }} {% endfor %}
"""

from django import template

from page_cache.prepared import Prepared
from policies import validity
from policies.models import PolicyPage, stale_citations

register = template.Library()

_stale_citations_of = Prepared(lambda page_id: stale_citations(page_id).values_list("pk")[:1])


@register.simple_tag
def stale_citations_of(page) -> list[validity.Notice]:
    """The documents without force that the page cites; none for a page that is not saved yet (preview)."""
    if not page.pk:
        return []
    cites = page.ties.citing_stale if isinstance(page, PolicyPage) else _stale_citations_of(page.pk)
    return validity.notices_for(page) if cites else []


@register.simple_tag
def policy_dossier(page) -> validity.Dossier:
    """The documents related to this one and why it no longer holds."""
    return validity.dossier(page) if page.pk and page.ties.related else validity.Dossier([], None)
