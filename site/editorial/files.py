"""Which files of the library the public may have: those that a live page uses and that the checks let go.

A file lies in the library from its upload on, long before review lets its page out; and it can be replaced under a
page that is live. So the question is asked when a file is handed out.
"""

from wagtail.models import Page, ReferenceIndex

import page_cache
from editorial import checks
from editorial.models import Exemption
from library.models import LibraryDocument


def is_public(document: LibraryDocument) -> bool:
    """Whether anybody may have the file. Kept until something public changes."""
    return page_cache.kept(("public file", document.pk), lambda: _is_public(document))


def _is_public(document: LibraryDocument) -> bool:
    references = ReferenceIndex.get_references_to(document).values_list("base_content_type__model", "object_id")
    pages = {int(object_id) for model, object_id in references if model == "page"}
    live = list(Page.objects.live().filter(pk__in=pages).values_list("pk", flat=True))
    if not live:
        return False
    held = {each.fingerprint for each in checks.examine_file(document)}
    return held <= set(Exemption.objects.filter(page__in=live).values_list("fingerprint", flat=True))
