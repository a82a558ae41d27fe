"""What follows from the publication of a page."""

from django.dispatch import receiver
from wagtail.models import Page
from wagtail.search import index
from wagtail.signals import page_published


@receiver(page_published)
def index_with_children(sender, instance: Page, **kwargs) -> None:
    """Reads the page into the search index once more.

    The index reads a page when its row is saved; the files, issuers and relations that were added in the editor are
    saved only after that, and would not be found until the next time.
    """
    index.insert_or_update_object(instance)
