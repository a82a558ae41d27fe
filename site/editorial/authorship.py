"""Who wrote what is in a page's draft: read off its revisions, by what they say and not by who pressed save.

A revision that changes no content – a comment, a date for publishing, saving again – makes nobody an author.
"""

import json
import re
from collections.abc import Iterable

from django.db.models import QuerySet
from wagtail.models import COMMENTS_RELATION_NAME, Page, Revision

# Bookkeeping of Wagtail, comments, and when the page is to appear: none of it is what the page says.
NOT_CONTENT = {
    COMMENTS_RELATION_NAME,
    "draft_title",
    "expire_at",
    "expired",
    "first_published_at",
    "go_live_at",
    "has_unpublished_changes",
    "last_published_at",
    "latest_revision",
    "latest_revision_created_at",
    "live",
    "live_revision",
    "locked",
    "locked_at",
    "locked_by",
    "numchild",
    "owner",
    "path",
    "translation_key",
    "url_path",
    "validity",
}
# Keys that the editor gives to blocks and paragraphs when it first saves them.
_EDITOR_KEYS = re.compile(r' data-block-key=\\*"[^"\\]*\\*"|, "id": (?:null|"[0-9a-f-]{36}")')
_CHILD_KEYS = {"pk", "page", "sort_order"}


def content_of(revision_content: dict) -> str:
    """What a revision says, in a form that two revisions with equal words have in common."""
    said = {name: _plain(value) for name, value in revision_content.items() if name not in NOT_CONTENT}
    return json.dumps(said, ensure_ascii=False, sort_keys=True, default=str)


def _plain(value):
    """Without the keys of the editor; child objects without theirs, which come only when the page is saved."""
    if isinstance(value, str):
        return _EDITOR_KEYS.sub("", value)
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return [{name: inner for name, inner in each.items() if name not in _CHILD_KEYS} for each in value]
    return value


def same_content(one: Revision, other: Revision) -> bool:
    """Whether two revisions say the same."""
    return one.pk == other.pk or content_of(one.content) == content_of(other.content)


def revisions_after(page: Page, baseline: Revision | None) -> QuerySet[Revision]:
    """The page's revisions after the baseline, oldest first; all of them without one."""
    revisions = page.revisions.order_by("created_at", "pk")
    return revisions.filter(created_at__gt=baseline.created_at) if baseline else revisions


def writers_after(page: Page, baseline: Revision | None) -> set[int]:
    """The ids of the people who changed the content after the baseline; of everybody who wrote without one."""
    return set(_writers(baseline, revisions_after(page, baseline).iterator()))


def _writers(baseline: Revision | None, revisions: Iterable[Revision]) -> Iterable[int]:
    before = content_of(baseline.content) if baseline else None
    for each in revisions:
        now = content_of(each.content)
        if now != before and each.user_id:
            yield each.user_id
        before = now
