"""Where the files of cases are kept: outside MEDIA, without an address, under names that say nothing."""

import secrets

from django.conf import settings
from django.core.files.storage import FileSystemStorage, Storage, storages
from django.utils import timezone


class PrivateFiles(FileSystemStorage):
    """Files below PRIVATE_ROOT, for the site's own user only. No address leads to them but that of a view that asks."""

    def __init__(self):
        super().__init__(file_permissions_mode=0o600, directory_permissions_mode=0o700)

    @property
    def base_location(self) -> str:
        return str(settings.PRIVATE_ROOT)

    @property
    def location(self) -> str:
        return str(settings.PRIVATE_ROOT)

    def url(self, name: str | None) -> str:
        raise ValueError("private files have no address")


def private() -> Storage:
    """The storage that STORAGES calls private."""
    return storages["private"]


def random_name(instance: object, filename: str) -> str:
    """A name that tells nothing of person, case or content, in a folder for each month."""
    return f"cases/{timezone.localdate():%Y/%m}/{secrets.token_hex(16)}"
