"""Every event that makes a page public, private, gone or moved reaches the catalogue here."""

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from catalogue import services


@receiver(page_published)
def on_published(sender, instance, **kwargs) -> None:
    services.record(instance)


@receiver(page_unpublished)
def on_unpublished(sender, instance, **kwargs) -> None:
    services.drop(instance)


@receiver(post_page_move)
def on_moved(sender, instance, url_path_before, url_path_after, **kwargs) -> None:
    if url_path_before != url_path_after:
        services.record_branch(Page.objects.get(pk=instance.pk))


@receiver(page_slug_changed)
def on_slug_changed(sender, instance, **kwargs) -> None:
    services.record_branch(Page.objects.get(pk=instance.pk))


@receiver([post_save, post_delete], sender=PageViewRestriction)
def on_restricted(sender, instance, **kwargs) -> None:
    services.record_branch(instance.page)
