"""What the sections of the home page show."""

from django import template

from content.models import Attachment
from home.models import DownloadIndexPage, ServiceIndexPage, ServicePage

register = template.Library()


@register.simple_tag
def newest_downloads(count: int) -> list[Attachment]:
    """The files that were added last to the public download column."""
    columns = DownloadIndexPage.objects.live().public()
    return list(Attachment.objects.filter(page__in=columns).select_related("document").order_by("-pk")[:count])


@register.simple_tag
def services_of(column: ServiceIndexPage) -> list[ServicePage]:
    """The public services below the column, in the order that editors gave them."""
    return list(ServicePage.objects.child_of(column).live().public().order_by("path"))
