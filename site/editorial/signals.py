"""What the checks found is kept whenever a page is published or taken down."""

from django.dispatch import receiver
from wagtail.signals import page_published, page_unpublished

from editorial import services


@receiver([page_published, page_unpublished])
def on_published(sender, instance, **kwargs) -> None:
    services.record_findings(instance)
