"""Whether this process can serve: each part it needs, tried for real."""

import logging
from collections.abc import Callable
from functools import cache as remembered
from uuid import uuid4

from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import BigIntegerField
from django.db.models.functions import Cast
from wagtail.models import Page, get_page_models
from wagtail.search.backends import get_search_backend

logger = logging.getLogger(__name__)


class NotReady(Exception):
    """A part that does not do its work; str() is for the log, never for the public."""


def parts() -> dict[str, bool]:
    """Each part by name and whether it works. What went wrong is written to the log, and nowhere else."""
    return {name: _works(name, function) for name, function in PARTS.items()}


def _works(name: str, function: Callable[[], None]) -> bool:
    try:
        function()
    except Exception:
        logger.exception("part of the site does not work", extra={"part": name})
        return False
    return True


def _database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _cache() -> None:
    key, value = f"ready:{uuid4().hex}", uuid4().hex
    cache.set(key, value, 30)
    if cache.get(key) != value:
        raise NotReady("the cache does not give back what was put in")
    cache.delete(key)


def _migrations() -> None:
    _all_migrations_applied()


@remembered
def _all_migrations_applied() -> None:
    """Raises until everything is applied. Once true it stays true for this process: its code does not change."""
    executor = MigrationExecutor(connection)
    if plan := executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise NotReady(f"{len(plan)} migrations are not applied, first {plan[0][0]}")


def _search_index() -> None:
    """A site without any page has nothing to find; otherwise the index has to hold something."""
    if Page.objects.filter(depth__gt=2, live=True).exists() and not index_is_there():
        raise NotReady("the search index is empty, run update_index")


def index_is_there() -> bool:
    """Whether the search index holds any page, in the database or in a search server."""
    backend = get_search_backend()
    index = backend.get_index_for_model(Page)
    if hasattr(index, "exists"):
        return index.exists()
    return index.entries.exists() if hasattr(index, "entries") else True


def pages_not_indexed() -> int:
    """How many live pages the index in the database does not hold; with a search server 0 or, when it is empty, all."""
    index = get_search_backend().get_index_for_model(Page)
    live = Page.objects.filter(depth__gt=1, live=True)
    if not hasattr(index, "entries"):
        return 0 if index_is_there() else live.count()
    types = [each.pk for each in ContentType.objects.get_for_models(*get_page_models(), Page).values()]
    entries = index.entries.filter(content_type_id__in=types).annotate(page=Cast("object_id", BigIntegerField()))
    return live.exclude(pk__in=entries.values("page")).count()


PARTS: dict[str, Callable[[], None]] = {
    "database": _database,
    "cache": _cache,
    "migrations": _migrations,
    "search_index": _search_index,
}
