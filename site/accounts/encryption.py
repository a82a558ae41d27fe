"""Telephone numbers at rest: encrypted, with a keyed hash to find them and the last four digits to search by.

PERSONAL_DATA_KEYS holds one or more Fernet keys, the newest first: it encrypts, all of them decrypt, so that a key can be
rotated (`manage.py rotate_personal_data`). The hash has a key of its own, for it must stay the same.
"""

import hashlib
import hmac

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import models


def _fernet() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.PERSONAL_DATA_KEYS])


def encrypt(text: str) -> str:
    """The text as an opaque token; "" stays ""."""
    return _fernet().encrypt(text.encode()).decode() if text else ""


def decrypt(token: str) -> str:
    """The text of a token; cryptography.fernet.InvalidToken when no key fits."""
    return _fernet().decrypt(token.encode()).decode() if token else ""


def renew(token: str) -> str:
    """The same text under the newest key."""
    return _fernet().rotate(token.encode()).decode() if token else ""


def is_newest(token: str) -> bool:
    """Whether a token is under the newest key."""
    try:
        Fernet(settings.PERSONAL_DATA_KEYS[0]).decrypt(token.encode())
    except InvalidToken:
        return False
    return True


def keyed_hash(text: str) -> str:
    """A digest that finds equal numbers and tells nothing without the key."""
    if not text:
        return ""
    return hmac.new(settings.PERSONAL_DATA_HASH_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()


class PhoneFields(models.Model):
    """Columns that keep one telephone number; read and set it as `phone`."""

    phone_token = models.CharField(max_length=200, blank=True, editable=False)
    phone_hash = models.CharField(max_length=64, blank=True, editable=False, db_index=True)
    phone_tail = models.CharField("手机尾号", max_length=4, blank=True, editable=False, db_index=True)

    class Meta:
        abstract = True

    @property
    def phone(self) -> str:
        """The number in full; show it masked."""
        return decrypt(self.phone_token)

    @phone.setter
    def phone(self, number: str) -> None:
        self.phone_token = encrypt(number)
        self.phone_hash = keyed_hash(number)
        self.phone_tail = number[-4:]
