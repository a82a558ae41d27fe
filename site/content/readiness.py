"""What the readiness report says of the site's settings and of its fixed addresses."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import reverse
from wagtail.models import Site

from content.checks import misplaced_pages
from content.models import SiteSettings
from content.sample import SAMPLE_SETTINGS
from operations.readiness import Finding, Level, check

# Without these a reader cannot tell whose site it is, and an inspection of government sites fails it at once.
REQUIRED = ("name", "sponsor", "site_code", "icp_number", "police_number", "address", "phone")


@check("网站设置")
def site_settings() -> Iterator[Finding]:
    """Each value that is empty, still the sample's, or not in its form."""
    values = SiteSettings.objects.filter(site__is_default_site=True).first()
    link = reverse("wagtailsettings:edit", args=["content", "sitesettings"])
    where = "在“设置 → 网站设置”填写。"
    if values is None:
        yield Finding(Level.BLOCKER, "网站设置还没有填写", where, link)
        return
    for name, sample in SAMPLE_SETTINGS.items():
        field = SiteSettings._meta.get_field(name)
        value = getattr(values, name)
        level = Level.BLOCKER if name in REQUIRED else Level.WARNING
        if not value:
            yield Finding(level, f"{field.verbose_name}没有填写", where, link)
        elif value == sample and name not in {"keywords", "opening_hours"}:
            yield Finding(level, f"{field.verbose_name}还是示例值“{value}”", where, link)
        elif problem := _problem(field, value, values):
            yield Finding(level, f"{field.verbose_name}“{value}”的写法不对：{problem}", where, link)


@check("固定地址")
def fixed_addresses() -> Iterator[Finding]:
    """Each address that other systems rely on and that is not its page."""
    for sentence in misplaced_pages():
        yield Finding(
            Level.BLOCKER,
            sentence,
            "在“页面”中把这个栏目移回首页之下，并恢复发布。",
            reverse("wagtailadmin_explore_root"),
        )


@check("域名")
def host_name() -> Iterator[Finding]:
    """The site that pages are made for carries the name under which it is reached."""
    site = Site.objects.filter(is_default_site=True).first()
    wanted = urlsplit(settings.WAGTAILADMIN_BASE_URL).hostname
    if site and site.hostname != wanted:
        yield Finding(
            Level.BLOCKER,
            f"站点的域名是“{site.hostname}”，SITE_URL 的域名是“{wanted}”",
            "在“设置 → 站点”把域名和端口改成对外的域名和 443：网站地图、订阅和二维码都用它。",
            reverse("wagtailsites:edit", args=[site.pk]),
        )


def _problem(field, value: str, values: SiteSettings) -> str:
    try:
        field.clean(value, values)
    except ValidationError as problem:
        return "".join(problem.messages)
    return ""
