"""A new file, or another file in the place of the old, is read."""

from django.db import transaction
from django.db.models.signals import post_save, pre_save
from django.dispatch import receiver

from library import tasks
from library.models import LibraryDocument, TextState


@receiver(pre_save, sender=LibraryDocument)
def on_saving(sender, instance: LibraryDocument, raw: bool = False, **kwargs) -> None:
    """What was read of the old file says nothing about the new one."""
    if raw or instance._state.adding:
        return
    known = LibraryDocument.objects.filter(pk=instance.pk).values_list("file", flat=True).first()
    if known != instance.file.name:
        instance.text, instance.text_error, instance.sha256 = "", "", ""
        instance.text_state = TextState.WAITING


@receiver(post_save, sender=LibraryDocument)
def on_saved(sender, instance: LibraryDocument, raw: bool = False, **kwargs) -> None:
    if not raw and instance.text_state == TextState.WAITING:
        transaction.on_commit(lambda: tasks.read_document.enqueue(instance.pk))
