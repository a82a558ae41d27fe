"""A row that goes takes its stored file with it, once its transaction has ended; a submitted file does not go."""

from django.db import transaction
from django.db.models.signals import post_delete, pre_delete
from django.dispatch import receiver

from audit.append_only import ProtectedHistory
from casework.attachments.storage import private
from casework.models import Attachment, UploadPart


@receiver(pre_delete, sender=Attachment)
def keep_submitted(instance: Attachment, **kwargs) -> None:
    """Holds for deletions that never call the model's own delete, such as those of whole querysets."""
    if instance.frozen_at:
        raise ProtectedHistory("a submitted file is never deleted")


@receiver(post_delete, sender=Attachment)
@receiver(post_delete, sender=UploadPart)
def delete_stored(instance: Attachment | UploadPart, **kwargs) -> None:
    """Only after the commit: a row that comes back finds its file."""
    for name in filter(None, [instance.file.name, getattr(instance, "picture", None) and instance.picture.name]):
        transaction.on_commit(lambda name=name: private().delete(name))
