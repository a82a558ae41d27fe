"""What follows from the publication of a service page."""

from django.dispatch import receiver
from wagtail.signals import page_published

from casework import notices
from home.models import ServicePage


@receiver(page_published, sender=ServicePage)
def publish_notice(sender, instance: ServicePage, **kwargs) -> None:
    """A changed notice is a new version from the moment its page is published; an empty one publishes nothing."""
    if instance.kind_with_notice and instance.notice_text:
        notices.publish(instance.kind, instance.notice)
