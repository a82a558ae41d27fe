"""Who somebody is."""

from django.contrib.auth.models import AbstractUser


class User(AbstractUser):
    """A person who signs in. Never deleted, only made inactive: history points here."""

    class Meta(AbstractUser.Meta):
        verbose_name = "用户"
        verbose_name_plural = "用户"

    def get_full_name(self) -> str:
        """Family name first, without a blank between, as Chinese names are written."""
        return f"{self.last_name}{self.first_name}".strip()

    def __str__(self) -> str:
        return self.get_full_name() or self.username
