"""Correcting one's name."""

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from accounts.identifiers import split_name
from accounts.models import User
from audit import services as audit
from audit.enums import Event


class NameIsCertified(Exception):
    """The name comes from an identity provider and is corrected there."""

    def __init__(self):
        super().__init__("姓名由统一身份认证提供，不能在这里修改。请在原认证平台更正，下次登录时自动更新。")


@transaction.atomic
def correct_name(user: AbstractBaseUser, name: str, *, address: str = "") -> User:
    """Gives the account another name; raises NameIsCertified. The same name again changes nothing."""
    locked = User.objects.select_for_update().get(pk=user.pk)
    if locked.is_certified:
        raise NameIsCertified
    if locked.get_full_name() == name:
        return locked
    locked.last_name, locked.first_name = split_name(name)
    locked.save(update_fields=["last_name", "first_name"])
    data = {"model": "accounts.user", "fields": {"last_name": None, "first_name": None}}
    audit.record(Event.ACCOUNT_CORRECTED, actor=locked, about=f"用户 {locked.pk}", address=address, data=data)
    return locked
