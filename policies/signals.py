"""Every event that changes what a document does to others, or who cites it, reaches validity and citations here.

As in the catalogue, a page that is published, unpublished, expired or put in place live is saved as a whole, and that
one signal covers them all; drafts of live pages are saved with update_fields.
"""

from django.db.models.signals import post_delete, post_save, pre_delete, pre_save
from django.dispatch import receiver
from wagtail.models import Page

from policies import citations, validity
from policies.models import PolicyPage, PolicyRelation


@receiver(pre_save, sender=PolicyPage)
def before_policy_saved(sender, instance, raw=False, update_fields=None, **kwargs) -> None:
    if not raw and update_fields is None:
        validity.settle(instance)


@receiver(post_save)
def on_page_saved(sender, instance, raw=False, update_fields=None, **kwargs) -> None:
    if not issubclass(sender, Page) or raw or update_fields is not None:
        return
    page = instance.specific
    if page.live:
        citations.record(page)
    else:
        citations.drop(page)
    if isinstance(page, PolicyPage):
        citations.reconcile(page)
        validity.refresh(PolicyRelation.objects.filter(page=page).values_list("target_id", flat=True))


@receiver(pre_delete, sender=PolicyPage)
def on_delete(sender, instance, **kwargs) -> None:
    citations.release(instance)


@receiver(pre_save, sender=PolicyRelation)
def before_relation_saved(sender, instance, raw=False, **kwargs) -> None:
    """Keeps the document that the relation pointed to, for it may now point to another."""
    former = PolicyRelation.objects.filter(pk=instance.pk).values_list("target_id", flat=True)
    instance.former_target_id = former.first() if instance.pk and not raw else None


@receiver(post_save, sender=PolicyRelation)
def on_relation_saved(sender, instance, raw=False, **kwargs) -> None:
    if not raw:
        validity.refresh(filter(None, [instance.target_id, instance.former_target_id]))


@receiver(post_delete, sender=PolicyRelation)
def on_relation_gone(sender, instance, **kwargs) -> None:
    validity.refresh([instance.target_id])
