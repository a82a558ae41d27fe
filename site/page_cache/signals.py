"""What changes the public site. Connected last, so that everybody else has followed a change before the caches go."""

from django.apps import apps
from django.conf import settings
from django.db.models.signals import post_delete, post_save
from wagtail.models import Page, get_page_models
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from page_cache.generation import changed

# What Wagtail itself writes beside the content: saving a draft, locking, scheduling. None of it is shown to the public.
BOOKKEEPING = frozenset(
    {
        "draft_title",
        "latest_revision",
        "latest_revision_created_at",
        "has_unpublished_changes",
        "go_live_at",
        "expire_at",
        "locked",
        "locked_at",
        "locked_by",
        "owner",
        "numchild",
    }
)


def connect() -> None:
    """Listens to every page type and to the models that PAGE_CACHE_MODELS declares; LookupError for a wrong name."""
    for signal in (page_published, page_unpublished, page_slug_changed, post_page_move):
        signal.connect(_on_change, dispatch_uid="page_cache")
    for model in get_page_models():
        post_save.connect(_on_page_saved, sender=model, dispatch_uid="page_cache")
        post_delete.connect(_on_page_deleted, sender=model, dispatch_uid="page_cache")
    for label in settings.PAGE_CACHE_MODELS:
        for signal in (post_save, post_delete):
            signal.connect(_on_change, sender=apps.get_model(label), dispatch_uid="page_cache")


def _on_change(sender, **kwargs) -> None:
    changed()


def _on_page_saved(sender, instance: Page, update_fields=None, **kwargs) -> None:
    """A page written by code without being published; a draft that was never public changes nothing."""
    ever_public = instance.live or instance.first_published_at
    if ever_public and not (update_fields is not None and BOOKKEEPING.issuperset(update_fields)):
        changed()


def _on_page_deleted(sender, instance: Page, **kwargs) -> None:
    if instance.live:
        changed()
