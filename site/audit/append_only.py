"""Rows that stay as they were written."""

from django.db import models


class ProtectedHistory(Exception):
    """Something that must stay was about to be deleted or changed."""


class AppendOnly(models.Model):
    """Rows that are written once. Purging under a law has its own function and leaves the digests."""

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise ProtectedHistory(f"{self._meta.label} is written once")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise ProtectedHistory(f"{self._meta.label} is never deleted")
