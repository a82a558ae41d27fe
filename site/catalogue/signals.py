"""Every event that makes a page public, private, gone or moved reaches the catalogue here.

A page that is published, unpublished, expired or put in place live is saved, and that one signal covers them all.
Saving a draft writes nothing but bookkeeping to the page's row, and leaves the catalogue alone.
"""

from django.db.models import QuerySet
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.models import Page, PageViewRestriction, Site
from wagtail.signals import page_slug_changed, post_page_move

from catalogue import counts, services
from catalogue.models import CatalogueEntry, Issuer, Topic
from page_cache.signals import BOOKKEEPING


@receiver(post_save)
def on_page_saved(sender, instance, raw=False, update_fields=None, **kwargs) -> None:
    if not issubclass(sender, Page) or raw:
        return
    if update_fields is None:
        services.record(instance)
    elif not BOOKKEEPING.issuperset(update_fields):  # the rest of the instance may be a draft: what counts is stored
        services.record(Page.objects.get(pk=instance.pk))


@receiver(post_delete, sender=CatalogueEntry)
def on_entry_gone(sender, instance, **kwargs) -> None:
    """However it went: unpublished, or deleted together with its page."""
    counts.change(instance, None)


@receiver(post_page_move)
def on_moved(sender, instance, url_path_before, url_path_after, **kwargs) -> None:
    if url_path_before != url_path_after:
        services.record_branch(Page.objects.get(pk=instance.pk))


@receiver(page_slug_changed)
def on_slug_changed(sender, instance, **kwargs) -> None:
    services.record_branch(Page.objects.get(pk=instance.pk))


@receiver(post_save, sender=PageViewRestriction)
def on_restricted(sender, instance, raw=False, **kwargs) -> None:
    if not raw:
        services.record_branch(Page.objects.get(pk=instance.page_id))


@receiver(post_delete, sender=PageViewRestriction)
def on_restriction_lifted(sender, instance, origin=None, **kwargs) -> None:
    """Not when the restriction goes because its page is being deleted: entries made then would outlive the pages."""
    model = origin.model if isinstance(origin, QuerySet) else type(origin)
    if model is PageViewRestriction:
        services.record_branch(Page.objects.get(pk=instance.page_id))


@receiver(post_save, sender=Site)
def on_site_saved(sender, instance, raw=False, **kwargs) -> None:
    """Addresses begin at the root page of the default site."""
    if not raw:
        services.follow_site()


@receiver(post_save, sender=Issuer)
def on_issuer_saved(sender, instance, created, raw=False, **kwargs) -> None:
    if not created and not raw:
        services.rename_issuer(instance)


@receiver(post_save, sender=Topic)
def on_topic_saved(sender, instance, created, raw=False, **kwargs) -> None:
    if not created and not raw:
        services.move_topic(instance)
