"""What page templates show of validity. Each tag costs one query, and one more only if there is something to warn of.

{% load policy_validity %}
{% stale_citations_of page as notices %}   on every article page
    {% for notice in notices %} {{ notice.sentence }} {{ notice.policy.url }} {% endfor %}
{% policy_dossier page as dossier %}       on the page of a document
    {{ dossier.ending.sentence }}           why it no longer holds, None while it stands
    {% for each in dossier.ending.by %} {{ each.title }} {{ each.url }} {% endfor %}
    {% for each in dossier.relations %} {{ each.label }} {{ each.policy.title }} {{ each.note }} {% endfor %}
"""

from django import template

from policies import validity

register = template.Library()


@register.simple_tag
def stale_citations_of(page) -> list[validity.Notice]:
    """The documents without force that the page cites; none for a page that is not saved yet (preview)."""
    return validity.notices_for(page) if page.pk else []


@register.simple_tag
def policy_dossier(page) -> validity.Dossier:
    """The documents related to this one and why it no longer holds."""
    return validity.dossier(page) if page.pk else validity.Dossier([], None)
