"""What accounts itself keeps of a person, for the page and for the archive."""

from collections.abc import Iterator

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Q, QuerySet

from accounts.audit_words import in_words
from accounts.models import Suspension
from accounts.persons import suspensions_of
from accounts.profile.stored import part
from audit.enums import Event
from audit.models import Entry

SIGN_INS = (
    Event.SIGN_IN,
    Event.SIGN_IN_FAILED,
    Event.SIGN_IN_LOCKED,
    Event.SIGN_OUT,
    Event.SECOND_FACTOR,
    Event.PASSWORD_CHANGED,
    Event.ACCOUNT_JOINED,
    Event.ACCOUNT_CORRECTED,
    Event.ACCOUNT_DOWNLOADED,
)


def sign_ins(user: AbstractBaseUser) -> QuerySet[Entry]:
    """What the audit list says of the person's own account, strangers at its door as well, the newest first."""
    whose = Q(actor=user) | Q(actor=None, about=f"用户 {user.pk}")
    return Entry.objects.filter(whose, event__in=SIGN_INS, erased_under="").order_by("-position")


@part("账号")
def account(user: AbstractBaseUser) -> Iterator[dict]:
    """Name, telephone, and when the account was made."""
    yield {
        "姓名": user.get_full_name(),
        "手机号": user.phone,
        "邮箱": user.email,
        "实名来源": user.certified_by,
        "账号编号": user.pk,
        "开通时间": user.date_joined,
        "最近登录": user.last_login,
    }


@part("登录方式")
def ways(user: AbstractBaseUser) -> Iterator[dict]:
    """By what the person is or was known; the digests themselves say nothing and are left out."""
    for key in user.person_keys.order_by("since"):
        row = {"方式": key.get_kind_display(), "可以登录": key.signs_in and not key.ended_at, "开始": key.since}
        yield row | {"结束": key.ended_at}


@part("单位")
def memberships(user: AbstractBaseUser) -> Iterator[dict]:
    """For whom the person acts or acted."""
    for each in user.memberships.select_related("organisation").order_by("since"):
        yield {
            "单位": each.organisation.name,
            "统一社会信用代码": each.organisation.code,
            "身份": each.get_role_display(),
            "开始": each.since,
            "结束": each.ended_at,
        }


@part("隐私说明的同意")
def consents(user: AbstractBaseUser) -> Iterator[dict]:
    """Which version of the notice was accepted when."""
    for each in user.consents.select_related("notice").order_by("at"):
        yield {"版本": each.notice.version, "同意时间": each.at}


@part("暂停办理")
def suspensions(user: AbstractBaseUser) -> Iterator[dict]:
    """What the person may not do for a while, and why."""
    found: QuerySet[Suspension] = suspensions_of(user)
    for each in found:
        yield {"业务": each.kind, "原因": each.reason, "开始": each.since, "截止": each.until}


@part("登录记录")
def sign_in_rows(user: AbstractBaseUser) -> Iterator[dict]:
    """When, how and from where the account was used."""
    for entry in sign_ins(user).iterator(500):
        words = in_words([entry])[entry.position]
        yield {"时间": entry.at, "事件": entry.get_event_display(), "内容": words, "网络地址": entry.address}
