"""The newest pages, for the home page and the columns that are short enough to be shown whole."""

from django.db.models import Q

from catalogue.enums import Kind
from catalogue.models import CatalogueEntry
from content.pages import today


def of_kind(kind: str, count: int) -> list[CatalogueEntry]:
    """At most count public pages of the kind, the newest first.

    Notices that have ended are left out; pinned ones come first.
    """
    entries = CatalogueEntry.objects.filter(kind=kind)
    if kind == Kind.NOTICE:
        entries = entries.filter(Q(ended_on=None) | Q(ended_on__gte=today())).order_by(
            "-pinned", "-published_on", "-page_id"
        )
    return list(entries[:count])
