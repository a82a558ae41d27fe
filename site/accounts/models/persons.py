"""The verified person behind an account: by what it is known again, and what it may not do for a while."""

from django.conf import settings
from django.db import models
from django.utils import timezone


class KeyKind(models.TextChoices):
    """By what a person is known again."""

    OIDC = "oidc", "统一身份"  # issuer and sub of an identity provider
    PHONE = "phone", "手机号"
    ACCOUNT = "account", "账号"  # for an account that has neither


class PersonKey(models.Model):
    """One keyed digest by which a person is known again. It stays when the account is closed.

    signs_in: the person has proved this key here and signs in by it; a telephone number that only a provider names is
    a key for limits and no way in.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="person_keys")
    kind = models.CharField("类别", max_length=10, choices=KeyKind)
    digest = models.CharField(max_length=64, db_index=True)
    signs_in = models.BooleanField("可以登录", default=True)
    since = models.DateTimeField("开始", auto_now_add=True)
    ended_at = models.DateTimeField("结束", null=True)

    class Meta:
        verbose_name = "身份标识"
        verbose_name_plural = "身份标识"
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "digest"],
                condition=models.Q(signs_in=True, ended_at=None),
                name="person_key_signs_in_to_one_account",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.digest[:8]}"


class SuspensionQuerySet(models.QuerySet):
    """Suspensions as they are asked for."""

    def in_force(self) -> "SuspensionQuerySet":
        """Those that hold now."""
        return self.filter(models.Q(until=None) | models.Q(until__gt=timezone.now()), lifted_at=None)


class Suspension(models.Model):
    """A person may not do one kind of thing until a day. It follows the person's keys, not the account."""

    keys = models.ManyToManyField(PersonKey, related_name="suspensions")
    kind = models.CharField("业务", max_length=30)
    reason = models.CharField("原因", max_length=300)
    since = models.DateTimeField("开始", auto_now_add=True)
    until = models.DateTimeField("截止", null=True, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="决定人", null=True, on_delete=models.PROTECT, related_name="+"
    )
    lifted_at = models.DateTimeField("解除时间", null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="解除人", null=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = SuspensionQuerySet.as_manager()

    class Meta:
        verbose_name = "暂停办理"
        verbose_name_plural = "暂停办理"
        ordering = ["-since", "-pk"]
        indexes = [models.Index(fields=["kind", "until"], name="suspension_kind_until")]

    def __str__(self) -> str:
        return f"{self.kind} {self.reason}"
