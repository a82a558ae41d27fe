"""Who somebody is, and for whom somebody acts."""

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import models

from accounts.encryption import PhoneFields
from accounts.identifiers import is_uscc, normal_uscc


class User(PhoneFields, AbstractUser):
    """A person who signs in. Never deleted, only made inactive: history points here.

    certified_by: the identity provider from which name and telephone come; "" for people who typed them themselves.
    closed_at: when the person closed the account; forgotten_at: when its personal data was erased after that.
    """

    certified_by = models.CharField("实名来源", max_length=40, blank=True, editable=False)
    closed_at = models.DateTimeField("注销时间", null=True, editable=False)
    forgotten_at = models.DateTimeField("清除时间", null=True, editable=False)

    class Meta(AbstractUser.Meta):
        verbose_name = "用户"
        verbose_name_plural = "用户"
        indexes = [models.Index(fields=["last_name", "first_name"], name="user_name")]

    @property
    def is_certified(self) -> bool:
        """Whether name and telephone come from an identity provider and are not to be changed here."""
        return bool(self.certified_by)

    def get_full_name(self) -> str:
        """Family name first, without a blank between, as Chinese names are written."""
        return f"{self.last_name}{self.first_name}".strip()

    def __str__(self) -> str:
        return self.get_full_name() or self.username


class Organisation(models.Model):
    """单位: a firm or office for which people act."""

    name = models.CharField("名称", max_length=100, db_index=True)
    code = models.CharField("统一社会信用代码", max_length=18, unique=True)
    created_at = models.DateTimeField("登记时间", auto_now_add=True)

    class Meta:
        verbose_name = "单位"
        verbose_name_plural = "单位"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        self.code = normal_uscc(self.code)
        if not is_uscc(self.code):
            raise ValidationError(
                {"code": "统一社会信用代码不对：请核对营业执照上的 18 位代码（没有字母 I、O、S、V、Z）。"}
            )


class Role(models.TextChoices):
    """What a person is in an organisation."""

    ADMINISTRATOR = "administrator", "管理员"
    HANDLER = "handler", "经办人"


class MembershipQuerySet(models.QuerySet):
    """Memberships as they are asked for."""

    def active(self) -> "MembershipQuerySet":
        """Those that hold now."""
        return self.filter(ended_at=None)


class Membership(models.Model):
    """A person acts for an organisation, from one day until it is ended."""

    user = models.ForeignKey(User, verbose_name="用户", on_delete=models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(
        Organisation, verbose_name="单位", on_delete=models.PROTECT, related_name="memberships"
    )
    role = models.CharField("身份", max_length=15, choices=Role, default=Role.HANDLER)
    since = models.DateTimeField("开始", auto_now_add=True)
    ended_at = models.DateTimeField("结束", null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = "单位成员"
        verbose_name_plural = "单位成员"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation"], condition=models.Q(ended_at=None), name="membership_once_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} / {self.organisation}"
