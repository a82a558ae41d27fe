"""The fixed addresses: other systems rely on them, so each must lead to what it promises."""

from collections.abc import Iterator

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import DatabaseError, connections
from django.db.migrations.executor import MigrationExecutor
from django.urls import Resolver404, resolve
from wagtail.models import Page, Site, get_page_models

from content.pages import FixedAddressMixin

# Views that no page may hide or replace.
VIEWS = (
    "/admin/",
    "/search/",
    "/feedback/",
    "/policies/by-number/",
    "/feeds/policies.xml",
    "/feeds/notices.xml",
    "/open/policies.json",
    "/open/policies.csv",
    "/sitemap.xml",
    "/robots.txt",
    "/status",
)


@register(Tags.urls)
def check_fixed_views(app_configs, **kwargs) -> list[CheckMessage]:
    """Every fixed address that is not a page is answered by a view of its own."""
    return [
        Error(
            f"固定地址 {address} 没有自己的视图。",
            hint="在 portal/urls.py 中把它放在 Wagtail 的页面之前。",
            id="content.E001",
        )
        for address in VIEWS
        if not _has_view(address)
    ]


@register(Tags.database)
def check_fixed_pages(app_configs, databases=None, **kwargs) -> list[CheckMessage]:
    """Every fixed address that is a page is the live page of its type. Runs with `check --database default`."""
    if "default" not in (databases or ()) or not _is_migrated():
        return []
    return [
        Error(sentence, hint="在后台的页面管理中把这个栏目移回首页之下，并恢复发布。", id="content.E002")
        for sentence in misplaced_pages()
    ]


def misplaced_pages() -> Iterator[str]:
    """A Chinese sentence for each fixed address that is not the live page of its type, the home page first."""
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    if site is None:
        yield "没有默认站点，任何地址都打不开。"
        return
    root = site.root_page
    if not root.live or root.content_type.model != "homepage":
        yield "首页地址 / 不是已发布的首页。"
    for model in fixed_page_models():
        path = f"{root.url_path}{model.fixed_slug}/"
        page = Page.objects.filter(url_path=path).select_related("content_type").first()
        name = model._meta.verbose_name
        if page is None:
            yield f"固定地址 /{model.fixed_slug}/ 没有页面，那里应当是{name}。"
        elif page.content_type.model_class() is not model:
            yield f"固定地址 /{model.fixed_slug}/ 是“{page.title}”，不是{name}。"
        elif not page.live:
            yield f"固定地址 /{model.fixed_slug}/ 的{name}没有发布。"


def fixed_page_models() -> list[type[FixedAddressMixin]]:
    """The page types with a fixed address."""
    return [model for model in get_page_models() if issubclass(model, FixedAddressMixin)]


def _is_migrated() -> bool:
    """Whether there is a database with nothing left to migrate; `migrate` itself runs this check beforehand."""
    try:
        executor = MigrationExecutor(connections["default"])
    except DatabaseError:
        return False
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def _has_view(address: str) -> bool:
    try:
        return resolve(address).url_name != "wagtail_serve"
    except Resolver404:
        return False
