"""Codes sent by text message, kept only as digests."""

from django.db import models


class SignInCode(models.Model):
    """A code that was sent to a telephone: neither the number nor the code can be read from it.

    At most one code of a number is open; a newer one ends it. The rows of the last day are the count for the limits.
    """

    phone_hash = models.CharField(max_length=64)
    address_digest = models.CharField(max_length=64)
    salt = models.CharField(max_length=32)
    code_digest = models.CharField(max_length=64)
    in_words = models.BooleanField(default=False)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "登录验证码"
        verbose_name_plural = "登录验证码"
        constraints = [
            models.UniqueConstraint(
                fields=["phone_hash"], condition=models.Q(ended_at=None), name="one_open_code_of_a_phone"
            ),
        ]
        indexes = [
            models.Index(fields=["phone_hash", "sent_at"], name="code_phone_sent"),
            models.Index(fields=["address_digest", "sent_at"], name="code_address_sent"),
        ]

    def __str__(self) -> str:
        return f"{self.sent_at:%Y-%m-%d %H:%M}"
