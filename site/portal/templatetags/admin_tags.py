"""What the admin's own templates need."""

from django import template

from content.context import site_settings

register = template.Library()


@register.simple_tag
def archive_name() -> str:
    """The site's name. Not `site.name`: Wagtail's and Django's views put other things of that name in the context."""
    return site_settings().name or "管理后台"
