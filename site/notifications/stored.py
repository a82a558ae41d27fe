"""What notifications keeps of a person: the messages that the site has sent."""

from collections.abc import Iterator

from django.contrib.auth.base_user import AbstractBaseUser

from accounts.profile.stored import part
from notifications.models import Message
from notifications.receivers import CODE


@part("消息")
def messages(user: AbstractBaseUser) -> Iterator[dict]:
    """Every message to the person; the words of those that carried a code are not kept in clear and are left out."""
    for each in Message.objects.filter(user=user).select_related("case").order_by("pk").iterator(500):
        yield {
            "时间": each.created_at,
            "渠道": each.get_channel_display(),
            "标题": each.title,
            "内容": "" if each.key == CODE.key else each.body,
            "办件": each.case.number if each.case else "",
            "状态": each.get_state_display(),
            "阅读时间": each.read_at,
        }
